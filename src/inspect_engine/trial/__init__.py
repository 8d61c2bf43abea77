"""Workflows tried out with the real engine, without a ledger: by hand, by a program, or as Gherkin scenarios."""

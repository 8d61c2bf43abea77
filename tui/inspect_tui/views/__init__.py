"""What screens show, read from the ledger, and what they hand to it; free of UI."""

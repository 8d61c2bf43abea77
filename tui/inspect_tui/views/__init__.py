"""What screens show, read from the ledger; free of UI."""

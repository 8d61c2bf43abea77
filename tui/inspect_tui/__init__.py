"""The terminal UI: an inspector's and a supervisor's desk over one ledger."""

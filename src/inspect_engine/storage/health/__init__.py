"""Whether a ledger's file, and what lies beside it, is fit to be relied on: looked at, never changed."""

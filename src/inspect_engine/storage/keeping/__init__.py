"""What a ledger is got back by: copies in one file, their way back, new formats, rows made anew."""

"""Two versions of a definition: what differs, what it would have changed, and how an open case moves."""

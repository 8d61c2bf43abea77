"""Files that are read in: each becomes frozen shapes, or every problem with its line."""

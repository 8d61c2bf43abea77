"""Events and their projections on disk."""

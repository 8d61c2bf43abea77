"""A workflow run on a case: what may be done, by whom, until when, and whether the people at hand suffice."""

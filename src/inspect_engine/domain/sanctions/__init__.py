"""Sanctions: which kinds there are, what may be imposed, and what those imposed come to on a day."""

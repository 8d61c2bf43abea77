"""Screens: one file each, named after what the person sees."""

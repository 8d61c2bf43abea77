"""What screens have in common: a page, a list, a form, small questions."""

"""Help for those who write definitions: schemas for editors, a template to start from, pictures of workflows."""

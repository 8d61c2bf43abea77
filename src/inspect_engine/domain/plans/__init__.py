"""检查计划: what is to be inspected how often."""

"""Who there is, who may see and do what, and who stands in for whom."""

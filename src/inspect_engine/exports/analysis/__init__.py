"""分析报告: how a period went, in the form an office writes it, composed from figures alone."""

"""Pages in Markdown: checklists, items, workflows, scores."""

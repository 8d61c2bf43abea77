"""How things read on the screen: cases, inspections, scores and totals as text."""

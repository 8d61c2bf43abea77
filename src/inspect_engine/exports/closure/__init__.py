"""闭环台账: the closure workbook, sheet by sheet."""

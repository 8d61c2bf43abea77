"""The lists of the closure workbook as tables for machines: the same rows, one file a list, in a folder."""

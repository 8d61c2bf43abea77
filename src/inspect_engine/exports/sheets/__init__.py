"""What every workbook is made with: the file, its tables, cells, looks and charts."""

"""What people type, accepted strictly, and what they read: texts, codes, forms, and definitions told in Chinese."""

"""整改前后对照: photographs of what was found and of what was put right, side by side."""

"""Documents that leave the house: kinds, numbers, what may be cited, what is in them, how they are served."""

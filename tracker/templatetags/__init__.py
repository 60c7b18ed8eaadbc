"""How numbers, days and signs are written on a page."""

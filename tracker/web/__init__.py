"""THE PAGE: a view reads the request, makes one call and renders."""

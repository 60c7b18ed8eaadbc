"""One migration history for all rooms."""

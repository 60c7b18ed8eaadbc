"""The alias book of the bundled record, as tests read with it."""

from tracker.extraction.bundled import DATA, bundled_book

__all__ = ["DATA", "bundled_book"]

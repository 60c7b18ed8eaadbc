"""IS IT TRUE: people decide what goes on record.

In: candidates that wait. Out: reviews; an approved one is published by the announcements room.
Owns: Review.
Never: writes an announcement.
"""

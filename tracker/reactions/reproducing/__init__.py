"""A study as a file that anyone can run again: data, configuration, results, the method itself, checksums.

In: a panel, events, a specification and what to say about them. Out: the bytes of a ZIP.
Never: rows of the database, the clock.
"""

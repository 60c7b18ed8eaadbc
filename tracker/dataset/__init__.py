"""THE START: the bundled record, from files under tracker/data/ to rows.

In: YAML and CSV files. Out: rows of companies, announcements and markets, all of them or none.
Owns: DatasetLoad.
Never: runs without being asked; overwrites what a moderator decided.
"""

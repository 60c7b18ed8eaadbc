"""Figures that are measured, not assumed: `make bench`, or `make bench ONLY=ops` for those whose names start so.

A name is TOPIC.WHAT, all lower case. To add one, write a function in the module of its topic (or a new one, named in
`__main__.py`) that takes nothing, returns a `Measured` and carries `@case(name, unit=..., target=...)`.
"""

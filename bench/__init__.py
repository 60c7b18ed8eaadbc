"""Figures that are measured, not assumed: `make bench`, or `make bench ONLY=ops` for those whose names start so.

A name is TOPIC.WHAT, all lower case. To add one, write a function in the module of its topic (or a new one, named in
`__main__.py`) that takes nothing, returns a `Measured` and carries `@case(name, unit=..., target=...)`.
"""

import os

# Each figure is that of one core: numpy's and scipy's libraries read this when they are first imported.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

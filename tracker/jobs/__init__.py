"""WHAT IS UNDER WAY: work that somebody asked for, and the processes that are there to do it.

In: a wish (a page to read, an address to try, a source's earlier items). Out: how far it has come, and what came of it.
Owns: Job, Pulse.
Never: does the work itself; the pipeline does, and tells it here.
"""

"""WHAT IT SAYS: items read into candidates, each fact with the words it was read from.

In: raw items; entries by hand. Out: candidates that wait for a decision.
Owns: Candidate. Pure: reading, duplicates, proposal.
Never: decides whether something is true.
"""

"""THE EFFECT: what the share really did, and which part of a printed claim that bears out.

In: announcements and bars. Out: one current reaction per announcement, earlier ones kept.
Owns: Reaction. Pure: measure, claims.
Never: changes the record or a price.
"""

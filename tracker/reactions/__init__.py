"""THE EFFECT: what the share really did, and which part of a printed claim that bears out.

In: announcements and bars. Out: one current reaction and one current event study per model for each announcement,
earlier ones kept; and studies of samples of them.
Owns: Reaction, EventResult. Pure: measure, claims, event_study, reproducing.
Never: changes the record or a price.

Of a study: panel (bars to returns), sample_filter, sample_told, sample (address to events), confounders (what else
happened), studies and studies_* (the figures), study_view* (what a page gets), study_file (what a reader takes away).
"""

"""THE RECORD: announcements with the evidence for each of their facts.

In: approved reviews; the bundled dataset. Out: what every page shows.
Owns: Announcement, AnnouncementPerson, Evidence, Assertion, Statement, ReportedMove, Valuation.
Never: asks a price.
"""

"""Hashpivot's one Django app: the map of its rooms. Data flows down this page, imports point up it.

    news    sources ──▶ extraction ──▶ moderation ──▶ announcements ──┐
            (raw item)  (candidate)    (review)       (announcement)  ├──▶ reactions ──▶ charts ──▶ web
    prices                                            markets ────────┘    (reaction)    (figure)   (page)
    below all: companies (companies, securities, people, counterparties, sites), lib (plain Python)

    companies      WHO            Company, Security, Listing, Alias, Person, Position, Counterparty, Site
    sources        WHERE FROM     Source, RawItem; adapters behind one promise
    extraction     WHAT IT SAYS   Candidate; reading and duplicates are pure
    moderation     IS IT TRUE     Review
    announcements  THE RECORD     Announcement, Evidence, Assertion, Statement, ReportedMove, Valuation
    markets        THE PRICE      PriceBar, CorporateAction, PriceFeed, EmptySession, ProviderPause, MoveCheck;
                                  providers and calendar are pure
    reactions      THE EFFECT     Reaction, EventResult; measure, claims, event_study and reproducing are pure
    charts         THE PICTURE    results in, Plotly figure out
    dataset        THE START      the bundled record, from files to rows
    jobs           UNDER WAY      Job, Pulse: work that somebody asked for, and who is there to do it
    web            THE PAGE
    admin          THE BACK OFFICE

    pipeline.py    every hand-over from room to room, in order: read this first
    errands.py     what is done when somebody asks for it
    tasks.py       Celery doors: ids in, one pipeline call, retry rules

Each room: __init__.py (In / Out / Owns / Never), models.py (nouns), services.py (writes), selectors.py (reads);
anything else in a room is pure and named for what it does.
"""

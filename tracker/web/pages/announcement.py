"""An announcement's page: figures, claim check, sessions around it, facts with sources, people, sites, statements."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from tracker.announcements import selectors as record
from tracker.announcements.models import Announcement, AnnouncementPerson, Evidence, Statement, Valuation
from tracker.announcements.selectors import Neighbours
from tracker.charts import numbers
from tracker.charts.window import Window
from tracker.companies import selectors as companies
from tracker.companies.models import Person
from tracker.companies.selectors import SitesInState
from tracker.reactions import selectors as reactions
from tracker.reactions.claims import Reading
from tracker.reactions.models import Reaction
from tracker.reactions.sample_filter import NEWS
from tracker.reactions.selectors import ClaimCheck
from tracker.web.pages import facts, measured_results, prices, session_words, tape, window_chart
from tracker.web.pages.facts import Fact
from tracker.web.pages.home import Move
from tracker.web.pages.measured import Measured


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One printed figure of a claim and what it implies; without a reading nothing could be computed."""

    check: ClaimCheck
    reading: Reading | None

    @property
    def verdict(self) -> str:
        """The figure's own verdict."""
        return self.reading.verdict if self.reading else self.check.verdict

    @property
    def printed(self) -> str:
        """The figure as printed."""
        if self.reading is None:
            return numbers.printed(self.check.move.pct, self.check.move.price, self.check.move.words)
        if self.reading.printed == "pct":
            return numbers.pct_points(self.reading.pct)
        return numbers.price(self.reading.price)

    @property
    def implied(self) -> str:
        """What it means: the price of a percentage, the percentage of a price."""
        if self.reading is None:
            return ""
        if self.reading.printed == "pct":
            return numbers.price(round(self.reading.price, 2))
        return numbers.signed_pct(self.reading.pct / 100)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session of the window in words: when, each path's move, the volume's ratio; '' where unknown."""

    when: str
    is_event: bool
    moves: list[str]
    volume: str


@dataclass(frozen=True, kw_only=True)
class AnnouncementPage:
    """Everything on the page."""

    announcement: Announcement
    reaction: Reaction | None
    checks: list[ClaimCheck]
    evidence: list[Evidence]
    facts: list[Fact]
    chart: dict[str, Any] | None
    window: Window | None
    measured: Measured | None
    sites: list[SitesInState]
    related: list[Move]
    neighbours: Neighbours
    prices_as_of: date | None

    @cached_property
    def session_words(self) -> list[str]:
        """When it came out and which session counts."""
        return session_words.session_sentences(self.announcement, self.reaction)

    @cached_property
    def tape(self) -> list[tape.Drawing]:
        """The tape, wide and narrow."""
        return tape.drawings(self.checks)

    @cached_property
    def tape_words(self) -> str:
        """The tape for those who do not see it."""
        return tape.in_words(self.checks)

    @cached_property
    def claim_rows(self) -> list[ClaimRow]:
        """One per printed figure."""
        return [ClaimRow(check, reading) for check in self.checks for reading in check.readings or (None,)]

    @property
    def path_names(self) -> list[str]:
        """The columns of the session table: the share, SPY, BTC, as far as known."""
        return list(self.window.paths) if self.window else []

    @property
    def path_rows(self) -> list[SessionRow]:
        """The window as a table."""
        return [_session_row(self.window, place) for place in range(len(self.window.offsets))] if self.window else []

    @property
    def valuations(self) -> list[Valuation]:
        """Prices per megawatt that the context names."""
        return list(self.announcement.context_valuations.all())

    @property
    def people(self) -> list[AnnouncementPerson]:
        """Those whose post changes."""
        return list(self.announcement.people.all())

    @property
    def statements(self) -> list[Statement]:
        """Who said what."""
        return list(self.announcement.statements.all())

    @property
    def commentators(self) -> list[Person]:
        """Outsiders named in the context."""
        return list(self.announcement.context_people.all())


def _session_row(window: Window, place: int) -> SessionRow:
    at, volume = window.offsets[place], window.volume[place]
    moves = [path[place] for path in window.paths.values()]
    return SessionRow(
        when=f"{numbers.signed(at, 0)}, {window.days[place]}",
        is_event=at == 0,
        moves=["" if move is None else numbers.signed_pct(move) for move in moves],
        volume="" if volume is None else numbers.ratio(volume),
    )


def gather(announcement: Announcement, *, anchor: str = NEWS) -> AnnouncementPage:
    """The page of one published announcement; `anchor` says what its event study counts from."""
    reaction = reactions.current_reactions([announcement]).get(announcement.pk)
    evidence = list(announcement.evidence.all())
    related = record.related(announcement)
    drawn = window_chart.build(announcement, reaction)
    answers = reactions.current_reactions(related) if related else {}
    return AnnouncementPage(
        announcement=announcement,
        reaction=reaction,
        checks=reactions.claim_checks(announcement, reaction),
        evidence=evidence,
        facts=facts.facts_of(announcement, evidence),
        chart=drawn.chart if drawn else None,
        window=drawn.window if drawn else None,
        measured=measured_results.measured(announcement, reaction, anchor=anchor),
        sites=companies.by_state(announcement.sites.all()),
        related=[Move(row, answers.get(row.pk)) for row in related],
        neighbours=record.neighbours(announcement),
        prices_as_of=prices.last_share_session(),
    )

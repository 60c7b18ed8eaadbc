"""On which day, and at which minute where it is known, an announcement was made."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.extraction.lexicon import lexicon
from tracker.extraction.rules.names import Mention
from tracker.extraction.rules.passage import HEADLINE, Fact, Passage
from tracker.lib.days import NamedDay

RELEASE_TIERS = frozenset({"filing", "company", "wire"})
_BACKGROUND_AFTER = timedelta(days=10)
# A leap year: where the year of publication is not known, every day of a month can be named.
_SOME_YEAR = date(2024, 12, 31)


@dataclass(frozen=True, slots=True)
class When:
    """The day, the minute where it is known, and the basis: "stated" or "inferred"."""

    day: date | None
    at: datetime | None
    precision: str
    basis: str
    facts: tuple[Fact, ...] = ()


def local_day(published_at: datetime | None, language: str, zone: str = "") -> date | None:
    """The calendar day of publication where the outlet is; its language tells where, unless the zone is given."""
    if published_at is None:
        return None
    name = zone or lexicon().zones.get(language, "UTC")
    try:
        return published_at.astimezone(ZoneInfo(name)).date()
    except (OverflowError, ValueError):
        return published_at.date()


def month_days(passages: tuple[Passage, ...], published_on: date | None) -> list[str]:
    """The days that a piece names, without their year ("08-14"), which many leave out."""
    assumed = published_on or _SOME_YEAR
    found = [named for passage in passages for named in passage.days(assumed)]
    days = [f"{named.day:%m-%d}" for named in found if named.how == "date" or published_on is not None]
    return list(dict.fromkeys(days))


def announced(passages: tuple[Passage, ...], published_on: date | None, told_at: datetime | None) -> When:
    """The day the text gives, else the day of publication.

    `told_at` is the time of publication where that is the announcement itself (a release or filing), else None.
    """
    best = _best_day(passages, published_on)
    if told_at is not None and (best is None or best[1].day == published_on):
        return When(published_on, told_at, "minute", "stated")
    if best is not None:
        passage, named = best
        fact = passage.fact("announced_on", named.day.isoformat(), (named.start, named.end), f"day.{named.how}")
        basis = "inferred" if named.how == "weekday" else "stated"
        return When(named.day, None, "day", basis, (fact,))
    return When(published_on, None, "day", "inferred")


def _best_day(passages: tuple[Passage, ...], published_on: date | None) -> tuple[Passage, NamedDay] | None:
    """The day that is tied closest to the news; the first of equals."""
    best: tuple[float, Passage, NamedDay] | None = None
    for passage in passages:
        for named in passage.days(published_on):
            if not _is_recent(named.day, published_on):
                continue
            score = _closeness(passage, named)
            if score > 0 and (best is None or score > best[0]):
                best = (score, passage, named)
    return (best[1], best[2]) if best else None


def _is_recent(day: date, published_on: date | None) -> bool:
    return published_on is None or published_on - _BACKGROUND_AFTER <= day <= published_on


def _closeness(passage: Passage, named: NamedDay) -> float:
    score = 1.0 + (passage.where == HEADLINE) + 1.0 / (1 + passage.sentence_index(named.start))
    start, end = passage.sentence(named.start)
    score += 0.5 * bool(passage.near("deal", start, end) or passage.near("speech", start, end))
    score += 0.4 * bool(passage.near("shares", start, end))
    score += 0.2 * (named.how == "date")
    if passage.near("ahead", max(start, named.start - 18), named.start):
        score -= 4.0
    return score


def is_release(tier: str, mentions: list[Mention]) -> bool:
    """Whether the publication is the announcement itself: a company's own words, by wire only with its ticker."""
    return tier in RELEASE_TIERS and (tier != "wire" or any(m.how == "exchange ticker" for m in mentions))

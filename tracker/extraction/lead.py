"""How far ahead of the others a source tells the stories that it shares with them. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median


@dataclass(frozen=True, slots=True)
class Told:
    """When a source told a story, both by number."""

    story: int
    source: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Lead:
    """Over the stories that a source shares: in how many no other was earlier, and its median lead.

    A lead is positive where the source was ahead of the earliest other, negative where it was behind.
    """

    shared: int
    first: int
    median: timedelta


def leads(tellings: Iterable[Told]) -> dict[int, Lead]:
    """The lead of every source that shares a story with another; a source counts once in a story, by its earliest."""
    stories: dict[int, dict[int, datetime]] = defaultdict(dict)
    for told in tellings:
        earliest = stories[told.story]
        earliest[told.source] = min(told.at, earliest.get(told.source, told.at))
    found: dict[int, list[timedelta]] = defaultdict(list)
    for earliest in stories.values():
        for source, lead in _ahead(earliest).items():
            found[source].append(lead)
    return {source: _summed_up(of_source) for source, of_source in found.items()}


def _ahead(earliest: dict[int, datetime]) -> dict[int, timedelta]:
    """By how much each source of a story was ahead of the earliest other; nothing for a story told by one."""
    if len(earliest) < 2:
        return {}
    winner, runner_up = sorted(earliest, key=earliest.__getitem__)[:2]
    return {source: earliest[runner_up if source == winner else winner] - at for source, at in earliest.items()}


def _summed_up(of_source: list[timedelta]) -> Lead:
    return Lead(
        shared=len(of_source),
        first=sum(lead >= timedelta(0) for lead in of_source),
        median=timedelta(seconds=median(lead.total_seconds() for lead in of_source)),
    )

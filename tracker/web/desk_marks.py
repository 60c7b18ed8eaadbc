"""Source text with numbered evidence: where each fact was read, cut into pieces that a template can mark. Pure.

Spans may overlap; a piece then carries several numbers. Nothing here is markup, so templates escape every character.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, from `start` up to and not including `end`, and its number on the page."""

    start: int
    end: int
    number: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters, the evidence they belong to, and which of that starts or ends here. No numbers: plain text."""

    text: str
    numbers: tuple[int, ...] = ()
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Marked:
    """A candidate's words with the evidence in them, and the numbers by field and by field=value."""

    headline: list[Piece]
    paragraphs: list[list[Piece]]
    numbers: dict[str, list[int]] = field(default_factory=dict)


def marked(headline: str, text: str, facts: Iterable[Mapping[str, Any]]) -> Marked:
    """Number the facts in reading order, headline first, equal spans once, and cut both texts at their ends."""
    places: dict[tuple[int, int, int], set[str]] = {}
    for fact in facts:
        place = _place(fact, headline, text)
        if place is not None:
            field_name = str(fact.get("field", ""))
            places.setdefault(place, set()).update((field_name, f"{field_name}={fact.get('value')}"))
    numbers: dict[str, list[int]] = {}
    spans: tuple[list[Span], list[Span]] = ([], [])
    for number, (where, start, end) in enumerate(sorted(places), start=1):
        spans[where].append(Span(start, end, number))
        for name in places[where, start, end]:
            numbers.setdefault(name, []).append(number)
    return Marked(pieces(headline, spans[0]), paragraphs(text, spans[1]), numbers)


def _place(fact: Mapping[str, Any], headline: str, text: str) -> tuple[int, int, int] | None:
    """(0 for the headline or 1, start, end), cut to the text; None where the fact points at nothing."""
    where = 0 if fact.get("where") == "headline" else 1
    start, end = fact.get("start"), fact.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        return None
    end = min(end, len(text if where else headline))
    return (where, start, end) if 0 <= start < end else None


def paragraphs(text: str, spans: Sequence[Span]) -> list[list[Piece]]:
    """The text by lines, each cut into pieces; a span that runs over a line's end goes on in the next one."""
    found = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        inside = [
            Span(max(s.start, start) - start, min(s.end, end) - start, s.number)
            for s in spans
            if s.start < end and s.end > start
        ]
        if line.strip():
            found.append(pieces(line, inside))
        start = end + 1
    return found


def pieces(text: str, spans: Sequence[Span]) -> list[Piece]:
    """Cut a text at every start and end of a span."""
    cuts = sorted({0, len(text), *(s.start for s in spans), *(s.end for s in spans)})
    return [_piece(text, start, end, spans) for start, end in itertools.pairwise(cuts)]


def _piece(text: str, start: int, end: int, spans: Sequence[Span]) -> Piece:
    over = [s for s in spans if s.start <= start and s.end >= end]
    return Piece(
        text[start:end],
        tuple(s.number for s in over),
        tuple(s.number for s in over if s.start == start),
        tuple(s.number for s in over if s.end == end),
    )

"""The tape: a session's prices on one line, with what was printed pointing at it. Places in percent of the width."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tracker.charts.numbers import NARROW_SPACE, price, signed, signed_pct
from tracker.reactions.claims import Tape
from tracker.reactions.selectors import ClaimCheck

MOST_CLAIMS: Final = 3
# The widths a label needs and the margin at the edges, in percent of the drawing: wide screens, then phones.
WIDE: Final = (9.0, 6.0)
NARROW: Final = (22.0, 13.0)
LONG_WAY: Final = 8.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A labelled price: where its tick stands (`at`) and where its label (`label_at`)."""

    name: str
    price: str
    move: str
    css: str
    at: float
    label_at: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing of the tape for one width of screen."""

    css: str
    above: list[Mark]
    below: list[Mark]
    previous: float
    low: float | None
    high: float | None
    body: tuple[float, float] | None
    close: float
    distance: str

    @property
    def body_width(self) -> float:
        """Between open and close."""
        return self.body[1] - self.body[0] if self.body else 0.0

    @property
    def middle(self) -> float:
        """Between the close and the one claim."""
        return (self.close + self.claim.at) / 2 if self.claim else self.close

    @property
    def range_width(self) -> float:
        """Between low and high."""
        return self.high - self.low if self.high is not None and self.low is not None else 0.0

    @property
    def gap(self) -> tuple[float, float] | None:
        """From the close before to the session's range, or to the close where no range is known."""
        start, end = (self.low, self.high) if self.low is not None and self.high is not None else (self.close,) * 2
        if self.previous < start:
            return self.previous, start - self.previous
        return (end, self.previous - end) if self.previous > end else None

    @property
    def claim(self) -> Mark | None:
        """The one claim, where there is one only."""
        claims = [mark for mark in self.above if "is-claim" in mark.css]
        return claims[0] if len(claims) == 1 else None


def drawings(checks: Sequence[ClaimCheck]) -> list[Drawing]:
    """The tape of the first check that has one, wide and narrow; empty where no session has prices."""
    first = next((check for check in checks if check.tape is not None), None)
    if first is None or first.tape is None:
        return []
    pointed = [_pointed(check) for check in checks if check.session_on == first.session_on]
    claims = list(dict.fromkeys(price for price in pointed if price is not None))[:MOST_CLAIMS]
    return [_drawing(first, claims, *WIDE, css="tape__svg--w"), _drawing(first, claims, *NARROW, css="tape__svg--n")]


def _pointed(check: ClaimCheck) -> Decimal | None:
    """The price a claim points at: the printed one, else the one its percentage implies."""
    by_kind = {reading.printed: reading.price for reading in check.readings}
    return by_kind.get("price", by_kind.get("pct"))


class _Scale:
    """From prices to percent of the width."""

    def __init__(self, prices: Sequence[Decimal], margin: float) -> None:
        self.low, self.margin = min(prices), margin
        self.span = (max(prices) - self.low) or Decimal(1)

    def __call__(self, value: Decimal) -> float:
        return self.margin + float((value - self.low) / self.span) * (100 - 2 * self.margin)


def _drawing(check: ClaimCheck, claims: Sequence[Decimal], gap: float, margin: float, *, css: str) -> Drawing:
    tape = check.tape
    if tape is None:
        raise ValueError("A check without a session has no tape to draw.")
    known = [p for p in (tape.previous_close, tape.open, tape.high, tape.low, tape.close) if p is not None]
    scale = _Scale([*known, *claims], margin)
    above = [(_("Close"), tape.close, "is-close", 2), *((_("Claim"), claim, "is-claim", 2) for claim in claims)]
    below = _below(tape)
    return Drawing(
        css=css,
        above=_marks(above, tape, scale, (gap, margin)),
        below=_marks(below, tape, scale, (gap, margin)),
        previous=scale(tape.previous_close),
        low=None if tape.low is None else scale(tape.low),
        high=None if tape.high is None else scale(tape.high),
        body=None if tape.open is None else _ordered(scale(tape.open), scale(tape.close)),
        close=scale(tape.close),
        distance=_distance(tape, claims, scale) if gap == WIDE[0] else "",
    )


def _below(tape: Tape) -> list[tuple[str, Decimal, str, int]]:
    named = ((_("Low"), tape.low), (_("Open"), tape.open), (_("High"), tape.high))
    return [
        (_("Close before"), tape.previous_close, "", 2),
        *((name, value, "", 1) for name, value in named if value is not None),
    ]


def _marks(
    named: Sequence[tuple[str, Decimal, str, int]], tape: Tape, scale: _Scale, room: tuple[float, float]
) -> list[Mark]:
    ordered = sorted(named, key=lambda entry: entry[1])
    places = placed([scale(value) for _name, value, _css, _digits in ordered], gap=room[0], edge=room[1])
    return [
        Mark(name, price(value), _move(tape, value, digits), css, scale(value), place)
        for (name, value, css, digits), place in zip(ordered, places, strict=True)
    ]


def _move(tape: Tape, value: Decimal, digits: int) -> str:
    move = tape.move(value)
    return f"0{NARROW_SPACE}%" if not move else signed_pct(move, digits)


def placed(places: Sequence[float], *, gap: float, edge: float) -> list[float]:
    """Places in rising order, pushed apart to at least `gap` and kept within `edge` of both ends."""
    result: list[float] = []
    for place in places:
        least = result[-1] + gap if result else edge
        result.append(max(place, least))
    most = 100 - edge
    for index in range(len(result) - 1, -1, -1):
        result[index] = min(result[index], most)
        most = result[index] - gap
    return result


def _ordered(one: float, other: float) -> tuple[float, float]:
    return (one, other) if one <= other else (other, one)


def _distance(tape: Tape, claims: Sequence[Decimal], scale: _Scale) -> str:
    """How far a single claim lies from the close, where the drawing has room to say it."""
    if len(claims) != 1 or abs(scale(claims[0]) - scale(tape.close)) < LONG_WAY:
        return ""
    points = (claims[0] - tape.close) / tape.previous_close * 100
    words = _("%(points)s points above the close") if points > 0 else _("%(points)s points below the close")
    return words % {"points": signed(abs(points), 2).lstrip("+")}


def in_words(checks: Sequence[ClaimCheck]) -> str:
    """The drawing as a sentence for those who do not see it."""
    first = next((check for check in checks if check.tape is not None), None)
    if first is None or first.tape is None:
        return ""
    tape = first.tape
    named = (
        (_("close before"), tape.previous_close),
        (_("open"), tape.open),
        (_("low"), tape.low),
        (_("high"), tape.high),
        (_("close"), tape.close),
    )
    parts = [f"{name} {price(value)} ({_move(tape, value, 2)})" for name, value in named if value is not None]
    return _("Session of %(day)s: %(prices)s.") % {
        "day": date_format(first.session_on, "D j M Y"),
        "prices": ", ".join(parts),
    }

"""What a piece says the shares did: percentage with its sign, when in the day, and the price beside it."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from tracker.extraction.rules.move_owners import Moving, is_of_issuer, is_of_market, is_terse, whose, with_short_names
from tracker.extraction.rules.move_words import Directions, directions, is_of_something_else
from tracker.extraction.rules.passage import HEADLINE, Fact, Passage
from tracker.extraction.rules.share_prices import price_alone, price_beside
from tracker.lib.money import Money
from tracker.lib.quantities import Number

__all__ = ["Move", "Moving", "move"]

# A text with more percentages than this is a table, and looking at each beside each takes its time.
_MOST = 150
_BASES = ("pre_market", "after_hours", "intraday", "close")


@dataclass(frozen=True, slots=True)
class Move:
    """A share move in percent, its basis (a MoveBasis value), the price and the day it applies to."""

    pct: Decimal | None
    basis: str
    price: Decimal | None
    applies_to_on: date | None
    words: str
    facts: tuple[Fact, ...]


def move(passages: tuple[Passage, ...], moving: Moving) -> Move | None:
    """The move of the subject's shares on this news, None where none is told."""
    moving = replace(moving, mentions=with_short_names(passages, moving))
    scored = [(_move_score(p, pct, moving), p, pct) for p in passages for pct in p.percentages[:_MOST]]
    best = max(scored, key=lambda row: row[0], default=None)
    if best is None or best[0] <= 0:
        return _price_alone(passages, moving)
    _score, passage, pct = best
    signed = _signed(passage, pct)
    facts = [passage.fact("move_pct", f"{signed.normalize():f}", (pct.start, pct.end), "move.percentage")]
    beside = price_beside(passage, pct)
    price = (passage, beside) if beside else price_alone(passages, moving)
    if price is not None:
        facts.append(_price_fact(*price, "move.price"))
    start, end = passage.sentence(pct.start)
    return Move(
        pct=signed,
        basis=_basis(passage, pct.start, pct.end),
        price=price[1].amount if price else None,
        applies_to_on=_day(passage, pct.start, moving),
        words=passage.text[start:end].strip()[:300],
        facts=tuple(facts),
    )


def _move_score(passage: Passage, pct: Number, moving: Moving) -> float:
    verbs = directions(passage, pct)
    if not verbs or pct.value == 0:
        return 0.0
    start, end = passage.sentence(pct.start)
    has_shares = bool(passage.near("shares", start, end))
    owner = whose(passage, pct.start, min(verbs)[2], moving)
    if owner not in ("", moving.company):
        return 0.0
    if not has_shares and owner != moving.company and not _is_of_nobody(passage, pct, verbs):
        return 0.0
    if is_of_something_else(passage, pct, verbs):
        return 0.0
    score = 1.0 + 0.8 * has_shares + 0.5 * (owner == moving.company) + 0.3 * (passage.where == HEADLINE)
    score += 0.4 * bool(passage.near("intraday", start, end)) + 0.4 * (price_beside(passage, pct) is not None)
    return score + 0.2 * _is_next_to_shares(passage, pct) + float(abs(pct.value)) / 10_000


def _is_of_nobody(passage: Passage, pct: Number, verbs: Directions) -> bool:
    """A move told without a name and without "shares", which is then the subject's."""
    verb = min(verbs)[2]
    return is_terse(passage, pct, verb) or is_of_market(passage, pct.start) or is_of_issuer(passage, pct, verb)


def _is_next_to_shares(passage: Passage, pct: Number) -> bool:
    """Whether "shares" stands between the percentage and the one before: "revenue fell 28% and the stock lost 11%"."""
    start, _end = passage.sentence(pct.start)
    earlier = [p.end for p in passage.percentages if start <= p.start < pct.start]
    return bool(passage.near("shares", max(earlier, default=start), pct.start))


def _signed(passage: Passage, pct: Number) -> Decimal:
    verbs = directions(passage, pct)
    return pct.value if pct.sign or not verbs else pct.value * verbs[0][1]


def _basis(passage: Passage, start: int, end: int) -> str:
    first, last = passage.sentence(start)
    window = max(first, start - 60), min(last, end + 50)
    return next((basis for basis in _BASES if passage.near(basis, *window)), "unknown")


def _day(passage: Passage, at: int, moving: Moving) -> date | None:
    start, end = passage.sentence(at)
    named = [day for day in passage.days(moving.published_on) if start <= day.start < end]
    recent = [day.day for day in named if moving.published_on is None or day.day <= moving.published_on]
    return recent[0] if recent else moving.announced_on


def _price_fact(passage: Passage, price: Money, rule: str) -> Fact:
    return passage.fact("move_price", f"{price.amount:f}", (price.start, price.end), rule)


def _price_alone(passages: tuple[Passage, ...], moving: Moving) -> Move | None:
    """A price with no move: "closed at $20.40"."""
    found = price_alone(passages, moving)
    if found is None:
        return None
    passage, price = found
    start, end = passage.sentence(price.start)
    basis, day = _basis(passage, price.start, price.end), _day(passage, price.start, moving)
    words = passage.text[start:end].strip()[:300]
    return Move(None, basis, price.amount, day, words, (_price_fact(passage, price, "move.price_alone"),))

"""What a piece says the shares did: percentage with its sign, when in the day, and the price beside it."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tracker.extraction.rules.names import Mention
from tracker.extraction.rules.passage import HEADLINE, Fact, Passage
from tracker.extraction.rules.phrases import Hit
from tracker.lib.money import Money
from tracker.lib.quantities import Number

_MAX_SHARE_PRICE = Decimal(20_000)
_NEAR, _FAR, _AT_START = 45, 130, 4
_NEWS = re.compile(r"\s(?:l['’]annonce|the (?:announcement|news|deal)|der Ankündigung|el anuncio)", re.IGNORECASE)
# "invests up to 50%" is a bound, not a rise.
_UP_TO = re.compile(r"up to\b", re.IGNORECASE)
_PAUSE = re.compile(r",|\s(?:and|y|et|und|e)\s")
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


@dataclass(frozen=True, slots=True)
class Moving:
    """What a move is looked for with: the subject's mentions and everybody's, and the day of publication."""

    company: str
    mentions: list[Mention]
    published_on: date | None
    announced_on: date | None


def move(passages: tuple[Passage, ...], moving: Moving) -> Move | None:
    """The move of the subject's shares on this news, None where none is told."""
    scored = [(_move_score(p, pct, moving), p, pct) for p in passages for pct in p.percentages]
    best = max(scored, key=lambda row: row[0], default=None)
    if best is None or best[0] <= 0:
        return _price_alone(passages, moving)
    _score, passage, pct = best
    signed = _signed(passage, pct)
    price = _price(passage, pct)
    facts = [passage.fact("move_pct", f"{signed.normalize():f}", (pct.start, pct.end), "move.percentage")]
    if price is not None:
        facts.append(price[0].fact("move_price", f"{price[1].amount:f}", (price[1].start, price[1].end), "move.price"))
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
    start, end = passage.sentence(pct.start)
    verbs = _direction_hits(passage, pct)
    has_shares = bool(passage.near("shares", start, end))
    owner = _whose(passage, pct, moving) or _by_ticker(passage, verbs, moving)
    if not verbs or owner not in ("", moving.company) or pct.value == 0:
        return 0.0
    if not has_shares and owner != moving.company:
        return 0.0
    if any(not _since_news(passage, hit) for hit in passage.near("not_a_move", *_clause(passage, pct))):
        return 0.0
    score = 1.0 + 0.8 * has_shares + 0.5 * (owner == moving.company) + 0.3 * (passage.where == HEADLINE)
    score += 0.4 * bool(passage.near("intraday", start, end)) + 0.4 * (_price(passage, pct) is not None)
    return score + float(abs(pct.value)) / 10_000


def _by_ticker(passage: Passage, verbs: list[tuple[int, int, int]], moving: Moving) -> str:
    """The subject where its ticker stands before the verb: "HUT soared"."""
    said = any(passage.text.startswith(moving.company, at - len(moving.company) - 1, at) for _d, _s, at in verbs)
    return moving.company if said else ""


def _clause(passage: Passage, pct: Number) -> tuple[int, int]:
    """The words around a percentage that are about it and not about the one before or after."""
    first, last = passage.sentence(pct.start)
    start, end = max(first, pct.start - 30), min(last, pct.end + 32)
    start = max(start, passage.text.rfind(";", start, pct.start))
    semicolon = passage.text.find(";", pct.end, end)
    end = semicolon if semicolon != -1 else end
    comma = passage.text.find(", ", pct.end, end)
    end = comma if comma != -1 else end  # "jumped 21%, their best day since October"
    verbs = [at for _distance, _sign, at in _direction_hits(passage, pct) if at < pct.start]
    if verbs:
        # "The stock, which has tripled in a month, shed 8%": before the verb's comma it is about something else.
        start = max(start, passage.text.rfind(", ", start, max(verbs)))
    for other in passage.percentages:
        if start < other.end <= pct.start:
            start = max(start, passage.text.rfind(",", other.end, pct.start))
        elif pct.end <= other.start < last:
            pause = _PAUSE.search(passage.text, pct.end, min(other.start, end))
            end = pause.start() if pause else end
            break
    return start, end


def _since_news(passage: Passage, hit: Hit) -> bool:
    """ "since the announcement" measures the news; "since January" does not."""
    return _NEWS.match(passage.text, hit.end) is not None


def _direction_hits(passage: Passage, pct: Number) -> list[tuple[int, int, int]]:
    """Words of rising (+1) or falling (-1) close to a percentage: distance, sign, start. The nearest first."""
    start, end = passage.sentence(pct.start)
    window = max(start, pct.start - _NEAR), min(end, pct.end + 26)
    hits = [(h, 1) for h in passage.near("up", *window)] + [(h, -1) for h in passage.near("down", *window)]
    rows = [
        (_distance(h.start, h.end, pct), sign, h.start)
        for h, sign in hits
        if (h.end <= pct.start or h.start >= pct.end) and not _UP_TO.match(passage.text, h.start)
    ]
    if not rows and pct.sign:
        return [(0, -1 if pct.sign == "-" else 1, pct.start)]  # "CIFR +11%"
    return sorted(rows or _far_verbs(passage, pct))


def _far_verbs(passage: Passage, pct: Number) -> list[tuple[int, int, int]]:
    """The verb that opens a long clause: "verteuerte sich die Aktie des ..., das ..., um 41 Prozent"."""
    start, _end = passage.sentence(pct.start)
    window = max(start, pct.start - _FAR), pct.start
    if not passage.near("shares", *window) or any(window[0] <= p.start < pct.start for p in passage.percentages):
        return []
    hits = [(h, 1) for h in passage.near("up", *window)] + [(h, -1) for h in passage.near("down", *window)]
    return [
        (_distance(h.start, h.end, pct), sign, h.start)
        for h, sign in hits
        if h.end <= pct.start and not _UP_TO.match(passage.text, h.start)
    ]


def _distance(start: int, end: int, pct: Number) -> int:
    """Words before a percentage bind closer than words after it."""
    return pct.start - end if end <= pct.start else 2 * (start - pct.end) + 6


def _signed(passage: Passage, pct: Number) -> Decimal:
    hits = _direction_hits(passage, pct)
    if pct.sign or not hits:
        return pct.value
    return pct.value * hits[0][1]


def _whose(passage: Passage, pct: Number, moving: Moving) -> str:
    """The company named last before the percentage in its sentence; "" where none is."""
    start, _end = passage.sentence(pct.start)
    before = [
        m
        for m in moving.mentions
        if m.owner in ("company", "counterparty") and m.where == passage.where and start <= m.start < pct.start
    ]
    named = [m.key for m in before if m.owner == "company"]
    if not named and before and before[0].start - start <= _AT_START:
        return before[0].key  # "CoreWeave itself gained 8%"
    return named[-1] if named else ""


def _basis(passage: Passage, start: int, end: int) -> str:
    first, last = passage.sentence(start)
    window = max(first, start - 60), min(last, end + 50)
    return next((basis for basis in _BASES if passage.near(basis, *window)), "unknown")


def _day(passage: Passage, at: int, moving: Moving) -> date | None:
    start, end = passage.sentence(at)
    named = [day for day in passage.days(moving.published_on) if start <= day.start < end]
    recent = [day.day for day in named if moving.published_on is None or day.day <= moving.published_on]
    return recent[0] if recent else moving.announced_on


def _price(passage: Passage, pct: Number) -> tuple[Passage, Money] | None:
    """A share price in the sentence of the percentage; the last of "from 5.50 to 8.48"."""
    start, end = passage.sentence(pct.start)
    prices = [m for m in passage.money if start <= m.start < end and _is_share_price(passage, m)]
    near = [m for m in prices if abs(m.start - pct.start) <= 70]
    if not near:
        return None
    return passage, min(near, key=lambda m: pct.start - m.end if m.end <= pct.start else m.start - pct.end)


def _is_share_price(passage: Passage, money: Money) -> bool:
    if money.multiplied or money.per or money.amount > _MAX_SHARE_PRICE:
        return False
    start, end = passage.sentence(money.start)
    comma = passage.text.rfind(", ", start, money.start)
    window = max(start, money.start - 36, comma), min(end, money.end + 10)
    return not passage.near("not_a_price", *window) and not passage.near("roundup", *window)


def _price_alone(passages: tuple[Passage, ...], moving: Moving) -> Move | None:
    """A price with no move: "closed at $20.40"."""
    for passage in passages:
        for money in passage.money:
            start, end = passage.sentence(money.start)
            window = max(start, money.start - 60), money.start
            if (
                not _is_share_price(passage, money)
                or not passage.near("shares", *window)
                or not passage.near("trading", *window)
            ):
                continue
            fact = passage.fact("move_price", f"{money.amount:f}", (money.start, money.end), "move.price_alone")
            day = _day(passage, money.start, moving)
            words = passage.text[start:end].strip()[:300]
            return Move(None, _basis(passage, money.start, money.end), money.amount, day, words, (fact,))
    return None

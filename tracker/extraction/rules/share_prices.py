"""The price of a share as a piece tells it: beside a percentage, or by itself."""

import re
from decimal import Decimal
from itertools import chain

from tracker.extraction.rules.move_owners import Moving, whose
from tracker.extraction.rules.move_words import signs
from tracker.extraction.rules.passage import Passage
from tracker.lib.money import Money
from tracker.lib.quantities import Number
from tracker.lib.words import WEEKDAYS

_MAX_SHARE_PRICE = Decimal(20_000)
_BESIDE, _FROM_SUBJECT, _FROM_VERB, _TITLE, _OPENING, _PREPOSITION = 70, 80, 34, 34, 18, 4
_CENTS = re.compile(
    r"(?:(?:to|at|à|auf|bei|a|en|para|em|di|from \d{1,2}|:) )(?P<cents>\d{1,2}(?:[.,]\d{1,2})?) ?"
    r"(?:¢|(?:US[- ])?[Cc]ents?\b|centavos|centesimi)(?! ?(?:a|an|per|par|pro|por|le|la|the|je)\b)"
    r"|(?:[报報於于至]|收)?(?P<cjk>\d{1,2}(?:\.\d{1,2})?)(?:セント(?=[にでと])|美分)"
)
_CENT_MARKS = ("cent", "Cent", "¢", "セント", "美分")
_VERBS = ("trading", "flat")
_CAPITALS = re.compile(r"[A-Z][\w-]*")


def cents(passage: Passage, start: int, end: int) -> list[Money]:
    """Prices in cents: "slid to 62 cents". A change ("rose 2 cents") and what a kWh costs are none."""
    if not any(mark in passage.text for mark in _CENT_MARKS):
        return []
    found = []
    for match in _CENTS.finditer(passage.text, start, end):
        name = "cents" if match.group("cents") else "cjk"
        amount = Decimal(match.group(name).replace(",", ".")) / 100
        found.append(Money(amount, "USD", match.start(name), match.end()))
    return found


def price_beside(passage: Passage, pct: Number) -> Money | None:
    """A share price in the sentence of the percentage; the last of "from 5.50 to 8.48"."""
    first, last = passage.sentence(pct.start)
    start, end = max(first, pct.start - _BESIDE - 10), min(last, pct.end + _BESIDE + 10)
    near = [
        m
        for m in chain(passage.money, cents(passage, start, end))
        if start <= m.start < end and abs(m.start - pct.start) <= _BESIDE and _is_share_price(passage, m)
    ]
    return min(near, key=lambda m: pct.start - m.end if m.end <= pct.start else m.start - pct.end, default=None)


def _is_share_price(passage: Passage, money: Money) -> bool:
    if money.multiplied or money.per or money.amount > _MAX_SHARE_PRICE:
        return False
    start, end = passage.sentence(money.start)
    comma = max(passage.text.rfind(mark, start, money.start) for mark in (", ", "; "))
    behind = min(end, money.end + 12)
    pause = min(
        (at for at in (passage.text.find(c, money.end, behind) for c in (", ", ";")) if at != -1), default=behind
    )
    window = max(start, money.start - 36, comma), pause
    return not passage.near("not_a_price", *window) and not passage.near("roundup", *window)


def price_alone(passages: tuple[Passage, ...], moving: Moving) -> tuple[Passage, Money] | None:
    """A price told without a percentage: "closed at $20.40", "SLNH: $1.31, unchanged"."""
    for passage in passages:
        told = [m for m in chain(passage.money, cents(passage, 0, len(passage.text))) if _is_share_price(passage, m)]
        found = [m for m in told if _is_titled(passage, m, moving) or _is_traded_at(passage, m, moving)]
        if found:
            sentence = passage.sentence(found[0].start)
            return passage, [m for m in found if passage.sentence(m.start) == sentence][-1]
    return None


def _is_titled(passage: Passage, money: Money, moving: Moving) -> bool:
    """ "After-hours price: $9.90" at the start of a sentence, and "At $14.90, the stock was worth"."""
    start, end = passage.sentence(money.start)
    before = passage.text[start : money.start].rstrip()
    if before.endswith((":", ":")) and len(before) <= _TITLE:
        if whose(passage, money.start, money.start, moving) == moving.company:
            return True
        return any(passage.near(topic, start, money.start) for topic in ("shares", "price_word", "close"))
    if not _is_linked(passage, money) or len(before) > _OPENING:
        return False
    if not passage.text.startswith(", ", money.end):
        return False
    if before.rstrip("atàAT").endswith(","):  # "Shares, at $15.36, trade below it"
        return bool(passage.near("shares", start, money.start))
    return len(before) <= _PREPOSITION and bool(passage.near("shares", money.end, min(end, money.end + 16)))


def _is_linked(passage: Passage, money: Money) -> bool:
    """Whether "at", "to" or the like stands directly before an amount, or a verb such as "kostet"."""
    before = max(0, money.start - 2), money.start
    return any(hit.end <= money.start for topic in ("price_near", "trading") for hit in passage.near(topic, *before))


def _is_traded_at(passage: Passage, money: Money, moving: Moving) -> bool:
    """Whether the shares or the company are said to trade at an amount, or to rise or fall to it."""
    start, _end = passage.sentence(money.start)
    start = max(start, passage.text.rfind("; ", start, money.start))
    shares = [hit.end for hit in passage.near("shares", max(start, money.start - _FROM_SUBJECT), money.start)]
    if passage.language in _UNSPACED:
        return bool(shares) and bool(passage.near("trading", money.start - 12, money.end + 12))
    if not _is_linked(passage, money):
        return False
    stretch = max(start, money.start - _FROM_VERB), money.start
    verbs = [hit for topic in _VERBS for hit in passage.near(topic, *stretch) if hit.end <= money.start]
    verbs += [hit for hit, _sign in signs(passage, *stretch) if hit.end <= money.start]
    if not verbs:
        return False
    verb = min(verbs, key=lambda hit: hit.start)
    owner = whose(passage, money.start, verb.start, moving)
    if owner not in ("", moving.company):
        return False
    if shares:
        return True
    return owner == moving.company and _is_bare(passage.text[verb.end : money.start])


_UNSPACED = ("ja", "zh")


def _is_bare(words: str) -> bool:
    """No name between verb and amount but that of a day: "added GPUs at $3" is no price of a share."""
    return all(word.lower() in WEEKDAYS for word in _CAPITALS.findall(words.replace("US-", "")))

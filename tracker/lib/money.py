"""Amounts of money as printed: currency, multiplier words of several languages, and what one is "per". Pure.

Libraries read "$1.2 billion" as 1.2: these tables and Decimal are the replacement.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from tracker.lib.quantities import Number
from tracker.lib.words import CURRENCY_AFTER, CURRENCY_BEFORE, MULTIPLIERS

_SHORTEST_WORD = 3
MAX_AMOUNT = Decimal(10) ** 14


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s") for word in sorted(words, key=len, reverse=True))


_GAP = "[ \u00a0\u202f\u2009]"
_BEFORE = re.compile(
    rf"(?:(?<!\w)(?P<minus>[-−])|(?<![A-Za-z]))(?P<code>{_alternatives(CURRENCY_BEFORE)}){_GAP}?(?P<sign>[-−+~≈]?)$",
    re.IGNORECASE,
)
_TIMES = re.compile(rf"{_GAP}?-?({_alternatives(MULTIPLIERS)})(?![a-zà-ÿ])\.?", re.IGNORECASE)
_AFTER = re.compile(
    rf"{_GAP}?(?:(?:de|d['’]|di|of){_GAP}?)?({_alternatives(CURRENCY_AFTER)})(?![A-Za-zà-ÿ\d])", re.IGNORECASE
)
# Before most numbers there is no currency and behind them no word: one look at a character tells.
_LAST_OF_CODES = frozenset(code[-1] for code in CURRENCY_BEFORE)
_BETWEEN = " \u00a0\u202f\u2009-−+~≈"
_NOTHING_AFTER = frozenset(("", *",.;:)]%!?/\n"))
# "1億5000万ドル" is one amount: hundreds of millions and the rest in ten thousands.
_REST = re.compile(r"(\d{1,4}|\d,\d{3})(?:万|萬)")
_PER = re.compile(
    r"\s?/\s?([A-Za-z]{1,20})|\s(?:per|par|pro|por|each|a|je|all['’]|al)\s?(?:l['’])?([^\W\d_]{1,20})", re.IGNORECASE
)


# What makes a rate after a word that also means "for": "7 miliardi di dollari per l'AI" is no rate.
def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


# What follows the Italian "per" in the sense of "for".
_NO_UNITS = _words("il lo la i gli le un una l ai data centri realizzare finanziare sviluppare costruire oltre circa")
_UNITS = _words(
    "share shares coin piece unit megawatt megawatts mw kw kilowatt kwh mwh ads th ph eh gpu gpus bitcoin btc customer",
    "warrant rack cabinet machine rig acre acres hectare hour day month quarter year annum",
    "action actions titre mégawatt mégawattheure unité pièce heure jour mois trimestre an année",
    "acción título megavatio hora mes año ação mês ano azione titolo ora mese anno aktie stunde tag monat jahr stück",
)


@dataclass(frozen=True, slots=True)
class Money:
    """A positive amount, its ISO currency, the characters read and the unit it is per ("" for a total)."""

    amount: Decimal
    currency: str
    start: int
    end: int
    multiplied: bool = False
    per: str = ""


def amounts(text: str, found: Iterable[Number]) -> list[Money]:
    """Every amount of money among the numbers of a text, in reading order; negative and absurd ones are left out."""
    found_money: list[Money] = []
    for number in found:
        if found_money and number.start < found_money[-1].end:
            continue
        money = _money_at(text, number)
        if money is not None:
            found_money.append(money)
    return found_money


def multiplier_at(text: str, end: int) -> Decimal:
    """What a multiplier word after a number makes of it: "57 milliards", "4,100万"; letters ("m", "k") do not count."""
    times = _TIMES.match(text, end)
    if times is None or (times.group(1).isascii() and len(times.group(1)) < _SHORTEST_WORD):
        return Decimal(1)
    return MULTIPLIERS[_word(times.group(1))]


def _money_at(text: str, number: Number) -> Money | None:
    offset = max(0, number.start - 8)
    printed = text[offset : number.start]
    before = _BEFORE.search(printed) if printed.rstrip(_BETWEEN)[-1:].lower() in _LAST_OF_CODES else None
    if before is None and text[number.end : number.end + 1] in _NOTHING_AFTER:
        return None
    times = _TIMES.match(text, number.end)
    end = times.end() if times else number.end
    rest = _REST.match(text, end) if times and times.group(1) in ("億", "亿") else None
    end = rest.end() if rest else end
    after = _AFTER.match(text, end)
    if times and after is None and times.group(0).endswith("."):
        end -= 1
    if before is None and after is None:
        return None
    if number.is_negative or (before and _is_negative(before)):
        return None
    amount = number.value * (MULTIPLIERS[_word(times.group(1))] if times else 1)
    amount += Decimal(rest.group(1).replace(",", "")) * 10_000 if rest else 0
    if not 0 < amount <= MAX_AMOUNT:
        return None
    start = offset + before.start("code") if before else number.start
    end = after.end() if after else end
    return Money(amount, _currency(before, after), start, end, times is not None, _per(text, end))


def _is_negative(before: re.Match[str]) -> bool:
    """A minus after the currency sign, or before it where it joins nothing: "$-2", "-$2", but not "US-$2"."""
    return before.group("sign") in ("-", "−") or before.group("minus") is not None


def _word(words: str) -> str:
    return re.sub(r"\s", " ", words.lower())


def _currency(before: re.Match[str] | None, after: re.Match[str] | None) -> str:
    """The more exact of the two: "CAD $3.5 billion" and "$5 canadian dollars" are not US dollars."""
    codes = [CURRENCY_BEFORE[_word(before.group("code"))]] if before else []
    if after:
        codes.append(CURRENCY_AFTER[_word(after.group(1))])
    return next((code for code in codes if code != "USD"), codes[0])


def _per(text: str, end: int) -> str:
    match = _PER.match(text, end)
    if match is None:
        return ""
    unit = (match.group(1) or match.group(2)).lower()
    preposition = match.group(0).split()[0].lower()
    is_rate = unit in _UNITS or (preposition == "per" and "'" not in match.group(0) and unit not in _NO_UNITS)
    return unit if match.group(1) or is_rate else ""

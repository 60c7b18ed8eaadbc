"""Numbers, power, percentages and terms as printed, with where they stand. Pure; Decimal throughout.

Power is in MW, percentages in percent with their printed sign, terms in years. What is negative, not finite or beyond
the bounds below is not a figure of the field and is left out.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from tracker.lib.text import lower
from tracker.lib.words import CJK_NUMERALS, NUMBER_WORDS

MAX_MW = Decimal(100_000)
MIN_PCT, MAX_PCT = Decimal(-100), Decimal(1000)
MAX_TERM_YEARS = Decimal(99)

_SPACE = " \u00a0\u202f\u2009"
# Repetitions are bounded and a match never starts inside a number: time is linear whatever the text. The look back
# comes after the first digit, because a pattern that begins with a digit is searched for many times faster.
_NUMBER = re.compile(
    rf"\d(?<!\d.)(?<!\d[.,'’].)(?:\d{{0,2}}(?:[{_SPACE}'’]\d{{3}}){{1,4}}(?!\d)(?:[.,]\d{{1,9}})?(?!\d)"
    r"|\d{0,14}(?:[.,]\d{1,9}){0,5})",
    re.DOTALL,
)
_EXPONENT = re.compile(r"[eE][+-]?\d")
_CODE_BEFORE = re.compile(r"(?:USD|EUR|CAD|AUD|GBP|US|Q)$", re.IGNORECASE)
_UNIT_GAP = rf"[{_SPACE}]?-?"
_ADDED = rf"(?:[{_SPACE}](?:additional|more|further|extra|new))?"
_POWER = re.compile(
    rf"{_ADDED}{_UNIT_GAP}(?:(?P<kw>kW|KW|[Kk]ilo-?watts?)(?![A-Za-z0-9])|(?P<mw>MW|Mw|mw|[Mm][eé]ga-?[Ww]atts?|[Mm]egavatios?)(?![A-Za-z0-9])"
    r"|(?P<gw>GW|gw|[Gg]iga-?[Ww]atts?|[Gg]igavatios?)(?![A-Za-z0-9])|(?P<cmw>メガワット|兆瓦|千瓩|百万瓦)|(?P<cgw>ギガワット|吉瓦))"
    r"(?!-?(?:hours?|heures?)|时|時)"
)
_PERCENT = re.compile(
    rf"[{_SPACE}]?(?:%|%)|[{_SPACE}-](?:per ?cent|percent|pour cent|prozent|por ciento|por cento|per cento)\b",
    re.IGNORECASE,
)
# "2割" and "两成" are so many tenths. 成 behind a numeral begins other words too: "一成立".
_TENTHS = re.compile(
    r"([1-91-9一二两兩三四五六七八九])(?<![\d.第].)(?:割(?!引|り|合)|成(?![立为為员員本年交份品了果功长長]))"
)
_YEARS = re.compile(
    rf"[{_SPACE}-]?(?:年間|年(?!\d|月|代|第|末|初))|[{_SPACE}]?-?[{_SPACE}]?"
    r"(?:years?|yrs?|ans|an(?=\W)|années|jahren?|jahre|jährige[nrms]?|años|anos|anni)\b",
    re.IGNORECASE,
)
_MONTHS = re.compile(
    rf"[{_SPACE}]?-?[{_SPACE}]?(?:months?|mois|monaten?|monate|monatige[nrms]?|meses|mesi)\b|[{_SPACE}]?(?:[かヶカケヵ]月|個月|个月)",
    re.IGNORECASE,
)
_MONTHS_A_YEAR, _LONGEST_MONTHS = Decimal(12), Decimal(120)
_A_DECADE = re.compile(
    r"(?<!\w)(?:a|one|une?|ein|una?|uma?|um)\s(?:full\s)?(?:decade|décennie|jahrzehnt|década|decennio)(?!\w)|(?<![数數一二三四五六七八九])十年間"
)
# In lower case: a unit, then the number word that stands before it.
_WORD_UNIT = re.compile(
    r"[\s-](?:d['’]|d[ei]\s)?(?P<unit>years?\b|ans?\b|années\b|jahre?n?\b|jährig|años\b|anos\b|anni\b"
    r"|months?\b|mois\b|monate?n?\b|monatig|meses\b|mesi\b"
    r"|gigawatt|gigavatio|megawatt|mégawatt)"
)
_WORD_BEFORE = re.compile(
    r"(?<![\w-])(?P<word>" + "|".join(sorted(NUMBER_WORDS, key=len, reverse=True)) + r")[\s-]{1,8}$"
)
_LONGEST_WORD = 24
_CJK_YEARS = re.compile("(" + "|".join(sorted(CJK_NUMERALS, key=len, reverse=True)) + ")年")
_MW_PER_UNIT = {
    "kw": Decimal("0.001"),
    "mw": Decimal(1),
    "gw": Decimal(1000),
    "cmw": Decimal(1),
    "cgw": Decimal(1000),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A value in the unit of its kind and the characters it was read from."""

    value: Decimal
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Number(Figure):
    """A bare number; `signed` when a plus or minus stands directly before it."""

    sign: str = ""

    @property
    def is_negative(self) -> bool:
        """Printed with a minus sign."""
        return self.sign == "-"


def parse_number(digits: str, language: str = "en") -> Decimal | None:
    """The value of a printed number, None where it is not one.

    With one separator before three digits the language decides: "3.700" is 3700 in Spanish and 3.7 in English.
    """
    if digits.isdigit():
        return Decimal(digits)
    text = re.sub(rf"[{_SPACE}'’]", "", digits)
    marks = [c for c in text if c in ".,"]
    if len(set(marks)) == 2:
        text = _last_mark_is_decimal(text)
    elif marks:
        text = _one_kind_of_mark(text, marks[0], len(marks), language)
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _last_mark_is_decimal(text: str) -> str:
    decimal = max(text.rfind("."), text.rfind(","))
    return re.sub(r"[.,]", "", text[:decimal]) + "." + text[decimal + 1 :]


def _one_kind_of_mark(text: str, mark: str, count: int, language: str) -> str:
    if count > 1:
        return text.replace(mark, "")
    whole, fraction = text.split(mark)
    grouping = "," if language in ("en", "ja", "zh") else "."
    if mark == grouping and len(fraction) == 3 and 1 <= len(whole) <= 3 and whole.strip("0"):
        return whole + fraction
    return f"{whole}.{fraction}"


def numbers(text: str, language: str = "en") -> list[Number]:
    """Every number in the text that is not part of a name such as "GB300", "S19" or "NC-1"."""
    found = []
    for match in _NUMBER.finditer(text):
        start = match.start()
        before = text[max(0, start - 4) : start]
        if _is_part_of_name(before) or _EXPONENT.match(text, match.end()):
            continue
        value = parse_number(match.group(0), language)
        if value is not None:
            found.append(Number(value, start, match.end(), _sign(before)))
    return found


def _is_part_of_name(before: str) -> bool:
    if not before:
        return False
    if before[-1] in "-‐" and before[-2:-1].isalpha() and before[-2:-1].isascii():
        return True
    last = before[-1]
    return ((last.isascii() and last.isalpha()) or last == "_") and _CODE_BEFORE.search(before) is None


def _sign(before: str) -> str:
    if not before or before[-1] not in "+-−–":
        return ""
    if before[-1] == "+":
        return "+"
    return "" if before[-2:-1].isalnum() else "-"


def powers(text: str, found: Iterable[Number]) -> list[Figure]:
    """Every figure in kW, MW or GW, as MW in (0, MAX_MW]. Energy (MWh) is not power."""
    figures = []
    for number in found:
        unit = _POWER.match(text, number.end)
        if unit is None or number.is_negative or unit.lastgroup is None:
            continue
        mw = number.value * _MW_PER_UNIT[unit.lastgroup]
        if 0 < mw <= MAX_MW:
            figures.append(Figure(mw, number.start, unit.end()))
    return figures


def percentages(text: str, found: Iterable[Number]) -> list[Number]:
    """Every percentage within (MIN_PCT, MAX_PCT], negative only where a minus is printed."""
    figures = []
    for number in found:
        unit = _PERCENT.match(text, number.end)
        if unit is None:
            continue
        pct = -number.value if number.is_negative else number.value
        if MIN_PCT < pct <= MAX_PCT:
            figures.append(Number(pct, number.start, unit.end(), number.sign))
    if "割" in text or "成" in text:
        tenths = [Number(_tenths(m.group(1)), *m.span()) for m in _TENTHS.finditer(text)]
        figures = sorted(figures + tenths, key=lambda figure: figure.start)
    return figures


def _tenths(printed: str) -> Decimal:
    """Percent in so many tenths, printed as a digit or a numeral."""
    return 10 * Decimal(CJK_NUMERALS[printed] if printed in CJK_NUMERALS else int(printed))


def terms(text: str, found: Iterable[Number]) -> list[Figure]:
    """Every span of years in (0, MAX_TERM_YEARS]: "12-year", "10 ans", "十年", "18 months", "a decade".

    Calendar years are not terms.
    """
    figures = []
    for number in found:
        if number.is_negative or not 0 < number.value <= _LONGEST_MONTHS:
            continue
        unit = _YEARS.match(text, number.end) if number.value <= MAX_TERM_YEARS else None
        if unit:
            figures.append(Figure(number.value, number.start, unit.end()))
        elif (months := _MONTHS.match(text, number.end)) is not None:
            figures.append(Figure(_years_of(number.value), number.start, months.end()))
    figures += [
        Figure(Decimal(CJK_NUMERALS[match.group(1)]), match.start(), match.end()) for match in _CJK_YEARS.finditer(text)
    ]
    figures += [Figure(Decimal(10), match.start(), match.end()) for match in _A_DECADE.finditer(lower(text))]
    return figures


def _years_of(months: Decimal) -> Decimal:
    return round(months / _MONTHS_A_YEAR, 4)


def word_numbers(text: str) -> tuple[list[Figure], list[Figure]]:
    """Terms and powers written with a number word: "five-year", "dix ans", "one gigawatt"."""
    years, mw = [], []
    lowered = lower(text)
    for match in _WORD_UNIT.finditer(lowered):
        offset = max(0, match.start("unit") - _LONGEST_WORD)
        before = _WORD_BEFORE.search(lowered[offset : match.start() + 1])
        if before is None:
            continue
        value, start, unit = Decimal(NUMBER_WORDS[before.group("word")]), offset + before.start(), match.group("unit")
        if unit.endswith(("watt", "vatio")):
            mw.append(Figure(value * (1000 if unit[0] == "g" else 1), start, match.end()))
        elif unit.startswith(("mo", "mes")):
            years.append(Figure(_years_of(value), start, match.end()))
        else:
            years.append(Figure(value, start, match.end()))
    return years, mw

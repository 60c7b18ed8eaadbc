"""Days named in a text: weekdays, "yesterday", dates; each resolved against the day of publication. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.lib.text import lower
from tracker.lib.words import DAYS_AGO, DAYS_AGO_ONLY_IN, MONTHS, WEEKDAYS

# Patterns begin with what is rare and look back from there: that is many times faster than a list of words.
_MONTH_FIRST = re.compile(r"\s(?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\d)(?:,?\s(?P<year>20\d\d))?", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"(?<!\w)(?P<month>[^\W\d_]{3,10})\.?$")
_LONGEST_MONTH = 12
_DAY_FIRST = re.compile(
    r"(?P<day>\d(?<![\d.,].)\d?)(?:er|º|\.)?\s(?:de\s)?(?P<month>[^\W\d_]{3,10})\b\.?"
    r"(?:(?:,?\s|\sde\s)(?P<year>20\d\d))?",
    re.IGNORECASE | re.DOTALL,
)
_ISO = re.compile(r"(?P<year>20(?<!\d..)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)", re.DOTALL)
_CJK = re.compile(r"(?:(?P<year>20\d\d)年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
_DAY_WORDS = (*WEEKDAYS, *DAYS_AGO)
_ASCII_DAY_WORDS = tuple(word for word in _DAY_WORDS if word.isascii())


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day, the characters it was read from, and how: "weekday", "relative" or "date"."""

    day: date
    start: int
    end: int
    how: str


def weekday_before(published_on: date, weekday: int) -> date:
    """The last such weekday up to and including the day of publication (0 is Monday)."""
    return published_on - timedelta(days=(published_on.weekday() - weekday) % 7)


def named_days(text: str, published_on: date | None, language: str = "en") -> list[NamedDay]:
    """Every day the text names, in reading order. Without a day of publication only full dates can be resolved."""
    found = _dates(text, published_on)
    if published_on is not None:
        found += _weekdays(text, published_on, language)
    return sorted(found, key=lambda named: named.start)


def _weekdays(text: str, published_on: date, language: str) -> list[NamedDay]:
    found: list[NamedDay] = []
    lowered = lower(text)
    for word in _ASCII_DAY_WORDS if lowered.isascii() else _DAY_WORDS:
        at = lowered.find(word)
        while at != -1:
            end = at + len(word)
            if _is_whole(text, at, end):
                found += _of_word(word, at, published_on, language)
            at = lowered.find(word, end)
    return _longest(found)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no letter or digit joins on; scripts without spaces do not count."""
    return not (_joins(text[start - 1 : start]) or _joins(text[end : end + 1]))


def _joins(character: str) -> bool:
    return (character.isalnum() or character == "_") and not "\u3040" <= character <= "\u9fff"


def _of_word(word: str, at: int, published_on: date, language: str) -> Iterator[NamedDay]:
    if word in WEEKDAYS:
        yield NamedDay(weekday_before(published_on, WEEKDAYS[word]), at, at + len(word), "weekday")
    elif DAYS_AGO_ONLY_IN.get(word, language) == language:
        yield NamedDay(published_on - timedelta(days=DAYS_AGO[word]), at, at + len(word), "relative")


def _longest(found: list[NamedDay]) -> list[NamedDay]:
    """Without words that are part of a longer one: "hier" in "avant-hier"."""
    kept: list[NamedDay] = []
    for named in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or named.start >= kept[-1].end:
            kept.append(named)
    return kept


def _dates(text: str, published_on: date | None) -> list[NamedDay]:
    found: list[NamedDay] = []
    for match, start, month in _printed(text):
        day = _resolve(match, month, published_on)
        if day is not None and all(match.end() <= seen.start or start >= seen.end for seen in found):
            found.append(NamedDay(day, start, match.end(), "date"))
    return found


def _printed(text: str) -> Iterator[tuple[re.Match[str], int, int]]:
    """What looks like a date in each of the forms: the match, where the date starts, the month."""
    for match in _MONTH_FIRST.finditer(text):
        at = match.start()
        word = _WORD_BEFORE.search(text, max(0, at - _LONGEST_MONTH), at)
        month = MONTHS.get(word.group("month").lower()) if word else None
        if word and month:
            yield match, word.start(), month
    for match in _DAY_FIRST.finditer(text):
        month = MONTHS.get(match.group("month").lower())
        if month:
            yield match, match.start(), month
    for pattern in (_ISO, _CJK) if "月" in text else (_ISO,):
        yield from ((match, match.start(), int(match.group("month"))) for match in pattern.finditer(text))


def _resolve(match: re.Match[str], month: int, published_on: date | None) -> date | None:
    year = match.group("year")
    if year is None and published_on is None:
        return None
    try:
        if year is not None:
            return date(int(year), month, int(match.group("day")))
        assumed = published_on or date.max
        day = date(assumed.year, month, int(match.group("day")))
        return day if day <= assumed + timedelta(days=180) else day.replace(year=day.year - 1)
    except ValueError:
        return None

"""Days named in a text: weekdays, "yesterday", dates; each resolved against the day of publication. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.lib.words import DAYS_AGO, DAYS_AGO_ONLY_IN, MONTHS, WEEKDAYS


def _words(table: dict[str, int]) -> str:
    return "|".join(sorted(map(re.escape, table), key=len, reverse=True))


_NAMED = re.compile(
    rf"(?<![^\W\u3040-\u9fff])(?:(?P<weekday>{_words(WEEKDAYS)})|(?P<ago>{_words(DAYS_AGO)}))(?![^\W\u3040-\u9fff])",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"(?<!\w)(?P<month>{_words(MONTHS)})\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s(?P<year>20\d\d))?",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(
    rf"(?<![\d.,])(?P<day>\d{{1,2}})(?:er|º|\.)?\s(?:de\s)?(?P<month>{_words(MONTHS)})\b\.?(?:(?:,?\s|\sde\s)(?P<year>20\d\d))?",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?<!\d)(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)")
_CJK = re.compile(r"(?:(?P<year>20\d\d)年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日")


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
    found = []
    for match in _NAMED.finditer(text):
        word = match.group(0).lower()
        if match.group("weekday"):
            day, how = weekday_before(published_on, WEEKDAYS[word]), "weekday"
        elif DAYS_AGO_ONLY_IN.get(word, language) == language:
            day, how = published_on - timedelta(days=DAYS_AGO[word]), "relative"
        else:
            continue
        found.append(NamedDay(day, match.start(), match.end(), how))
    return found


def _dates(text: str, published_on: date | None) -> list[NamedDay]:
    found: list[NamedDay] = []
    for pattern, month_of in _DATE_FORMS:
        for match in pattern.finditer(text):
            day = _resolve(match, month_of(match.group("month")), published_on)
            if day is not None and all(match.end() <= seen.start or match.start() >= seen.end for seen in found):
                found.append(NamedDay(day, match.start(), match.end(), "date"))
    return found


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


def _month_word(word: str) -> int:
    return MONTHS[word.lower()]


_DATE_FORMS: tuple[tuple[re.Pattern[str], Callable[[str], int]], ...] = (
    (_MONTH_FIRST, _month_word),
    (_DAY_FIRST, _month_word),
    (_ISO, int),
    (_CJK, int),
)

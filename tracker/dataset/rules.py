"""The kinds of value a field may hold. Each rule names what is wrong with a value; none of them knows a file."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from urllib.parse import urlsplit

Known = Mapping[str, Collection[str]]
"""The keys of every file, by file name."""

Found = Iterator[tuple[str, str]]
"""(path below the field, sentence) for everything wrong with a value."""


class Rule(Protocol):
    """What a value must be like."""

    def problems(self, value: object, known: Known, /) -> Found:
        """Everything wrong with `value`; nothing where it is right."""
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """Text of at most `most` characters; `pattern` must match all of it, `like` shows the form."""

    most: int = 10_000
    pattern: str = ""
    like: str = ""

    def problems(self, value: object, _known: Known, /) -> Found:
        if not isinstance(value, str):
            yield "", f"{value!r:.60} is not text. Put it in quotes if it is meant as text."
            return
        if value != value.strip() or not value:
            yield "", "The text is empty or has blanks around it. Leave out what is not known."
        elif any(unicodedata.category(sign) in ("Cc", "Cs") and sign != "\n" for sign in value):
            yield "", "The text holds control characters. Take them out."
        elif self.pattern and not re.fullmatch(self.pattern, value):
            yield "", f"{value!r:.60} does not have the form {self.like}."
        elif len(value) > self.most:
            yield "", f"The text has {len(value)} characters, {self.most} are possible. Shorten it."


@dataclass(frozen=True, slots=True)
class Address:
    """An https address."""

    def problems(self, value: object, known: Known, /) -> Found:
        slips = list(Text(2000).problems(value, known))
        yield from slips
        if not slips and not self._is_https(str(value)):
            yield "", f"{value!r:.80} is not an address that begins with https:// and names a host."

    def _is_https(self, value: str) -> bool:
        try:
            parts = urlsplit(value)
        except ValueError:
            return False
        return parts.scheme == "https" and "." in parts.netloc and not re.search(r"\s", value)


@dataclass(frozen=True, slots=True)
class Word:
    """One of the legal words of a field."""

    legal: Collection[str]

    def problems(self, value: object, _known: Known, /) -> Found:
        if not isinstance(value, str) or value not in self.legal:
            yield "", f"{value!r:.60} is not one of: {', '.join(sorted(self.legal))}."


@dataclass(frozen=True, slots=True)
class Number:
    """A number over `low` and up to `high`, with at most `places` decimals: what the column keeps without rounding."""

    low: float
    high: float
    places: int = 2

    def problems(self, value: object, _known: Known, /) -> Found:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            yield "", f"{value!r:.60} is not a number."
        elif not self.low < value <= self.high:  # nor is "not a number"
            yield "", f"{value} is out of range: over {self.low:g}, at most {self.high:g}."
        elif round(decimal(value), self.places) != decimal(value):
            yield "", f"{value} has more than {self.places} decimals."


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false."""

    def problems(self, value: object, _known: Known, /) -> Found:
        if not isinstance(value, bool):
            yield "", f"{value!r:.60} is neither true nor false."


@dataclass(frozen=True, slots=True)
class Day:
    """A day in quotes; where `partial`, a month or a year will do."""

    partial: bool = False

    def problems(self, value: object, _known: Known, /) -> Found:
        shortest = 4 if self.partial else 10
        if not isinstance(value, str) or not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value) or len(value) < shortest:
            form = "'2025', '2025-10' or '2025-10-20'" if self.partial else "'2025-10-20'"
            yield "", f"{value!r:.60} is not a date like {form}, in quotes."
        elif not self._exists(value):
            yield "", f"There is no such date: {value}."

    def _exists(self, value: str) -> bool:
        try:
            first_day(value)
        except ValueError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Moment:
    """A time with its offset from UTC."""

    def problems(self, value: object, _known: Known, /) -> Found:
        try:
            moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            yield "", f"{value!r:.60} is not a time with its offset, like '2025-10-20T08:00:00-04:00'."


@dataclass(frozen=True, slots=True)
class Key:
    """The key of a record in one of `files`."""

    files: tuple[str, ...]

    def problems(self, value: object, known: Known, /) -> Found:
        if not isinstance(value, str) or not any(value in known[name] for name in self.files):
            where = " or ".join(f"{name}.yaml" for name in self.files)
            yield "", f"{value!r:.80} is not a key in {where}. Correct it or add the record there."


@dataclass(frozen=True, slots=True)
class Many:
    """A list without repeats, each part by its own rule."""

    of: Rule
    exactly: int = 0

    def problems(self, value: object, known: Known, /) -> Found:
        if not isinstance(value, list) or not value:
            yield "", "This is not a list with something in it. Write it as a list or leave it out."
            return
        if self.exactly and len(value) != self.exactly:
            yield "", f"The list has {len(value)} parts, {self.exactly} are meant."
        for number, part in enumerate(value, start=1):
            if part in value[: number - 1]:
                yield f"[{number}]", "This is in the list before. Keep one."
            yield from ((f"[{number}]{path}", message) for path, message in self.of.problems(part, known))


@dataclass(frozen=True, slots=True)
class Block:
    """Named fields, each by its own rule; `needs` must be there."""

    fields: Mapping[str, Rule]
    needs: Collection[str] = ()

    def problems(self, value: object, known: Known, /) -> Found:
        if not isinstance(value, dict):
            yield "", "This is not a block of fields like `name: value`."
            return
        for name in self.needs:
            if name not in value:
                yield f".{name}", "The field is missing."
        for name, part in value.items():
            if name in self.fields:
                found = self.fields[name].problems(part, known)
                yield from ((f".{name}{path}", message) for path, message in found)
            else:
                yield f".{name}", f"The field is not known here. Known are: {', '.join(self.fields)}."


def decimal(value: float) -> Decimal:
    """The number as it is written: 58.8 is 58.8, not the nearest binary fraction."""
    return Decimal(str(value))


def first_day(value: str) -> date:
    """The day of a date that may be partly known; the first of the month or year otherwise. Raises ValueError."""
    return date.fromisoformat(f"{value}-01-01"[:10] if len(value) < 8 else value)

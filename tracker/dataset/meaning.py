"""Checks that look beyond one field: what a record says must agree with itself and with the others.

A check runs only where the fields it needs have the right form: one slip is not told twice, and no other is lost.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from tracker.dataset.files import Record

Told = Iterator[tuple[str, str]]
"""(field, sentence) for everything wrong with one record."""

Book = Mapping[str, Mapping[str, Record]]
"""All records by file and key, with only those fields that have the right form."""


class Question(Protocol):
    """One question to every record of a file; `needs` are the fields it reads."""

    @property
    def file(self) -> str: ...

    @property
    def needs(self) -> tuple[str, ...]: ...

    def told(self, record: Record, book: Book, /) -> Told:
        """Everything wrong with one record."""
        ...


@dataclass(frozen=True, slots=True)
class Check:
    """A question that a record answers alone."""

    file: str
    needs: tuple[str, ...]
    ask: Callable[[Record], Told]

    def told(self, record: Record, _book: Book, /) -> Told:
        """Everything wrong with one record."""
        return self.ask(record)


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """A question that takes the other records too."""

    file: str
    needs: tuple[str, ...]
    ask: Callable[[Record, Book], Told]

    def told(self, record: Record, book: Book, /) -> Told:
        """Everything wrong with one record."""
        return self.ask(record, book)


def parts(record: Record, name: str) -> list[Any]:
    """A list field, empty where it is left out."""
    found: list[Any] = record.get(name, [])
    return found


def sources_of(record: Record) -> list[str]:
    """All addresses of a record, its main one first."""
    return [record["source_url"], *parts(record, "other_sources")]


def companies_of(record: Record) -> set[str]:
    """The tracked companies an announcement is about."""
    return {record["company"], *parts(record, "also_companies")}

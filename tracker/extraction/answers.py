"""Articles as JSON lines in, readings as JSON documents out: the form that `tests/eval/score.py` scores. Pure."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

from tracker.extraction.aliases import AliasBook
from tracker.extraction.reading import Reading, read
from tracker.extraction.rules.passage import Fact
from tracker.extraction.scene import Article
from tracker.extraction.stories import Telling, group, telling_of
from tracker.lib.text import plain_text

_TEXTS = ("url", "outlet", "headline", "text")
_MARKUP = ("headline", "text")
# A day without a time is read as its noon in UTC: the same day from New York to Tokyo.
_NOON = time(12)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


# On record for the deals they were part of; the articles to score count them with the rest of the world.
_NOT_SCORED = frozenset({"ARBK", "NB2"})


class BadLine(ValueError):
    """A line that is no article; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Line:
    """An article and the id that its answer carries."""

    id: str | int
    article: Article


def parse_line(line: bytes) -> Line:
    """One input line: {id, url, outlet, published, headline, text}; all but the id may be missing.

    `published` is a day, or a time (UTC unless it says otherwise). Headline and text may hold markup: they are read,
    and spans count, as plain text. Raises BadLine.
    """
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadLine(f"This is not UTF-8 (byte {error.start}). Save the file as UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise BadLine(f"This is not JSON ({error}). Write one object on one line.") from error
    if not isinstance(row, dict):
        raise BadLine(f"This is {type(row).__name__}, not an object. Write {{...}} with id, headline and text.")
    number = row.get("id")
    if isinstance(number, bool) or not isinstance(number, str | int) or number == "":
        raise BadLine('"id" is missing or no text. Give each article its own id.')
    texts = {name: _text(row, name) for name in _TEXTS}
    return Line(number, Article(published_at=_moment(row.get("published")), **texts))


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadLine(f'"{name}" is {type(value).__name__}, not text.')
    clean = _LONE_SURROGATE.sub("\ufffd", value)
    return plain_text(clean) if name in _MARKUP else clean


def _moment(published: object) -> datetime | None:
    if published is None or published == "":
        return None
    try:
        moment = datetime.fromisoformat(published) if isinstance(published, str) else None
    except ValueError:
        moment = None
    if moment is None or not isinstance(published, str):
        raise BadLine(f'"published" is {str(published)[:40]!r}, not a day such as 2025-10-20 or an ISO time.')
    if len(published) <= len("2025-10-20"):
        moment = datetime.combine(moment.date(), _NOON)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def read_all(lines: Iterable[Line], book: AliasBook) -> Iterator[str]:
    """The answers to all lines as JSON, in their order. Stories are told from everything, so all is read first.

    Of each article only its answer and its telling are kept.
    """
    found: list[dict[str, Any]] = []
    tellings: list[Telling] = []
    for line in lines:
        reading = read(line.article, book, whole=False)
        found.append(answer(line.id, reading))
        tellings.append(telling_of(line.article, reading))
    for row, first in zip(found, group(tellings), strict=True):
        row["story"] = None if first is None else f"story-{first + 1}"
        yield json.dumps(row)


def answer(number: str | int, reading: Reading) -> dict[str, Any]:
    """What was read, as one object. A company is given by its key: the ticker that it is on record with."""
    return {
        "id": number,
        "relevant": reading.relevant,
        "score": reading.score,
        "language": reading.language,
        "primary_ticker": reading.company if reading.company not in ("", *_NOT_SCORED) else None,
        "tickers": [key for key in reading.companies if key not in _NOT_SCORED],
        "kind": reading.kind or None if reading.relevant else None,
        "announced_on": reading.announced_on.isoformat() if reading.announced_on else None,
        "story": None,
        "facts": _facts(reading),
        "evidence": [_evidence(fact) for fact in reading.facts],
    }


def _facts(reading: Reading) -> dict[str, Any]:
    value = reading.value
    in_dollars = value is not None and value.currency == "USD"
    return {
        "capacity_mw": _number(reading.capacity.mw if reading.capacity else None),
        "contract_value_usd": _number(value.amount if value and in_dollars else None),
        "term_years": _number(reading.term.years if reading.term else None),
        "reported_move_pct": _number(reading.move.pct if reading.move else None),
        "reported_price": _number(reading.move.price if reading.move else None),
        "guarantor": next(iter(_words(reading, ("guarantor",))), None),
        "counterparties": _words(reading, ("counterparty",)),
        "sites": _words(reading, ("site", "place")),
        "executives": [
            {"name": one.name, "title": one.title or None, "previous_employer": one.previous_employer or None}
            for one in reading.people
        ],
    }


def _words(reading: Reading, fields: Iterable[str]) -> list[str]:
    """What facts of these fields were read from, as printed, each once."""
    wanted = set(fields)
    return list(dict.fromkeys(fact.words for fact in reading.facts if fact.field in wanted))


def _evidence(fact: Fact) -> dict[str, Any]:
    return {
        "field": fact.field,
        "value": fact.value,
        "where": fact.where,
        "span": [fact.start, fact.end],
        "rule": fact.rule,
    }


def _number(figure: Decimal | None) -> float | int | None:
    if figure is None:
        return None
    return int(figure) if figure == figure.to_integral_value() else float(figure)

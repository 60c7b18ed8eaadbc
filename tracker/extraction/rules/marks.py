"""The marks by which a telling is known again: its figures, names and days as short codes, alike in every language.

"w300" is 300 MW, "m3.7e9" an amount of 3.7 billion, "p5.28" a percentage, "n447" another number, "d08-14" a day,
"c:" "q:" "h:" "s:" companies, counterparties, people and sites on record, "x:" other names in capitals.
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cached_property, lru_cache

from tracker.extraction.lexicon import lexicon
from tracker.extraction.rules.names import Mention
from tracker.extraction.rules.passage import HEADLINE, Passage
from tracker.lib.money import multiplier_at
from tracker.lib.words import MONTHS, WEEKDAYS

# A round-up of many pages is not told apart by its hundredth figure; what is stored with a candidate stays small.
MOST_MARKS = 120
_OWNERS = {"company": "c:", "counterparty": "q:", "person": "h:", "site": "s:"}
_SHORTEST_NAME = 4
_MILLION = Decimal(10) ** 6
_CALENDAR_YEARS = range(1990, 2100)


Found = tuple[tuple[str, ...], tuple[str, ...]]


class Marks:
    """The marks of a piece, of its headline and of all of it; `make` is called when they are asked for first.

    Most of what feeds deliver is about nobody on record, and nobody asks for the marks of much of it.
    """

    def __init__(self, make: Callable[[], Found]) -> None:
        self._make = make

    @cached_property
    def found(self) -> Found:
        """Those of the headline, and those of the whole piece."""
        return self._make()


NO_MARKS = Marks(lambda: ((), ()))


def marks(passages: tuple[Passage, Passage], mentions: Iterable[Mention], days: Iterable[str]) -> Found:
    """The marks of the headline, and those of the whole piece: each once, those of the headline first."""
    headline, body = passages
    known = list(mentions)
    small = frozenset(token.word for token in body.words if token.raw[0].islower())
    in_headline = tuple(dict.fromkeys(_of_passage(headline, body, known, small)))[:MOST_MARKS]
    found = dict.fromkeys(in_headline) | dict.fromkeys(f"d{day}" for day in days)
    found |= dict.fromkeys(_of_passage(body, body, known, small))
    return in_headline, tuple(found)[:MOST_MARKS]


def _of_passage(passage: Passage, body: Passage, mentions: list[Mention], small: frozenset[str]) -> Iterator[str]:
    yield from _figures(passage)
    yield from (_OWNERS[m.owner] + m.key for m in mentions if m.where == passage.where)
    yield from _names(passage, body, mentions, small)


def _figures(passage: Passage) -> Iterator[str]:
    taken: set[int] = set()
    for prefix, figures in (("w", passage.powers), ("p", passage.percentages)):
        for figure in figures:
            taken.add(figure.start)
            yield prefix + short(figure.value)
    for money in passage.money:
        taken.update(range(money.start, money.end))
        yield "m" + short(money.amount)
    for number in passage.numbers:
        if number.start in taken:
            continue
        times = multiplier_at(passage.text, number.end)
        if times >= _MILLION:
            yield "m" + short(number.value * times)
        elif number.value > 12 and not _is_year(number.value):
            yield "n" + short(number.value * times)


def _is_year(value: Decimal) -> bool:
    return value in _CALENDAR_YEARS and value == value.to_integral_value()


@lru_cache(maxsize=20_000)
def short(value: Decimal) -> str:
    """A figure to three digits: 57.0 and 57.01 billion are one figure told twice."""
    return f"{float(abs(value)):.3g}".replace("e+0", "e").replace("e+", "e")


def _names(passage: Passage, body: Passage, mentions: list[Mention], small: frozenset[str]) -> Iterator[str]:
    """Words in capitals that are no ordinary words, no names on record and not only capitals of a headline."""
    known = {at for m in mentions if m.where == passage.where for at in range(m.start, m.end)}
    ordinary = _ordinary()
    in_body = {token.word for token in body.words} if passage.where == HEADLINE else None
    for raw, word, start, _end in passage.words:
        if (
            raw[0].isupper()
            and len(raw) >= _SHORTEST_NAME
            and word not in ordinary
            and word not in small
            and start not in known
            and raw.isalpha()
            and (in_body is None or word in in_body)
        ):
            yield "x:" + word


@lru_cache(maxsize=1)
def _ordinary() -> frozenset[str]:
    tables = lexicon()
    words = set(tables.names["not_people"]) | set(MONTHS) | set(WEEKDAYS)
    for stop_words in tables.stop_words.values():
        words |= stop_words
    for topic in ("ai", "data_center", "mining", "roundup"):
        for phrases in tables.topics[topic].values():
            words |= {word.strip("*").lower() for phrase in phrases for word in phrase.split()}
    return frozenset(words)

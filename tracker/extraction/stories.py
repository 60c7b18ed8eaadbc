"""Which tellings are of one story, across outlets and languages: a likeness of two, an index of many, groups. Pure.

A telling is compared by its marks (figures, names and days as codes, see rules.marks), its company, kind, day and
main figures. The index finds the few that could be alike by what they share; nothing is compared with everything.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import product
from typing import Any, Final

from tracker.extraction.duplicates import close_kinds
from tracker.extraction.reading import Reading
from tracker.extraction.rules.marks import short
from tracker.extraction.scene import Article
from tracker.lib.text import same_words
from tracker.lib.urls import canonical_url

SAME_STORY: Final = 1.0
# Two stories grow together where their tellings are alike on average, a little less strictly than two tellings.
_ON_AVERAGE: Final = 0.85
_APART: Final = -10.0
_MOST_DAYS: Final = 6
_LOOKED_AT: Final = 32
_MOST_POSTINGS: Final = 64
_ENOUGH_VOTES: Final = 256
MEMBERS_ASKED: Final = 6
_ENOUGH_WORDS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One article, reduced to what tells stories apart. Days are the announcement's and the publication's, if known."""

    company: str = ""
    kind: str = ""
    other_kinds: tuple[str, ...] = ()
    is_relevant: bool = False
    first_on: date | None = None
    last_on: date | None = None
    marks: frozenset[str] = frozenset()
    headline_people: frozenset[str] = frozenset()
    capacity: str = ""
    value: str = ""
    joining: frozenset[str] = frozenset()
    url: str = ""
    title: tuple[str, ...] = ()


def telling_of(article: Article, reading: Reading) -> Telling:
    """The telling of an article that was read."""
    value = reading.value
    return Telling(
        company=reading.company,
        kind=reading.kind,
        other_kinds=reading.other_kinds,
        is_relevant=reading.relevant,
        **days_of(reading.announced_on, article.published_at.date() if article.published_at else None),
        marks=frozenset(reading.marks),
        headline_people=frozenset(mark for mark in reading.headline_marks if mark.startswith("h:")),
        capacity=f"w{short(reading.capacity.mw)}" if reading.capacity else "",
        value=f"m{short(value.amount)}" if value else "",
        joining=frozenset(same_words(one.name) for one in reading.people if one.action == "joins"),
        url=canonical_url(article.url),
        title=tuple(same_words(reading.headline).split()[:40]),
    )


def stored_telling(
    reading: Mapping[str, Any], *, company: str, kind: str, title: str, url: str, **days: date | None
) -> Telling:
    """The telling that `Reading.as_json` kept, without reading again. `days` are first_on and last_on."""
    figures = {fact["field"]: fact["value"] for fact in reading.get("facts", ())}
    return Telling(
        company=company,
        kind=kind,
        other_kinds=tuple(reading.get("other_kinds", ())),
        is_relevant=bool(reading.get("relevant", True)),
        marks=frozenset(reading.get("marks", ())),
        headline_people=frozenset(mark for mark in reading.get("headline_marks", ()) if mark.startswith("h:")),
        capacity=_stored_mark("w", figures.get("capacity_mw")),
        value=_stored_mark("m", figures.get("value_amount")),
        joining=frozenset(same_words(name) for name in reading.get("joining", ())),
        url=url,
        title=tuple(same_words(title).split()[:40]),
        **days,
    )


def _stored_mark(prefix: str, figure: str | None) -> str:
    return prefix + short(Decimal(figure)) if figure else ""


def days_of(announced_on: date | None, published_on: date | None) -> dict[str, date | None]:
    """First and last day of a telling; both None where neither is known."""
    known = sorted(day for day in (announced_on, published_on) if day is not None)
    return {"first_on": known[0] if known else None, "last_on": known[-1] if known else None}


# --- two tellings ---------------------------------------------------------------------------------------------------


def sameness(a: Telling, b: Telling) -> float:
    """How likely both tell one story; from SAME_STORY on they do. Symmetric."""
    if a.url and a.url == b.url:
        return SAME_STORY + 5
    gap = _gap(a, b)
    if (a.company and b.company and a.company != b.company) or (gap is not None and gap > _MOST_DAYS):
        return _APART
    shared = sum(map(weight, a.marks & b.marks))
    least = min(sum(map(weight, a.marks)), sum(map(weight, b.marks)))
    points = 1.2 * shared / max(least, 1.5) + 0.15 * min(shared, 6.0)
    points += _days(a, b, gap) + _kinds(a, b) + 0.8 * _titles(a.title, b.title)
    points -= 0.3 * (a.company != b.company)
    points -= _contradiction(a.capacity, b) + _contradiction(a.value, b)
    points -= _contradiction(b.capacity, a) + _contradiction(b.value, a)
    return round(points - _people(a, b), 3)


@lru_cache(maxsize=100_000)
def weight(mark: str) -> float:
    """How much a shared mark says: 203,451,498 votes are told of once, 10 percent every day."""
    kind = mark[:1]
    if kind in _BY_DIGITS:
        digits = len(mark[1:].partition("e")[0].replace(".", "").strip("0"))
        return _BY_DIGITS[kind][max(0, min(digits, 3) - 1)]
    return _BY_SORT.get(kind, 0.0)


_BY_DIGITS: Final = {"w": (0.6, 1.0, 1.6), "m": (0.6, 1.1, 1.8), "n": (0.3, 0.6, 1.3), "p": (0.2, 0.4, 1.0)}
_BY_SORT: Final = {"c": 0.2, "q": 0.5, "h": 0.7, "s": 0.7, "x": 0.4, "d": 0.7}


def _gap(a: Telling, b: Telling) -> int | None:
    """Days between two tellings, 0 where their days overlap, None where one has none."""
    if a.first_on is None or b.first_on is None or a.last_on is None or b.last_on is None:
        return None
    return max(0, (a.first_on - b.last_on).days, (b.first_on - a.last_on).days)


def _days(a: Telling, b: Telling, gap: int | None) -> float:
    if gap is not None:
        return (0.45, 0.35, -0.1, -0.25, -0.4, -0.4, -0.4)[gap]
    ours, theirs = ({mark for mark in one.marks if mark[0] == "d"} for one in (a, b))
    return -0.4 if ours and theirs and not ours & theirs else 0.0


def _kinds(a: Telling, b: Telling) -> float:
    if not (a.is_relevant and b.is_relevant):
        return 0.1
    if a.kind == b.kind:
        return 0.35
    if a.kind in b.other_kinds or b.kind in a.other_kinds:
        return 0.25
    return 0.15 if close_kinds(a.kind, b.kind) else -0.15


def _titles(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    """The share of words that two headlines have in common; short ones say nothing."""
    ours, theirs = set(a), set(b)
    if min(len(ours), len(theirs)) < _ENOUGH_WORDS:
        return 0.0
    share = len(ours & theirs) / len(ours | theirs)
    return share if share >= 0.25 else 0.0


def _contradiction(figure: str, other: Telling) -> float:
    """A main figure that the other does not mention, though it has one of its own."""
    own = other.capacity if figure[:1] == "w" else other.value
    return 0.3 if figure and own and figure not in other.marks else 0.0


def _people(a: Telling, b: Telling) -> float:
    """Who a headline names and the other never does, and who comes to which post."""
    against = 0.4 * bool(a.headline_people - b.marks) + 0.4 * bool(b.headline_people - a.marks)
    return against + 1.0 * bool(a.joining and b.joining and not a.joining & b.joining)


# --- many -----------------------------------------------------------------------------------------------------------


class StoryIndex:
    """Tellings by what they share. To add one or find those like it takes hardly longer where there are many."""

    def __init__(self) -> None:
        self.tellings: list[Telling] = []
        self._postings: dict[Hashable, list[int]] = defaultdict(list)

    def add(self, telling: Telling) -> int:
        """Put one in; its number."""
        number = len(self.tellings)
        self.tellings.append(telling)
        for key in _keys(telling, around=False):
            self._postings[key].append(number)
        return number

    def alike(self, telling: Telling) -> list[tuple[float, int]]:
        """Those that tell the same story as this one, likeliest first, with their sameness."""
        found = [self._postings[key] for key in _keys(telling, around=True) if key in self._postings]
        votes: Counter[int] = Counter()
        # What few share says most: the shortest lists first, until enough have been looked at.
        for postings in sorted(found, key=len):
            votes.update(postings[-_MOST_POSTINGS:])
            if votes.total() >= _ENOUGH_VOTES:
                break
        nearest = [number for number, _votes in votes.most_common(_LOOKED_AT)]
        scored = ((sameness(telling, self.tellings[number]), number) for number in nearest)
        return sorted(((score, number) for score, number in scored if score >= SAME_STORY), key=_likeliest_first)


def _likeliest_first(pair: tuple[float, int]) -> tuple[float, int]:
    return -pair[0], pair[1]


def _keys(telling: Telling, *, around: bool) -> Iterator[Hashable]:
    """What a telling is filed under; `around` adds the neighbouring days, to be asked for."""
    if telling.url:
        yield "url", telling.url
    for mark in telling.marks:
        if weight(mark) >= 0.5:
            yield telling.company, mark
            if not telling.company or weight(mark) >= 1.3:
                yield "mark", mark
    for words in zip(telling.title, telling.title[1:], telling.title[2:], strict=False):
        yield "title", words
    if telling.company and telling.first_on and telling.last_on:
        first, last = telling.first_on.toordinal(), telling.last_on.toordinal()
        reach = 2 if around else 0
        for day in {*range(first - reach, min(first + reach, last) + 1), *range(last - reach, last + reach + 1)}:
            yield telling.company, telling.kind, day


def group(tellings: Sequence[Telling]) -> list[int | None]:
    """For each telling the number of the first one of its story, None for a story told once."""
    index = StoryIndex()
    pairs: list[tuple[float, int, int]] = []
    for telling in tellings:
        found = index.alike(telling)
        number = index.add(telling)
        pairs += [(score, other, number) for score, other in found]
    stories = _Stories(tellings)
    for _score, one, other in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        stories.join(one, other)
    return stories.first_of_each()


def belongs(telling: Telling, story: Iterable[Telling]) -> bool:
    """Whether one more telling fits a story on average, not just one of its tellings."""
    scores = [sameness(telling, member) for _i, member in zip(range(MEMBERS_ASKED), story, strict=False)]
    return bool(scores) and min(scores) > _APART and sum(scores) / len(scores) >= _ON_AVERAGE


class _Stories:
    """Stories that grow together, likeliest pairs first."""

    def __init__(self, tellings: Sequence[Telling]) -> None:
        self._tellings = tellings
        self._story = list(range(len(tellings)))
        self._members = {number: [number] for number in range(len(tellings))}

    def join(self, one: int, other: int) -> None:
        """Make one story of two where their tellings are alike on average and nobody is apart."""
        a, b = sorted((self._story[one], self._story[other]))
        if a == b:
            return
        some = product(self._members[a][:MEMBERS_ASKED], self._members[b][:MEMBERS_ASKED])
        scores = [sameness(self._tellings[x], self._tellings[y]) for x, y in some]
        if min(scores) <= _APART or sum(scores) / len(scores) < _ON_AVERAGE:
            return
        for number in self._members[b]:
            self._story[number] = a
        self._members[a] += self._members.pop(b)

    def first_of_each(self) -> list[int | None]:
        """The number of its story's first telling for each that is not alone."""
        return [min(self._members[story]) if len(self._members[story]) > 1 else None for story in self._story]

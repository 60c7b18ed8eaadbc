"""The filters of a study, read from plain strings: what is not understood is said and left out, never an error."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from tracker.announcements.models import Announcement
from tracker.companies.choices import Confidence
from tracker.companies.models import Company, Counterparty
from tracker.extraction.choices import Kind, Scope
from tracker.sources.models import Tier

NEWS: Final = "news"
DATE: Final = "date"
YES: Final = frozenset({"1", "on", "yes", "true", "clean", "keep"})
NO: Final = frozenset({"0", "off", "no", "false", "all", "drop"})
# More than any grid has: beyond it a figure is a slip of the keyboard.
MOST_MW: Final = Decimal(1_000_000)
LONGEST_ECHO: Final = 40
MOST_WORDS: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFilter:
    """What a study is limited to; an empty field limits nothing. Companies by key, counterparties by slug.

    `anchor`: "news" counts from the session that could first answer, "date" from the calendar day's session.
    """

    companies: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    counterparties: tuple[str, ...] = ()
    confidences: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    min_mw: Decimal | None = None
    max_mw: Decimal | None = None
    from_on: date | None = None
    to_on: date | None = None
    clean_only: bool = False
    anchor: str = NEWS
    keep_follow_ups: bool = False

    @property
    def query(self) -> dict[str, str]:
        """As it stands in an address: the same sample gives the same words."""
        lists = {
            "company": self.companies,
            "kind": self.kinds,
            "scope": self.scopes,
            "counterparty": self.counterparties,
            "confidence": self.confidences,
            "tier": self.tiers,
        }
        limits = {"min_mw": self.min_mw, "max_mw": self.max_mw, "from": self.from_on, "to": self.to_on}
        found = {name: ",".join(sorted(values)) for name, values in lists.items() if values}
        found |= {name: _plain(value) for name, value in limits.items() if value is not None}
        switches = {"clean": self.clean_only, "followups": self.keep_follow_ups}
        found |= {name: "1" for name, on in switches.items() if on}
        return found if self.anchor == NEWS else {**found, "anchor": self.anchor}

    def matching_ids(self) -> set[int]:
        """The published announcements that match, in one query."""
        found = Announcement.objects.published().filter(self._where())
        return set(found.order_by().values_list("pk", flat=True))

    def _where(self) -> Q:
        lists = {
            "company__key__in": self.companies,
            "kind__in": self.kinds,
            "scope__in": self.scopes,
            "confidence__in": self.confidences,
        }
        limits = {
            "capacity_mw__gte": self.min_mw,
            "capacity_mw__lte": self.max_mw,
            "announced_on__gte": self.from_on,
            "announced_on__lte": self.to_on,
        }
        where = Q(**{name: values for name, values in lists.items() if values})
        where &= Q(**{name: value for name, value in limits.items() if value is not None})
        # Subqueries, not joins: a join would list an announcement once per match.
        if self.counterparties:
            others = Counterparty.objects.filter(key__in=self.counterparties)
            where &= Q(pk__in=Announcement.objects.filter(counterparties__in=others).values("pk"))
        if self.tiers:
            main = Announcement.objects.filter(evidence__is_main=True, evidence__tier__in=self.tiers)
            where &= Q(pk__in=main.values("pk"))
        return where


def _plain(value: Decimal | date) -> str:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value.isoformat()


def parse(values: Mapping[str, str]) -> tuple[SampleFilter, tuple[str, ...]]:
    """The filter that plain strings ask for, and a sentence for each value that was left out.

    Names: company, kind, scope, counterparty, confidence, tier (several after commas), min_mw, max_mw, from, to,
    clean, anchor, followups. Other names are left to whoever else reads the address.
    """
    reading = _Reading(values)
    low, high = reading.megawatts("min_mw"), reading.megawatts("max_mw")
    start, end = reading.day("from"), reading.day("to")
    if low is not None and high is not None and low > high:
        words = _("The least size (%(low)s MW) is over the largest (%(high)s MW): neither limits the sample.")
        reading.problems.append(words % {"low": _plain(low), "high": _plain(high)})
        low = high = None
    if start is not None and end is not None and start > end:
        words = _("The period ends before it starts (%(start)s to %(end)s): it does not limit the sample.")
        reading.problems.append(words % {"start": start.isoformat(), "end": end.isoformat()})
        start = end = None
    found = SampleFilter(
        companies=reading.named("company", _companies),
        kinds=reading.chosen("kind", Kind.values),
        scopes=reading.chosen("scope", Scope.values),
        counterparties=reading.named("counterparty", _counterparties),
        confidences=reading.chosen("confidence", Confidence.values),
        tiers=reading.chosen("tier", Tier.values),
        min_mw=low,
        max_mw=high,
        from_on=start,
        to_on=end,
        clean_only=reading.switch("clean"),
        anchor=next(iter(reading.chosen("anchor", (NEWS, DATE))), NEWS),
        keep_follow_ups=reading.switch("followups"),
    )
    return found, tuple(reading.problems)


def _companies(words: Iterable[str]) -> dict[str, str]:
    """Keys by what was asked for: a key or today's ticker, in either case."""
    rows = Company.objects.values_list("key", "ticker")
    by_name = {name.upper(): key for key, ticker in rows for name in (ticker, key)}
    return {word: by_name[word.upper()] for word in words if word.upper() in by_name}


def _counterparties(words: Iterable[str]) -> dict[str, str]:
    wanted = list(words)
    by_name: dict[str, str] = {}
    for key, name in Counterparty.objects.values_list("key", "name"):
        by_name[key.lower()] = by_name[name.lower()] = key
    return {word: by_name[word.lower()] for word in wanted if word.lower() in by_name}


class _Reading:
    """Plain strings on their way to values; what fails is kept as a sentence."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.problems: list[str] = []

    def _word(self, name: str) -> str:
        # Databases refuse a NUL in a text, and nobody means one.
        return str(self._values.get(name) or "").replace("\0", "").strip()

    def _words(self, name: str) -> list[str]:
        words = dict.fromkeys(word.strip() for word in self._word(name).split(",") if word.strip())
        return list(words)[:MOST_WORDS]

    def _unknown(self, name: str, word: str, known: str) -> None:
        sentence = _("“%(word)s” is no %(name)s here, so it does not limit the sample. %(known)s")
        self.problems.append((sentence % {"word": word[:LONGEST_ECHO], "name": name, "known": known}).strip())

    def chosen(self, name: str, known: Iterable[str]) -> tuple[str, ...]:
        """Those of the words that are legal."""
        legal = list(known)
        words = self._words(name)
        for word in words:
            if word.lower() not in legal:
                self._unknown(name, word, _("There are: %(known)s.") % {"known": ", ".join(legal)})
        return tuple(word.lower() for word in words if word.lower() in legal)

    def named(self, name: str, lookup: Callable[[Iterable[str]], dict[str, str]]) -> tuple[str, ...]:
        """The keys of those that are on record."""
        words = self._words(name)
        found = lookup(words) if words else {}
        for word in words:
            if word not in found:
                self._unknown(name, word, "")
        return tuple(dict.fromkeys(found.values()))

    def megawatts(self, name: str) -> Decimal | None:
        """A size in MW."""
        word = self._word(name)
        try:
            value = Decimal(word) if word else None
        except InvalidOperation:
            value = Decimal("NaN")
        if value is None or (value.is_finite() and 0 <= value <= MOST_MW):
            return value
        self.problems.append(
            _("“%(word)s” is no size in MW: write a number such as 250.") % {"word": word[:LONGEST_ECHO]}
        )
        return None

    def day(self, name: str) -> date | None:
        """A day, as 2025-10-20."""
        word = self._word(name)
        try:
            return date.fromisoformat(word) if word else None
        except ValueError:
            self.problems.append(_("“%(word)s” is no day: write it as 2025-10-20.") % {"word": word[:LONGEST_ECHO]})
            return None

    def switch(self, name: str) -> bool:
        """On or off; off where nothing is said."""
        word = self._word(name).lower()
        if word and word not in YES | NO:
            self._unknown(name, word, _("Write 1 or 0."))
        return word in YES

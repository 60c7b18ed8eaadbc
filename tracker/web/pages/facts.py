"""Facts of an announcement with their sources: one row per field, what other sources state in the same row."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.announcements.models import Announcement, Assertion, Evidence
from tracker.charts import numbers
from tracker.extraction.choices import CapacityBasis, PersonAction, ValueCounts

# What every announcement can state, in the order of a page; and those rows that are left out where nothing is known.
LABELS: Final = {
    "announced_on": gettext_lazy("Announced"),
    "people": gettext_lazy("People"),
    "capacity_mw": gettext_lazy("Power"),
    "value_amount": gettext_lazy("Value"),
    "term_years": gettext_lazy("Term"),
    "counterparties": gettext_lazy("Counterparties"),
    "guarantor": gettext_lazy("Guarantor"),
    "also_companies": gettext_lazy("Other companies"),
    "sites": gettext_lazy("Sites"),
}
OPTIONAL: Final = frozenset({"people", "term_years", "guarantor", "also_companies", "sites"})
FIGURES: Final = frozenset({"capacity_mw", "value_amount", "term_years"})
# The field that tells what a figure counts: it goes with the figure, in the same row.
COUNTED_BY: Final = {"capacity_mw": "capacity_basis", "value_amount": "value_counts"}

Names = dict[str, str]


@dataclass(frozen=True, slots=True)
class Other:
    """What another source states, in words."""

    text: str
    evidence: Evidence


@dataclass(slots=True)
class Fact:
    """One row. `source` states the value on record; `differing` do not, `agreeing` counts further ones that do."""

    name: str
    label: str
    text: str
    note: str = ""
    source: Evidence | None = None
    agreeing: int = 0
    differing: list[Other] = field(default_factory=list)

    @property
    def is_conflict(self) -> bool:
        """Whether sources disagree."""
        return bool(self.differing)


def facts_of(announcement: Announcement, evidence: list[Evidence]) -> list[Fact]:
    """The rows of the fact table; `evidence` with its assertions at hand, the main source first."""
    told = _told(evidence)
    names = _names(announcement)
    rows = [_fact(announcement, name, told.get(name, []), names) for name in LABELS]
    return [row for row in rows if row.text or row.differing or row.name not in OPTIONAL]


def _told(evidence: Iterable[Evidence]) -> dict[str, list[tuple[Evidence, dict[str, Any]]]]:
    """Sources by the field they state, each with all of its assertions."""
    told: dict[str, list[tuple[Evidence, dict[str, Any]]]] = {}
    for source in evidence:
        values = {assertion.field: assertion.value for assertion in _assertions(source)}
        for name in values:
            told.setdefault(name, []).append((source, values))
    return told


def _assertions(source: Evidence) -> list[Assertion]:
    return list(source.assertions.all())


def _fact(announcement: Announcement, name: str, told: list[tuple[Evidence, dict[str, Any]]], names: Names) -> Fact:
    recorded = _recorded(announcement, name)
    row = Fact(name, str(LABELS[name]), _text(name, recorded, names), _note(announcement, name))
    for source, values in told:
        if _same(name, values, recorded):
            row.agreeing += 1 if row.source else 0
            row.source = row.source or source
        else:
            row.differing.append(Other(_text(name, values, names), source))
    return row


def _names(announcement: Announcement) -> Names:
    """Names by key of everything the announcement is linked with."""
    names = {site.key: site.name for site in announcement.sites.all()}
    names |= {company.key: company.name for company in announcement.also_companies.all()}
    names |= {party.key: party.name for party in announcement.counterparties.all()}
    guarantor = announcement.guarantor
    return {**names, guarantor.key: guarantor.name} if guarantor else names


def _recorded(announcement: Announcement, name: str) -> dict[str, Any]:
    """The value on record in the form an assertion has, with the field it is counted by."""
    readers: dict[str, Callable[[], Any]] = {
        "announced_on": announcement.announced_on.isoformat,
        "people": lambda: [
            {
                "name": act.person.name,
                "action": act.action,
                "title": act.title,
                "previous_employer": act.previous_employer,
            }
            for act in announcement.people.all()
        ],
        "counterparties": lambda: [row.key for row in announcement.counterparties.all()],
        "sites": lambda: [row.key for row in announcement.sites.all()],
        "also_companies": lambda: [row.key for row in announcement.also_companies.all()],
        "guarantor": lambda: announcement.guarantor.key if announcement.guarantor else None,
    }
    value = readers[name]() if name in readers else getattr(announcement, name)
    return {
        name: value,
        "capacity_basis": announcement.capacity_basis,
        "value_counts": announcement.value_counts,
        "value_currency": announcement.value_currency,
    }


# --- comparing --------------------------------------------------------------------------------------------------------


def _same(name: str, values: dict[str, Any], recorded: dict[str, Any]) -> bool:
    """Whether a source states what is on record, whatever the form: 150, "150.000" and 1.5E+2 are one figure."""
    counted = COUNTED_BY.get(name)
    if counted and values.get(counted) and recorded[counted] and values[counted] != recorded[counted]:
        return False
    return bool(_comparable(name, values[name]) == _comparable(name, recorded[name]))


def _comparable(name: str, value: Any) -> Any:
    if name == "people":
        return {(_folded(act.get("name")), _folded(act.get("previous_employer"))) for act in value or []}
    if isinstance(value, (list, tuple)):
        return {_folded(part) for part in value}
    figure = _number(value) if name in FIGURES else None
    return value if figure is None else figure


def _folded(word: Any) -> str:
    return str(word or "").strip().casefold()


def _number(value: Any) -> Decimal | None:
    try:
        return None if value in (None, "") else Decimal(str(value))
    except InvalidOperation:
        return None


# --- in words ---------------------------------------------------------------------------------------------------------


def _text(name: str, values: dict[str, Any], names: Names) -> str:
    """A value in words; '' where nothing is stated."""
    value = values.get(name)
    if value in (None, "", []):
        return ""
    writers: dict[str, Callable[[], str]] = {
        "announced_on": lambda: _day(value),
        "people": lambda: "; ".join(_act(act) for act in value),
        "capacity_mw": lambda: _power(value, values),
        "value_amount": lambda: _value(value, values),
        "term_years": lambda: _years(value),
    }
    return writers[name]() if name in writers else _named(value, names)


def _day(value: Any) -> str:
    try:
        return date_format(date.fromisoformat(str(value)), "D j M Y")
    except ValueError:
        return str(value)


def _act(act: dict[str, Any]) -> str:
    action = act.get("action", "")
    word = str(PersonAction(action).label) if action in PersonAction.values else action
    parts = [f"{act.get('name', '')} {word}".strip()]
    if act.get("title"):
        parts.append(str(act["title"]))
    if act.get("previous_employer"):
        parts.append(_("from %(employer)s") % {"employer": act["previous_employer"]})
    return ", ".join(parts)


def _power(value: Any, values: dict[str, Any]) -> str:
    figure = _number(value)
    basis = values.get("capacity_basis", "")
    word = str(CapacityBasis(basis).label) if basis in CapacityBasis.values else ""
    amount = str(value) if figure is None else f"{numbers.grouped(figure)}{numbers.NARROW_SPACE}MW"
    return f"{amount}, {word}" if word else amount


def _value(value: Any, values: dict[str, Any]) -> str:
    figure = _number(value)
    counts = values.get("value_counts", "")
    word = str(ValueCounts(counts).label) if counts in ValueCounts.values else ""
    amount = str(value) if figure is None else numbers.money(figure, values.get("value_currency") or "USD")
    return f"{amount}, {word}" if word else amount


def _years(value: Any) -> str:
    figure = _number(value)
    if figure is None:
        return str(value)
    return ngettext("%(n)s year", "%(n)s years", int(figure)) % {"n": numbers.grouped(figure)}


def _named(value: Any, names: Names) -> str:
    keys = value if isinstance(value, (list, tuple)) else [value]
    return ", ".join(names.get(str(key), str(key).replace("-", " ")) for key in keys)


def _note(announcement: Announcement, name: str) -> str:
    if name != "announced_on":
        return ""
    basis = announcement.get_date_basis_display()
    return basis if announcement.announced_at else _("%(basis)s, day only") % {"basis": basis}

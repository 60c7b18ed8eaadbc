"""The field table of a decision: what is on record beside what is proposed, and how the two differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tracker.announcements.models import Announcement
from tracker.charts import numbers
from tracker.extraction.choices import CapacityBasis, Kind, MoveBasis, PersonAction, Scope, ValueCounts
from tracker.extraction.proposal import Proposal, ProposedMove
from tracker.lib.text import clip, same_words
from tracker.web.desk_names import Names

SAME, NEW, DIFFERS, UNSAID = "same", "add", "chg", "keep"
SHOWN = 160
GLYPHS = {SAME: "=", NEW: "+", DIFFERS: "≠", UNSAID: "·"}


@dataclass(frozen=True, slots=True)
class Row:
    """One field: how the source compares with the record, both values as text, and the evidence it was read from."""

    label: str
    old: str
    new: str
    change: str
    numbers: tuple[int, ...] = ()

    @property
    def glyph(self) -> str:
        """=, +, ≠ or ·"""
        return GLYPHS[self.change]

    @property
    def words(self) -> str:
        """The glyph for those who do not see it."""
        return {SAME: _("same"), NEW: _("new"), DIFFERS: _("differs"), UNSAID: _("not in this source")}[self.change]


def compare(label: str, old: str, new: str, evidence: Sequence[int] = ()) -> Row:
    """A row whose change follows from the two texts; accents, case and punctuation do not count."""
    if not new:
        return Row(label, old, new, UNSAID, tuple(evidence))
    if not old:
        return Row(label, old, new, NEW, tuple(evidence))
    alike = old == new or (bool(same_words(old)) and same_words(old) == same_words(new) and not _has_figures(old))
    return Row(label, old, new, SAME if alike else DIFFERS, tuple(evidence))


def _has_figures(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def rows(
    proposal: Proposal, record: Announcement | None, names: Names, evidence: Mapping[str, Sequence[int]]
) -> list[Row]:
    """Every field that the record or the proposal has; `evidence` is the numbers by field name."""
    found = [
        *_head_rows(proposal, record, names),
        *_figure_rows(proposal, record),
        *_party_rows(proposal, record, names),
        *_people_rows(proposal, record),
        *_said_rows(proposal, record),
    ]
    return [replace(row, numbers=_numbers(fields, evidence)) for fields, row in found if row.old or row.new]


def _numbers(fields: Iterable[str], evidence: Mapping[str, Sequence[int]]) -> tuple[int, ...]:
    return tuple(sorted({number for name in fields for number in evidence.get(name, ())}))


Found = list[tuple[tuple[str, ...], Row]]


def _head_rows(p: Proposal, r: Announcement | None, names: Names) -> Found:
    old_moment = moment(r.announced_on, r.announced_at) if r else ""
    found: Found = [
        (("company",), compare(_("Company"), r.company.name if r else "", names.company(p.company))),
        (("kind",), compare(_("Kind"), _label(Kind, r.kind if r else ""), _label(Kind, p.kind))),
        (("scope",), compare(_("Scope"), _label(Scope, r.scope if r else ""), _label(Scope, p.scope))),
        (
            ("announced_on",),
            compare(_("Announced"), old_moment, moment(p.announced_on, p.announced_at)),
        ),
    ]
    if r is None:
        found.append(((), compare(_("Title"), "", p.title)))
        found.append(((), compare(_("Summary"), "", p.summary)))
    return found


def _figure_rows(p: Proposal, r: Announcement | None) -> Found:
    return [
        (
            ("capacity_mw",),
            compare(
                _("Capacity"),
                capacity(r.capacity_mw, r.capacity_basis) if r else "",
                capacity(p.capacity_mw, p.capacity_basis),
            ),
        ),
        (
            ("value_amount",),
            compare(_("Value"), _record_value(r), value(p.value_amount, p.value_currency, p.value_counts)),
        ),
        (("term_years",), compare(_("Term"), years(r.term_years) if r else "", years(p.term_years))),
    ]


def compare_lists(label: str, old: Iterable[str], new: Iterable[str]) -> Row:
    """A row of names: a source that tells only some of those on record does not contradict it."""
    before, told = set(old), set(new)
    row = compare(label, "; ".join(sorted(before)), "; ".join(sorted(told)))
    return replace(row, change=SAME) if told and told <= before else row


def _party_rows(p: Proposal, r: Announcement | None, names: Names) -> Found:
    def on_record(relation: str) -> list[str]:
        return [row.name for row in getattr(r, relation).all()] if r else []

    guarantor = r.guarantor.name if r and r.guarantor else ""
    also, parties = map(names.company, p.also_companies), map(names.counterparty, p.counterparties)
    return [
        (("also_companies",), compare_lists(_("Also"), on_record("also_companies"), also)),
        (("counterparty",), compare_lists(_("Counterparties"), on_record("counterparties"), parties)),
        (("guarantor",), compare(_("Guarantor"), guarantor, names.counterparty(p.guarantor) if p.guarantor else "")),
        (("site", "place"), compare_lists(_("Sites"), on_record("sites"), map(names.site, p.sites))),
    ]


def _people_rows(p: Proposal, r: Announcement | None) -> Found:
    known = {same_words(link.person.name): link for link in r.people.all()} if r else {}
    found: Found = []
    for person in p.people:
        link = known.pop(same_words(person.name), None)
        action = _label(PersonAction, person.action)
        old = f"{link.person.name}, {link.get_action_display()}" if link else ""
        found += [
            ((f"person={person.name}",), compare(_("Person"), old, f"{person.name}, {action}")),
            ((f"title={person.title}",), compare(_("Post"), link.title if link else "", person.title)),
            (
                (f"previous_employer={person.previous_employer}",),
                compare(_("Came from"), link.previous_employer if link else "", person.previous_employer),
            ),
        ]
    return found + [(("person",), compare(_("Person"), link.person.name, "")) for link in known.values()]


def _said_rows(p: Proposal, r: Announcement | None) -> Found:
    speakers = {same_words(said.speaker): said for said in r.statements.all()} if r else {}
    printed = {(move.pct, move.price) for move in r.reported_moves.all()} if r else set()
    found: Found = []
    for said in p.statements:
        before = speakers.get(same_words(said.speaker))
        old = f"{before.speaker}: {clip(before.text, SHOWN)}" if before else ""
        row = compare(_("Statement"), old, f"{said.speaker}: {clip(said.text, SHOWN)}")
        # Two sources never say it in the same words: another telling is added, it does not contradict.
        found.append(((f"statement={said.speaker}",), replace(row, change=NEW) if row.change == DIFFERS else row))
    for move in p.moves:
        text = move_words(move)
        old = text if (move.pct, move.price) in printed else ""
        found.append((("move_pct", "move_price"), compare(_("Reported move"), old, text)))
    return found


def moment(day: date, at: datetime | None) -> str:
    """'20 Oct 2025', or with its minute in UTC."""
    shown = date_format(day, "j M Y")
    return shown if at is None else f"{shown}, {at:%H:%M} UTC"


def capacity(megawatts: Decimal | None, basis: str) -> str:
    """'285 MW, gross'."""
    return "" if megawatts is None else f"{numbers.grouped(megawatts)} MW, {_label(CapacityBasis, basis)}"


def value(amount: Decimal | None, currency: str, counts: str) -> str:
    """'$1.15 B, base contract'."""
    return (
        ""
        if amount is None
        else ", ".join(filter(None, [numbers.money(amount, currency), _label(ValueCounts, counts)]))
    )


def _record_value(record: Announcement | None) -> str:
    if record is None:
        return ""
    if record.value_amount is not None:
        return value(record.value_amount, record.value_currency, record.value_counts)
    return value(record.value_usd, "USD", record.value_counts)


def years(term: Decimal | None) -> str:
    """'12 years'."""
    return "" if term is None else _("%(n)s years") % {"n": numbers.grouped(term)}


def move_words(move: ProposedMove) -> str:
    """'+11 %, $21.86, intraday'."""
    parts = [
        numbers.pct_points(move.pct) if move.pct is not None else "",
        numbers.price(move.price) if move.price is not None else "",
        _label(MoveBasis, move.basis),
        date_format(move.applies_to_on, "j M Y") if move.applies_to_on else "",
    ]
    return ", ".join(filter(None, parts))


def _label(choices: type, value_: str) -> str:
    labels: dict[str, str] = dict(getattr(choices, "choices"))  # noqa: B009
    return str(labels.get(value_, value_))

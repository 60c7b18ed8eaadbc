"""From a proposal to filled-in forms and back again, nothing lost on the way."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict

from tracker.extraction.models import Candidate
from tracker.extraction.proposal import Proposal, ProposedMove, ProposedPerson, ProposedStatement
from tracker.web.desk_forms import NEW_YORK, MoveForm, PersonForm, ProposalForm, StatementForm
from tracker.web.desk_names import names_in

PeopleForms = formset_factory(PersonForm, extra=1, max_num=30, validate_max=True)
StatementForms = formset_factory(StatementForm, extra=1, max_num=60, validate_max=True)
MoveForms = formset_factory(MoveForm, extra=1, max_num=30, validate_max=True)
PLAIN = ("kind", "scope", "title", "summary", "capacity_mw", "capacity_basis", "value_amount", "value_counts")
PLAIN_TOO = ("term_years", "source_url", "source_name", "source_tier", "source_language")


@dataclass
class Forms:
    """The form of an announcement with one set of forms each for its people, statements and moves."""

    main: ProposalForm
    people: "BaseFormSet[PersonForm]"
    statements: "BaseFormSet[StatementForm]"
    moves: "BaseFormSet[MoveForm]"

    @property
    def sets(self) -> "tuple[BaseFormSet[Any], ...]":
        """The three sets."""
        return (self.people, self.statements, self.moves)

    def is_valid(self) -> bool:
        """Whether all of it can be used; every form is checked, so that all errors show at once."""
        return all([self.main.is_valid(), *(forms_.is_valid() for forms_ in self.sets)])

    def errors(self) -> list[tuple[forms.BoundField, str]]:
        """Every error with its field, for the summary on top."""
        parts = [self.main, *(form for forms_ in self.sets for form in forms_.forms)]
        return [(part[name], str(error)) for part in parts for name, found in part.errors.items() for error in found]

    def proposal(self, before: Proposal | None = None) -> Proposal:
        """What the forms say. What they do not show (words, precision, basis of the day) is kept from `before`."""
        data = self.main.cleaned_data
        moment = _as_exact_as_before(data["announced_at"], before)
        values = {name: data[name] for name in (*PLAIN, *PLAIN_TOO)}
        return Proposal(
            company=data["company"].key,
            announced_on=_new_york_day(moment) if moment else data["announced_on"],
            announced_at=moment,
            date_precision=_precision(moment, before),
            date_basis=_date_basis(data["announced_on"], before),
            value_currency=data["value_currency"] or "USD",
            also_companies=data["also_companies"],
            counterparties=data["counterparties"],
            guarantor=data["guarantor"],
            sites=data["sites"],
            people=tuple(ProposedPerson(**row) for row in _rows(self.people) if row["name"]),
            statements=tuple(ProposedStatement(**row) for row in _rows(self.statements) if row["text"]),
            moves=tuple(_move(row) for row in _rows(self.moves) if row["pct"] is not None or row["price"] is not None),
            words=dict(before.words) if before else {},
            **values,
        )


def bound(data: QueryDict, today: date) -> Forms:
    """The forms as sent."""
    return Forms(
        main=ProposalForm(data, today=today),
        people=PeopleForms(data, prefix="people"),
        statements=StatementForms(data, prefix="statements"),
        moves=MoveForms(data, prefix="moves"),
    )


def blank(today: date, initial: dict[str, Any] | None = None) -> Forms:
    """Empty forms, or with some fields filled in."""
    start = {"scope": "ai_hpc", "zone": NEW_YORK, **(initial or {})}
    return Forms(
        main=ProposalForm(initial=start, today=today),
        people=PeopleForms(prefix="people"),
        statements=StatementForms(prefix="statements"),
        moves=MoveForms(prefix="moves"),
    )


def filled(proposal: Proposal, today: date) -> Forms:
    """The forms with a proposal in them: names for keys, times in New York."""
    values = {
        name: getattr(proposal, name) for name in (*PLAIN, *PLAIN_TOO, "company", "announced_on", "value_currency")
    }
    return Forms(
        main=ProposalForm(initial={**values, **_names(proposal), **_time(proposal)}, today=today),
        people=PeopleForms(prefix="people", initial=list(map(asdict, proposal.people))),
        statements=StatementForms(prefix="statements", initial=list(map(asdict, proposal.statements))),
        moves=MoveForms(prefix="moves", initial=list(map(asdict, proposal.moves))),
    )


def of_candidate(candidate: Candidate, today: date) -> Forms:
    """The forms for a candidate: its proposal, else what little was read."""
    proposal = proposal_of(candidate)
    if proposal is not None:
        return filled(proposal, today)
    item = candidate.item
    initial = {
        "company": candidate.company.key if candidate.company else "",
        "kind": candidate.kind,
        "announced_on": candidate.announced_on,
        "title": candidate.title,
        "source_language": candidate.language[:2],
        "source_url": item.url if item else "",
        "source_name": item.source.name if item else "",
        "source_tier": item.source.tier if item else "",
    }
    return blank(today, initial)


def proposal_of(candidate: Candidate) -> Proposal | None:
    """What a candidate proposes; None where too little was read to propose anything."""
    return Proposal.from_json(candidate.proposal) if candidate.proposal else None


def _names(proposal: Proposal) -> dict[str, str]:
    names = names_in(proposal)
    return {
        "also_companies": "; ".join(map(names.company, proposal.also_companies)),
        "counterparties": "; ".join(map(names.counterparty, proposal.counterparties)),
        "guarantor": names.counterparty(proposal.guarantor) if proposal.guarantor else "",
        "sites": "; ".join(map(names.site, proposal.sites)),
    }


def _time(proposal: Proposal) -> dict[str, Any]:
    if proposal.announced_at is None:
        return {"zone": NEW_YORK}
    local = proposal.announced_at.astimezone(ZoneInfo(NEW_YORK))
    return {"announced_on": local.date(), "time": local.time(), "zone": NEW_YORK}


def _new_york_day(moment: datetime) -> date:
    """The day of the record: the one in New York, where the shares trade."""
    return moment.astimezone(ZoneInfo(NEW_YORK)).date()


def _as_exact_as_before(moment: datetime | None, before: Proposal | None) -> datetime | None:
    """The form shows minutes: a time that was known to the second and not edited keeps its seconds."""
    known = before.announced_at if before else None
    if known is not None and moment == known.astimezone(UTC).replace(second=0, microsecond=0):
        return known
    return moment


def _precision(moment: datetime | None, before: Proposal | None) -> str:
    if moment is None:
        return "day"
    return before.date_precision if before and before.announced_at == moment else "minute"


def _date_basis(day: date, before: Proposal | None) -> str:
    return before.date_basis if before and before.announced_on == day else "stated"


def _rows(forms_: "BaseFormSet[Any]") -> list[dict[str, Any]]:
    blank_row = {name: None if name in ("pct", "price") else "" for name in forms_.empty_form.fields}
    return [{**blank_row, **form.cleaned_data} for form in forms_.forms]


def _move(row: dict[str, Any]) -> ProposedMove:
    return ProposedMove(**{**row, "basis": row["basis"] or "unknown"})

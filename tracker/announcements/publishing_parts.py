"""The rows that hang on an announcement: people, a source's evidence with assertions, statements, reported moves."""

from typing import Any

from django.utils.text import slugify

from tracker.announcements.models import (
    Announcement,
    AnnouncementPerson,
    Assertion,
    Evidence,
    ReportedMove,
    Statement,
)
from tracker.announcements.publishing import source_name, web_address
from tracker.companies.models import Person
from tracker.extraction.proposal import Proposal, ProposedPerson
from tracker.lib.text import clip, same_words
from tracker.moderation.models import Review

# What a source can be said to state itself. Title, summary and scope are ours.
STATED = (
    "kind",
    "announced_on",
    "announced_at",
    "also_companies",
    "capacity_mw",
    "capacity_basis",
    "value_amount",
    "value_currency",
    "value_counts",
    "term_years",
    "counterparties",
    "guarantor",
    "sites",
    "people",
)
# What the reader calls the words of a field where it names them by the single thing found.
WORDS = {"counterparties": "counterparty", "sites": "site", "people": "person"}
# Fields that mean nothing without another one.
RESTS_ON = {"capacity_basis": "capacity_mw", "value_currency": "value_amount", "value_counts": "value_amount"}


def add_evidence(announcement: Announcement, review: Review, proposal: Proposal, *, is_main: bool) -> Evidence:
    """The source's telling, with one assertion per field that it states and the words it was read from."""
    item = review.candidate.item
    evidence = Evidence.objects.create(
        announcement=announcement,
        review=review,
        source_name=source_name(proposal),
        url=web_address(proposal.source_url),
        tier=proposal.source_tier,
        language=clip(proposal.source_language, 8),
        title=clip(review.candidate.title, 300),
        published_at=item.published_at if item is not None and item.published_is_certain else None,
        is_main=is_main,
        added_at=review.decided_at,
    )
    Assertion.objects.bulk_create(
        Assertion(
            evidence=evidence,
            field=name,
            value=value,
            words=proposal.words.get(WORDS.get(name, name), ""),
        )
        for name, value in stated_fields(proposal).items()
    )
    return evidence


def stated_fields(proposal: Proposal) -> dict[str, Any]:
    """The fields that the source states, as JSON. A day that was only inferred from the text is not one of them."""
    values = proposal.as_json()
    stated = {name: values[name] for name in STATED if values[name] not in (None, "", [])}
    if proposal.date_basis == "inferred" and "announced_on" not in proposal.words:
        stated.pop("announced_on", None)
    return {name: value for name, value in stated.items() if RESTS_ON.get(name, name) in stated}


def add_people(announcement: Announcement, proposal: Proposal) -> None:
    """Link everybody whose post changes; somebody new is put on record by name."""
    for proposed in proposal.people:
        AnnouncementPerson.objects.get_or_create(
            announcement=announcement,
            person=person_named(proposed, announcement),
            action=proposed.action,
            defaults={
                "title": clip(proposed.title, 300),
                "previous_employer": clip(proposed.previous_employer, 200),
            },
        )


def person_named(proposed: ProposedPerson, announcement: Announcement) -> Person:
    """The person on record with this name whatever its accents and case, else a new one with the source's address."""
    known = _person(proposed.name)
    if known is not None:
        return known
    return Person.objects.create(
        key=_free_key(slugify(clip(proposed.name, 60)) or "person"),
        name=clip(proposed.name.strip(), 200),
        role=clip(proposed.title, 200),
        source_url=announcement.source_url,
        source_name=announcement.source_name,
        source_language=announcement.source_language,
    )


def _person(name: str) -> Person | None:
    wanted = same_words(name)
    pk = next((pk for pk, other in Person.objects.values_list("pk", "name") if same_words(other) == wanted), None)
    return None if pk is None else Person.objects.get(pk=pk)


def _free_key(base: str) -> str:
    taken = set(Person.objects.filter(key__startswith=base).values_list("key", flat=True))
    return next(key for key in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)


def add_statements(announcement: Announcement, evidence: Evidence, proposal: Proposal) -> None:
    """What people said, once each: the same words of the same speaker from a second source add nothing."""
    known = {(same_words(s.speaker), same_words(s.text)) for s in announcement.statements.all()}
    for said in proposal.statements:
        if (same_words(said.speaker), same_words(said.text)) not in known:
            Statement.objects.create(
                announcement=announcement,
                evidence=evidence,
                person=_person(said.speaker),
                speaker=clip(said.speaker, 200),
                role=clip(said.role, 200),
                text=said.text,
                language=clip(said.language or proposal.source_language, 8),
                is_verbatim=said.is_verbatim,
            )


def add_moves(announcement: Announcement, evidence: Evidence, proposal: Proposal) -> None:
    """The share moves as this source printed them; one with neither percentage nor price is not one."""
    ReportedMove.objects.bulk_create(
        ReportedMove(
            announcement=announcement,
            evidence=evidence,
            pct=move.pct,
            basis=move.basis,
            price=move.price,
            applies_to_on=move.applies_to_on,
            words=clip(move.words, 500),
            source_name=evidence.source_name,
            source_url=evidence.url,
        )
        for move in proposal.moves
        if move.pct is not None or move.price is not None
    )

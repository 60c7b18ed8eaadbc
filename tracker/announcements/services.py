"""An approved review becomes an announcement, or evidence of one that is on record: always with its source."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tracker.announcements.choices import PublicationState
from tracker.announcements.models import Announcement, Evidence
from tracker.announcements.publishing import (
    Named,
    NoSuchAnnouncement,
    UnusableFields,
    capacity_values,
    check_fields,
    field_values,
    find_named,
    money_values,
    refuse_known_address,
    rounded,
    slug_base,
)
from tracker.announcements.publishing_parts import add_evidence, add_moves, add_people, add_statements
from tracker.extraction.proposal import Proposal
from tracker.moderation.models import Review

SLUG_TRIES = 20


def publish(review: Review, *, now: datetime) -> Announcement:
    """Put an approved review on record, in the caller's transaction. A review that is on record already is left alone.

    Raises NotPublishable (UnknownKeys, UnusableFields, NoSuchAnnouncement, AlreadyEvidence) before anything is written.
    """
    told = Evidence.objects.filter(review=review).select_related("announcement").first()
    if told is not None:
        return told.announcement
    proposal = Proposal.from_json(review.proposal or {})
    named = find_named(proposal)
    if review.adds_to:
        return _add_to(_on_record(review.adds_to), review, proposal, named)
    return _publish_new(review, proposal, named, now=now)


def _publish_new(review: Review, proposal: Proposal, named: Named, *, now: datetime) -> Announcement:
    announcement = Announcement(
        company=named.company, guarantor=named.guarantor, published_at=now, **field_values(proposal)
    )
    announcement.slug = slug_base(named.company, proposal)
    check_fields(announcement)
    _save_under_free_slug(announcement)
    announcement.also_companies.set(named.also_companies)
    announcement.counterparties.set(named.counterparties)
    announcement.sites.set(named.sites)
    add_people(announcement, proposal)
    _add_telling(announcement, review, proposal, is_main=True)
    return announcement


def _add_telling(announcement: Announcement, review: Review, proposal: Proposal, *, is_main: bool) -> None:
    evidence = add_evidence(announcement, review, proposal, is_main=is_main)
    add_statements(announcement, evidence, proposal)
    add_moves(announcement, evidence, proposal)


def _save_under_free_slug(announcement: Announcement) -> None:
    """Save under the first slug nobody has; two people may publish namesakes at the same moment, so the row decides."""
    base = announcement.slug
    for number in range(1, SLUG_TRIES):
        announcement.slug = base if number == 1 else f"{base}-{number}"
        if Announcement.objects.filter(slug=announcement.slug).exists():
            continue
        try:
            with transaction.atomic():
                announcement.save(force_insert=True)
        except IntegrityError:
            continue
        return
    raise UnusableFields(
        _("Title: there are too many announcements of this company and day with it already. Choose another one.")
    )


def _on_record(slug: str) -> Announcement:
    """The published announcement, its row locked where the database can: its fields may be filled in below."""
    found = Announcement.objects.select_for_update().filter(slug=slug, state=PublicationState.PUBLISHED).first()
    if found is None:
        raise NoSuchAnnouncement(
            _("There is no published announcement “%(slug)s”. Choose another one, or a new one.") % {"slug": slug}
        )
    return found


def _add_to(announcement: Announcement, review: Review, proposal: Proposal, named: Named) -> Announcement:
    refuse_known_address(announcement, proposal.source_url)
    _fill_gaps(announcement, proposal, named)
    has_main = announcement.evidence.filter(is_main=True).exists()
    _add_telling(announcement, review, proposal, is_main=not has_main)
    return announcement


def _fill_gaps(announcement: Announcement, proposal: Proposal, named: Named) -> None:
    """Fill in what the record does not know and this source states; what it knows stays as it is.

    Filled where empty: capacity with basis, value with currency and what it counts, term, guarantor, summary,
    counterparties, sites, people. Never the day, the time, kind, scope or title: a source that says otherwise stands
    beside the record as an assertion that differs.
    """
    gaps = _gaps(announcement, proposal, named)
    for name, value in gaps.items():
        setattr(announcement, name, value)
    if gaps:
        check_fields(announcement)
        announcement.save(update_fields=[*gaps, "updated_at"])
    if named.counterparties and not announcement.counterparties.exists():
        announcement.counterparties.set(named.counterparties)
    if named.sites and not announcement.sites.exists():
        announcement.sites.set(named.sites)
    if not announcement.people.exists():
        add_people(announcement, proposal)


def _gaps(announcement: Announcement, proposal: Proposal, named: Named) -> dict[str, Any]:
    gaps: dict[str, Any] = {}
    if announcement.capacity_mw is None and proposal.capacity_mw is not None:
        gaps |= capacity_values(proposal)
    if announcement.value_amount is None and announcement.value_usd is None and proposal.value_amount is not None:
        gaps |= money_values(proposal)
    if announcement.term_years is None and proposal.term_years is not None:
        gaps["term_years"] = rounded(proposal.term_years, "0.01")
    if announcement.guarantor_id is None and named.guarantor is not None:
        gaps["guarantor"] = named.guarantor
    if not announcement.summary and proposal.summary.strip():
        gaps["summary"] = proposal.summary.strip()
    return gaps

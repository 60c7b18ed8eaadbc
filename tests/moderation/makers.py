"""Candidates and proposals for the tests of the desk and of what it decides."""

from datetime import UTC, date, datetime
from typing import Any

from django.contrib.auth.models import User

from tracker.companies.models import Company
from tracker.extraction.models import Candidate
from tracker.extraction.proposal import Proposal
from tracker.sources.models import RawItem, Source

MOMENT = datetime(2025, 10, 21, 8, 0, tzinfo=UTC)


def make_proposal(**fields: Any) -> Proposal:
    """CleanSpark's hire as one source tells it."""
    values = {
        "company": "CLSK",
        "kind": "executive_hire",
        "scope": "ai_hpc",
        "title": "CleanSpark hires Jeffrey Thomas",
        "announced_on": date(2025, 10, 20),
        "source_url": "https://wire.example.org/1",
        "source_name": "Wire",
        "source_language": "en",
        **fields,
    }
    return Proposal(**values)


def make_candidate(
    company: Company, *, source: Source | None = None, entered_by: User | None = None, text: str = "", **fields: Any
) -> Candidate:
    """A waiting candidate, read from an item of the source or entered by somebody, with its proposal."""
    proposal = fields.pop("proposal", None) or make_proposal(company=company.key)
    item = make_item(source, proposal, text) if source else None
    values = {
        "company": company,
        "kind": proposal.kind,
        "announced_on": proposal.announced_on,
        "title": proposal.title,
        "language": proposal.source_language,
        "queued_at": MOMENT,
        "proposal": proposal.as_json(),
        **fields,
    }
    return Candidate.objects.create(item=item, entered_by=entered_by, **values)


def make_item(source: Source, proposal: Proposal, text: str = "") -> RawItem:
    """The item that a proposal was read from, stored as fetched."""
    number = RawItem.objects.count() + 1
    return RawItem.objects.create(
        source=source,
        guid=f"item-{number}",
        url=proposal.source_url,
        title=proposal.title,
        payload={"title": proposal.title, "html": text, "guid": f"item-{number}"},
        content_sha256="0" * 64,
        published_at=MOMENT,
        fetched_at=MOMENT,
        read_state="read",
    )

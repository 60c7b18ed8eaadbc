"""Writes: items into candidates, entries by hand into the same queue."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DatabaseError, OperationalError, transaction

from tracker.companies.models import Company
from tracker.extraction import grouping
from tracker.extraction.aliases import AliasBook
from tracker.extraction.claiming import BATCH, claim, claim_batch, give_back, release, release_all
from tracker.extraction.models import Candidate, CandidateState
from tracker.extraction.proposal import Proposal
from tracker.extraction.reading import READER_VERSION, Reading, read
from tracker.extraction.scene import Article
from tracker.extraction.selectors import item_text, outdated
from tracker.lib.text import clip
from tracker.sources.models import RawItem, ReadState

# What of a reading is shown: where one differs, the candidate has changed.
_SEEN = ("state", "proposal", "company", "kind", "announced_on", "title", "language")
# What a malformed item or a broken rule can raise: the item is marked, the others go on.
_UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError, RecursionError)


class UnknownCompany(ValueError):
    """An entry names a company that is not on record."""


def read_item(item_id: int, *, now: datetime, book: AliasBook) -> Candidate | None:
    """Read one item into its candidate.

    None where somebody else has claimed it, it is read already, or it could not be read. Doing it twice is as good as
    once. After MAX_ATTEMPTS an item is marked failed with the reason. A changed item is read again while its
    candidate still waits; a decided one stays as it was decided.
    """
    item = claim(item_id, now)
    if item is None:
        return None
    try:
        reading = _read(item, book)
    except _UNREADABLE as error:
        give_back(item, error)
        return None
    return _keep_alone(item, reading, now)


def read_batch(*, now: datetime, book: AliasBook, limit: int = BATCH) -> int:
    """Read items that nobody has tried yet, oldest first, into candidates; how many were taken.

    As `read_item`, with one claim and one transaction for all. An item that was tried before is left to `read_item`:
    were it what ends its worker, it would take the others of its batch along each time.
    """
    items = claim_batch(now, limit)
    read_well: list[tuple[RawItem, Reading]] = []
    for item in items:
        try:
            read_well.append((item, _read(item, book)))
        except _UNREADABLE as error:
            give_back(item, error)
    if read_well and not _keep_together(read_well, now):
        for item, reading in read_well:
            _keep_alone(item, reading, now)
    return len(items)


def _keep_alone(item: RawItem, reading: Reading, now: datetime) -> Candidate | None:
    """Candidate and outcome in one transaction; None where the item is no longer ours or cannot be kept."""
    try:
        with transaction.atomic():
            candidate = _write(item, reading, now)
            if not release(item, read_state=ReadState.READ, read_error=""):
                # The item has changed, or the claim ran out, while it was read: this reading is of the past.
                transaction.set_rollback(True)
                return None
    except OperationalError:
        raise
    except (*_UNREADABLE, DatabaseError) as error:
        give_back(item, error)
        return None
    return candidate


def _keep_together(read_well: list[tuple[RawItem, Reading]], now: datetime) -> bool:
    """All candidates and outcomes in one transaction; False, and nothing written, where one of them needs a look."""
    items = [item for item, _reading in read_well]
    companies = Company.objects.in_bulk({reading.company for _item, reading in read_well}, field_name="key")
    try:
        rows = [Candidate(item=item, queued_at=now, **_columns(item, said, companies)) for item, said in read_well]
        with transaction.atomic():
            is_new = not Candidate.objects.filter(item__in=items).exists()
            if not is_new or not release_all(items):
                transaction.set_rollback(True)
                return False
            grouping.tell(Candidate.objects.bulk_create(rows))
    except OperationalError:
        raise
    except (*_UNREADABLE, DatabaseError):
        return False
    return True


def _read(item: RawItem, book: AliasBook) -> Reading:
    headline, text = item_text(item)
    article = Article(
        url=item.url,
        outlet=item.source.name,
        published_at=item.published_at,
        headline=headline,
        text=text,
        language_hint=item.language or item.source.language,
        tier=item.source.tier if item.published_is_certain else "",
    )
    return read(article, book, whole=False)


def _write(item: RawItem, reading: Reading, now: datetime) -> Candidate | None:
    """Make the candidate or, while it is undecided, bring it up to date."""
    known = Candidate.objects.filter(item=item).first()
    values = _columns(item, reading)
    if known is None:
        created = Candidate.objects.create(item=item, queued_at=now, **values)
        # Later readings leave it where it is: a person may have moved it.
        grouping.tell([created])
        return created
    undecided = (CandidateState.WAITING, CandidateState.IRRELEVANT)
    if not Candidate.objects.filter(pk=known.pk, state__in=undecided).update(**values, updated_at=now):
        return None
    known.refresh_from_db()
    return known


def _columns(item: RawItem, reading: Reading, companies: dict[str, Company] | None = None) -> dict[str, Any]:
    """The candidate's values; `companies` are those at hand, by key, where a batch has looked them up."""
    source = item.source
    proposal = reading.proposal(source_url=item.url, source_name=source.name, source_tier=source.tier)
    if companies is None:
        companies = Company.objects.in_bulk([reading.company] if reading.company else [], field_name="key")
    company = companies.get(reading.company)
    is_waiting = reading.relevant and proposal is not None and company is not None
    return {
        "state": CandidateState.WAITING if is_waiting else CandidateState.IRRELEVANT,
        "reader_version": READER_VERSION,
        "item_version": item.version,
        "reading": reading.as_json(),
        "proposal": proposal.as_json() if proposal else None,
        "score": reading.score,
        "company": company,
        "kind": reading.kind,
        "announced_on": reading.announced_on,
        "title": clip(reading.headline, 300) or "-",
        "language": reading.language[:8],
    }


def enter_by_hand(proposal: Proposal, *, entered_by: User, now: datetime) -> Candidate:
    """Put an analyst's entry into the queue; it is reviewed like everything that was read.

    Raises UnknownCompany, or ValidationError for a kind or length the record does not know.
    """
    company = Company.objects.filter(key=proposal.company).first()
    if company is None:
        raise UnknownCompany(f"No company {proposal.company!r} is on record. Choose one from the list.")
    candidate = Candidate(
        entered_by=entered_by,
        queued_at=now,
        proposal=proposal.as_json(),
        score=1.0,
        company=company,
        kind=proposal.kind,
        announced_on=proposal.announced_on,
        title=clip(proposal.title, 300),
        language=proposal.source_language,
    )
    try:
        candidate.full_clean()
    except ValidationError as error:
        raise ValidationError(error.message_dict) from error
    candidate.save()
    grouping.tell([candidate])
    return candidate


def join_story(candidate_id: int, story_id: int) -> Candidate:
    """Put a candidate, and all that tell its story, into the story of another. Raises UnknownCandidate."""
    with transaction.atomic():
        candidate, other = grouping.candidate_numbered(candidate_id), grouping.candidate_numbered(story_id)
        grouping.join(candidate, other)
    return candidate


def split_story(candidate_id: int) -> Candidate:
    """Take a candidate out of its story; the others stay one. Raises UnknownCandidate."""
    with transaction.atomic():
        candidate = grouping.candidate_numbered(candidate_id)
        grouping.split(candidate)
    return candidate


@dataclass(frozen=True, slots=True)
class Reread:
    """How many candidates were read again, how many came out differently, and how many could not be read."""

    read: int
    changed: int
    failed: int = 0


def reread(*, now: datetime, book: AliasBook, limit: int = 500, writes: bool = True) -> Reread:
    """Read undecided candidates of earlier readers again: never decided ones, nor those that somebody is looking at.

    Call until `read` is 0; doing it once more changes nothing. Without `writes` it is only counted.
    """
    tally: Counter[str] = Counter()
    for candidate in outdated(now)[:limit]:
        tally[_read_again(candidate, now, book, writes=writes)] += 1
    return Reread(read=sum(tally.values()) - tally["gone"], changed=tally["changed"], failed=tally["failed"])


def _read_again(candidate: Candidate, now: datetime, book: AliasBook, *, writes: bool) -> str:
    """What came of it: "same", "changed", "failed", or "gone" where it was decided meanwhile."""
    values: dict[str, object] = {"reader_version": READER_VERSION}
    outcome = "failed"
    item = candidate.item
    try:
        if item is not None:
            values = _columns(item, _read(item, book))
            outcome = "changed" if _says_else(candidate, values) else "same"
    except _UNREADABLE:
        values = {"reader_version": READER_VERSION}
    if writes:
        still = outdated(now).filter(pk=candidate.pk)
        return outcome if still.update(**values, updated_at=now) else "gone"
    return outcome


def _says_else(candidate: Candidate, values: dict[str, object]) -> bool:
    """Whether a moderator would see another form or find it elsewhere."""
    company = values["company"]
    seen = {**values, "company": company.pk if isinstance(company, Company) else None}
    known = {**{name: getattr(candidate, name) for name in _SEEN}, "company": candidate.company_id}
    return any(seen[name] != known[name] for name in _SEEN)

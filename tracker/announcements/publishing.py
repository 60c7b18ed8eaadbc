"""From a proposal as decided to what the record may hold: the rows it names, its fields, and why it is refused.

Everything in here reads and checks; services.py writes.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tracker.announcements.models import Announcement, Evidence
from tracker.companies.models import Company, Counterparty, Site
from tracker.extraction.proposal import Proposal
from tracker.lib.text import clip
from tracker.lib.urls import canonical_url

SLUG_TITLE = 56  # characters of the title that go into the address of its page


class NotPublishable(Exception):
    """An approved proposal that cannot go on record as it stands; the message says what to change."""


class UnknownKeys(NotPublishable):
    """The proposal names companies, counterparties or sites that are not on record."""


class UnusableFields(NotPublishable):
    """Fields whose values the record does not take, such as a value that does not say what it counts."""


class NoSuchAnnouncement(NotPublishable):
    """The announcement that evidence is to be added to is not on record, or retracted."""


class AlreadyEvidence(NotPublishable):
    """The address is a source of this announcement already."""


@dataclass(frozen=True, slots=True)
class Named:
    """The rows that a proposal names by key."""

    company: Company
    also_companies: list[Company]
    counterparties: list[Counterparty]
    guarantor: Counterparty | None
    sites: list[Site]


def find_named(proposal: Proposal) -> Named:
    """Look up every key of a proposal. Raises UnknownKeys with all of those that are not on record."""
    companies = {c.key: c for c in Company.objects.filter(key__in=[proposal.company, *proposal.also_companies])}
    parties = [*proposal.counterparties, *filter(None, [proposal.guarantor])]
    counterparties = {c.key: c for c in Counterparty.objects.filter(key__in=parties)}
    sites = {s.key: s for s in Site.objects.filter(key__in=proposal.sites)}
    missing = [key for key in (proposal.company, *proposal.also_companies) if key not in companies]
    missing += [key for key in parties if key not in counterparties]
    missing += [key for key in proposal.sites if key not in sites]
    if missing:
        raise UnknownKeys(
            _("Not on record: %(names)s. Add them first or take them out.") % {"names": ", ".join(missing)}
        )
    return Named(
        company=companies[proposal.company],
        also_companies=[companies[key] for key in proposal.also_companies if key != proposal.company],
        counterparties=[counterparties[key] for key in proposal.counterparties],
        guarantor=counterparties.get(proposal.guarantor),
        sites=[sites[key] for key in proposal.sites],
    )


def field_values(proposal: Proposal) -> dict[str, Any]:
    """The plain fields of a new announcement. The session phase stays open: only the calendar of prices knows it."""
    timed = proposal.announced_at is not None
    return {
        "kind": proposal.kind,
        "scope": proposal.scope,
        "title": clip(proposal.title.strip(), 300),
        "summary": proposal.summary.strip(),
        "announced_on": proposal.announced_on,
        "announced_at": proposal.announced_at,
        "date_precision": proposal.date_precision if timed else "day",
        "date_basis": proposal.date_basis,
        **capacity_values(proposal),
        **money_values(proposal),
        "term_years": rounded(proposal.term_years, "0.01"),
        "source_url": web_address(proposal.source_url),
        "source_name": source_name(proposal),
        "source_language": clip(proposal.source_language, 8),
    }


def capacity_values(proposal: Proposal) -> dict[str, Any]:
    """Megawatts with their basis, both or neither."""
    if proposal.capacity_mw is None:
        return {"capacity_mw": None, "capacity_basis": ""}
    basis = proposal.capacity_basis or "unspecified"
    return {"capacity_mw": rounded(proposal.capacity_mw, "0.001"), "capacity_basis": basis}


def money_values(proposal: Proposal) -> dict[str, Any]:
    """An amount with its currency and what it counts; in dollars too where it is in dollars."""
    if proposal.value_amount is None:
        return {"value_amount": None, "value_currency": "", "value_usd": None, "value_counts": ""}
    amount = rounded(proposal.value_amount, "0.01")
    return {
        "value_amount": amount,
        "value_currency": proposal.value_currency,
        "value_usd": amount if proposal.value_currency == "USD" else None,
        "value_counts": proposal.value_counts,
    }


def rounded(value: Decimal | None, step: str) -> Decimal | None:
    """A decimal cut to what its column keeps."""
    return None if value is None else value.quantize(Decimal(step))


def check_fields(announcement: Announcement) -> None:
    """Raise UnusableFields with a sentence per field, before the database would refuse the row with one for nobody."""
    try:
        announcement.full_clean(validate_unique=False)
    except ValidationError as error:
        raise UnusableFields(" ".join(_field_sentences(error))) from error


def _field_sentences(error: ValidationError) -> list[str]:
    sentences: list[str] = []
    for name, messages in error.message_dict.items():
        if name == NON_FIELD_ERRORS:
            sentences += map(_rule, messages)
        else:
            label = Announcement._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            sentences += [f"{label}: {message}" for message in messages]
    return sentences


def _rule(message: str) -> str:
    """The constraint that a message names; constraints have names that are sentences."""
    names = (constraint.name for constraint in Announcement._meta.constraints)
    found = next((name for name in names if name in message), "")
    return f"{found.replace('_', ' ').capitalize()}." if found else message


def slug_base(company: Company, proposal: Proposal) -> str:
    """`clsk-2025-10-20-hires-jeffrey-thomas`: the first words of the title, whole, as many as an address bears."""
    words = slugify(proposal.title).split("-")
    while len("-".join(words)) > SLUG_TITLE and len(words) > 1:
        words.pop()
    told = "-".join(words)[:SLUG_TITLE] or slugify(proposal.kind)
    return f"{company.key.lower()}-{proposal.announced_on.isoformat()}-{told}"


def source_name(proposal: Proposal) -> str:
    """The source's own name, else the host of its address, else that there is none."""
    host = urlsplit(web_address(proposal.source_url)).hostname or ""
    return clip(proposal.source_name.strip() or host or _("Entered by hand"), 200)


def web_address(url: str) -> str:
    """The address where it is one that a reader may follow (http or https, at most 2,000 characters), else ''."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme in ("http", "https") and parts.hostname and len(url) <= 2000 else ""


def refuse_known_address(announcement: Announcement, url: str) -> None:
    """Raise AlreadyEvidence where this page is a source of the announcement already."""
    if not web_address(url):
        return
    known = Evidence.objects.filter(announcement=announcement).exclude(url="").values_list("url", flat=True)
    if canonical_url(url) in map(canonical_url, known):
        raise AlreadyEvidence(
            _("This address is a source of “%(title)s” already. Reject the item as a duplicate.")
            % {"title": announcement.title}
        )

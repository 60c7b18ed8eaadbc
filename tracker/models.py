"""Index of all nouns in flow order. Django looks here; nobody else imports it."""

from tracker.announcements.models import (
    Announcement,
    AnnouncementPerson,
    Assertion,
    Evidence,
    ReportedMove,
    Statement,
    Valuation,
)
from tracker.companies.models import (
    Alias,
    Company,
    Counterparty,
    Listing,
    Person,
    Position,
    Security,
    Site,
    SiteStatus,
)
from tracker.dataset.models import DatasetLoad
from tracker.extraction.models import Candidate
from tracker.markets.models import PriceBar, PriceFeed
from tracker.moderation.models import Review
from tracker.reactions.models import Reaction
from tracker.sources.models import RawItem, RawItemVersion, Source

__all__ = [
    "Alias",
    "Announcement",
    "AnnouncementPerson",
    "Assertion",
    "Candidate",
    "Company",
    "Counterparty",
    "DatasetLoad",
    "Evidence",
    "Listing",
    "Person",
    "Position",
    "PriceBar",
    "PriceFeed",
    "RawItem",
    "RawItemVersion",
    "Reaction",
    "ReportedMove",
    "Review",
    "Security",
    "Site",
    "SiteStatus",
    "Source",
    "Statement",
    "Valuation",
]

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
from tracker.jobs.models import Job, Pulse
from tracker.markets.models import CorporateAction, EmptySession, MoveCheck, PriceBar, PriceFeed, ProviderPause
from tracker.moderation.models import Review
from tracker.reactions.models import EventResult, Reaction
from tracker.sources.models import RawItem, RawItemVersion, Source

__all__ = [
    "Alias",
    "Announcement",
    "AnnouncementPerson",
    "Assertion",
    "Candidate",
    "Company",
    "CorporateAction",
    "Counterparty",
    "DatasetLoad",
    "EmptySession",
    "EventResult",
    "Evidence",
    "Job",
    "Listing",
    "MoveCheck",
    "Person",
    "Position",
    "PriceBar",
    "PriceFeed",
    "ProviderPause",
    "Pulse",
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

"""Names, sources, what came in, what was decided, and the record."""

from django.contrib import admin

from tracker.admin.bases import WITH_HTTPS, Kept, Rows, Sealed, SealedRows, Stack, never
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
from tracker.extraction.models import Candidate
from tracker.moderation.models import Review
from tracker.sources.models import RawItem, RawItemVersion, Source


class AliasRows(Rows):
    model = Alias
    extra = 1
    fields = ("name", "kind")


class CompanyAliasRows(AliasRows):
    fk_name = "company"


class CounterpartyAliasRows(AliasRows):
    fk_name = "counterparty"


class SiteAliasRows(AliasRows):
    fk_name = "site"


class ListingRows(Rows):
    model = Listing
    extra = 0


class PositionRows(Rows):
    model = Position
    extra = 0


class SiteStatusRows(Rows):
    model = SiteStatus
    extra = 0
    formfield_overrides = WITH_HTTPS


class EvidenceRows(SealedRows):
    model = Evidence
    fields = ("source_name", "url", "tier", "language", "is_main", "added_at")
    readonly_fields = fields


class AssertionRows(SealedRows):
    model = Assertion
    readonly_fields = ("field", "value", "words")


class PersonRows(Rows):
    model = AnnouncementPerson
    extra = 0
    autocomplete_fields = ("person",)


class StatementRows(Stack):
    model = Statement
    extra = 0
    autocomplete_fields = ("person",)
    readonly_fields = ("evidence",)


class ReportedMoveRows(Rows):
    model = ReportedMove
    extra = 0
    formfield_overrides = WITH_HTTPS
    readonly_fields = ("evidence",)


class VersionRows(SealedRows):
    model = RawItemVersion
    fields = ("version", "fetched_at", "content_sha256")
    readonly_fields = fields


@admin.register(Company)
class CompanyAdmin(Kept):
    list_display = ("name", "ticker", "key", "role", "status", "country")
    list_filter = ("role", "status", "country")
    search_fields = ("name", "ticker", "key", "aliases__name")
    inlines = (CompanyAliasRows,)


@admin.register(Security)
class SecurityAdmin(Kept):
    list_display = ("key", "name", "kind", "currency", "company", "is_primary")
    list_filter = ("kind",)
    search_fields = ("key", "name")
    list_select_related = ("company",)
    inlines = (ListingRows,)


@admin.register(Person)
class PersonAdmin(Kept):
    list_display = ("name", "kind", "organization", "role")
    list_filter = ("kind",)
    search_fields = ("name", "key", "organization")
    inlines = (PositionRows,)


@admin.register(Counterparty)
class CounterpartyAdmin(Kept):
    list_display = ("name", "kind", "ticker", "key")
    list_filter = ("kind",)
    search_fields = ("name", "key", "aliases__name")
    prepopulated_fields = {"key": ("name",)}
    inlines = (CounterpartyAliasRows,)


@admin.register(Site)
class SiteAdmin(Kept):
    list_display = ("name", "company", "status", "use", "mw_gross", "mw_critical_it", "country")
    list_filter = ("status", "use", "country")
    search_fields = ("name", "key", "city", "aliases__name")
    list_select_related = ("company",)
    filter_horizontal = ("former_companies", "tenant_counterparties")
    inlines = (SiteStatusRows, SiteAliasRows)


@admin.register(Source)
class SourceAdmin(Kept):
    list_display = ("name", "kind", "is_enabled", "last_status", "last_success_at", "next_poll_at", "failures")
    list_filter = ("is_enabled", "last_status", "robots_verdict", "kind", "tier", "language")
    search_fields = ("name", "key", "url")
    readonly_fields = (
        *("etag", "last_modified", "content_sha256", "claimed_until"),
        *("last_polled_at", "last_success_at", "last_status", "last_message"),
        *("robots_verdict", "robots_reason", "robots_checked_at"),
    )


@admin.register(RawItem)
class RawItemAdmin(Sealed):
    list_display = ("short_title", "source", "published_at", "language", "read_state", "read_attempts")
    list_filter = ("read_state", "source", "language")
    search_fields = ("title", "guid", "url")
    list_select_related = ("source",)
    inlines = (VersionRows,)

    @admin.display(description="title")
    def short_title(self, item: RawItem) -> str:
        """As much of the title as a row has room for."""
        return item.title[:100]


@admin.register(Candidate)
class CandidateAdmin(Sealed):
    list_display = ("title", "state", "company", "kind", "language", "score", "queued_at", "entered_by")
    list_filter = ("state", "kind", "language")
    search_fields = ("title",)
    list_select_related = ("company", "entered_by")


@admin.register(Review)
class ReviewAdmin(Sealed):
    list_display = ("candidate", "decision", "reason", "reviewer", "decided_at", "adds_to")
    list_filter = ("decision", "reason", "reviewer")
    search_fields = ("candidate__title", "note", "adds_to")
    list_select_related = ("candidate", "reviewer")


@admin.register(Announcement)
class AnnouncementAdmin(Kept):
    """Corrections only: a new one comes through the queue. A retraction is a change of state."""

    list_display = ("title", "company", "kind", "announced_on", "state", "confidence")
    list_filter = ("state", "kind", "scope", "company")
    search_fields = ("title", "slug", "summary")
    list_select_related = ("company",)
    readonly_fields = ("slug", "published_at")
    filter_horizontal = (
        *("also_companies", "counterparties", "sites", "related"),
        *("context_companies", "context_people", "context_valuations"),
    )
    inlines = (PersonRows, EvidenceRows, StatementRows, ReportedMoveRows)

    # It would be on record without evidence and without a review.
    has_add_permission = never


@admin.register(Evidence)
class EvidenceAdmin(Sealed):
    list_display = ("source_name", "announcement", "tier", "language", "is_main", "added_at")
    list_filter = ("tier", "language")
    search_fields = ("source_name", "url", "announcement__title")
    list_select_related = ("announcement",)
    inlines = (AssertionRows,)


@admin.register(Valuation)
class ValuationAdmin(Kept):
    list_display = ("target", "valued_on", "basis", "value_usd", "capacity_mw", "usd_per_mw")
    list_filter = ("basis",)
    search_fields = ("target", "key", "acquirer")

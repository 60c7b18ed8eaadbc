"""The back office: names, sources and corrections by hand. Decisions, and what was fetched or measured, are read-only.

Nothing gets on record from here without its source: announcements and evidence come from reviews and the dataset.
"""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Field, URLField

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

admin.site.site_header = "Hashpivot"
admin.site.site_title = "Hashpivot"


if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Any]
    Rows = admin.TabularInline[Any, Any]
    Stack = admin.StackedInline[Any, Any]
else:
    Admin, Rows, Stack = admin.ModelAdmin, admin.TabularInline, admin.StackedInline


# An address typed without its scheme.
WITH_HTTPS: "dict[type[Field[Any, Any]], dict[str, Any]]" = {URLField: {"assume_scheme": "https"}}


def never(*_args: object, **_kwargs: object) -> bool:
    """No, not even for a superuser."""
    return False


class Sealed(Admin):
    """Rows that nobody adds, changes or deletes by hand."""

    has_add_permission = has_change_permission = has_delete_permission = never


class SealedRows(Rows):
    """The same, inside the page of the row they hang on."""

    extra = 0
    has_add_permission = has_change_permission = has_delete_permission = never


class Kept(Admin):
    """Rows that are corrected, never deleted: others refer to them by a permanent key."""

    formfield_overrides = WITH_HTTPS
    has_delete_permission = never


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
    list_filter = ("is_enabled", "last_status", "tier", "language")
    search_fields = ("name", "key", "url")
    readonly_fields = (
        *("etag", "last_modified", "content_sha256", "claimed_until"),
        *("last_polled_at", "last_success_at", "last_status", "last_message"),
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


@admin.register(PriceFeed)
class PriceFeedAdmin(Sealed):
    list_display = ("security", "status", "provider", "last_bar_on", "last_tried_at", "next_try_at", "failures")
    list_filter = ("status", "provider")
    list_select_related = ("security",)


@admin.register(PriceBar)
class PriceBarAdmin(Sealed):
    list_display = ("security", "session_on", "open", "high", "low", "close", "volume", "provider")
    list_filter = ("provider", "security")
    date_hierarchy = "session_on"
    list_select_related = ("security",)
    show_full_result_count = False


@admin.register(Reaction)
class ReactionAdmin(Sealed):
    list_display = ("announcement", "state", "phase", "event_session_on", "raw_move", "is_current", "measured_at")
    list_filter = ("state", "phase", "is_current")
    search_fields = ("announcement__title",)
    list_select_related = ("announcement",)


@admin.register(DatasetLoad)
class DatasetLoadAdmin(Sealed):
    list_display = ("loaded_at", "digest")

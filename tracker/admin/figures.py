"""Prices, what they say of announcements, and what was loaded: to look at, not to touch."""

from django.contrib import admin

from tracker.admin.bases import Sealed
from tracker.dataset.models import DatasetLoad
from tracker.markets.models import CorporateAction, EmptySession, MoveCheck, PriceBar, PriceFeed, ProviderPause
from tracker.reactions.models import EventResult, Reaction


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


@admin.register(CorporateAction)
class CorporateActionAdmin(Sealed):
    list_display = ("security", "session_on", "kind", "ratio", "amount", "provider")
    list_filter = ("kind", "provider", "security")
    list_select_related = ("security",)


@admin.register(EmptySession)
class EmptySessionAdmin(Sealed):
    list_display = ("security", "session_on", "provider", "times_asked", "asked_at")
    list_filter = ("provider", "security")
    list_select_related = ("security",)


@admin.register(ProviderPause)
class ProviderPauseAdmin(Sealed):
    list_display = ("provider", "paused_until", "refusals", "message", "changed_at")


@admin.register(MoveCheck)
class MoveCheckAdmin(Sealed):
    list_display = ("security", "session_on", "previous_close", "close", "checked_by", "checked_at")
    list_filter = ("checked_by", "security")
    list_select_related = ("security", "checked_by")


@admin.register(Reaction)
class ReactionAdmin(Sealed):
    list_display = ("announcement", "state", "phase", "event_session_on", "raw_move", "is_current", "measured_at")
    list_filter = ("state", "phase", "is_current")
    search_fields = ("announcement__title",)
    list_select_related = ("announcement",)


@admin.register(EventResult)
class EventResultAdmin(Sealed):
    list_display = (
        "announcement",
        "model",
        "event_session_on",
        "quality",
        "is_provisional",
        "is_current",
        "measured_at",
    )
    list_filter = ("model", "quality", "is_provisional", "is_current")
    search_fields = ("announcement__title",)
    list_select_related = ("announcement",)


@admin.register(DatasetLoad)
class DatasetLoadAdmin(Sealed):
    list_display = ("loaded_at", "digest")

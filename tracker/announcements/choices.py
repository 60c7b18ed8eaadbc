"""The words of the record that only announcements use."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PublicationState(models.TextChoices):
    """Whether visitors see an announcement; nothing is deleted."""

    PUBLISHED = "published", _("Published")
    RETRACTED = "retracted", _("Retracted")


class DateBasis(models.TextChoices):
    """How the day of an announcement is known."""

    STATED = "stated", _("stated")
    INFERRED = "inferred", _("inferred from the text")
    CONFLICTING = "conflicting", _("sources differ")
    FILING = "filing", _("day of the filing")
    AGREEMENT = "agreement", _("day of the agreement")
    COMPLETION = "completion", _("day of completion")


class SessionPhase(models.TextChoices):
    """When in the New York day the news came out."""

    PRE_MARKET = "pre_market", _("before the open")
    REGULAR = "regular", _("during the session")
    AFTER_HOURS = "after_hours", _("after the close")
    NON_TRADING_DAY = "non_trading_day", _("on a day without trading")
    UNKNOWN = "unknown", _("session time not known")


class ValuationBasis(models.TextChoices):
    """Where a price per megawatt comes from."""

    ASSET_SALE = "asset_sale", _("Asset sale")
    CORPORATE_DEAL = "corporate_deal", _("Corporate deal")
    CORPORATE_BID = "corporate_bid", _("Corporate bid")
    ANALYST = "analyst", _("Analyst's figure")
    LAND_ONLY = "land_only", _("Land only")
    BUILD_COST = "build_cost", _("Building cost")

"""The words of the field that the nouns of this room are limited to."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Confidence(models.TextChoices):
    """How well a record is founded: high (filing, release, edited outlet), medium (aggregators), low (weak)."""

    HIGH = "high", _("High confidence")
    MEDIUM = "medium", _("Medium confidence")
    LOW = "low", _("Low confidence")


class DayPrecision(models.TextChoices):
    """How much of a date is known; the unknown part is stored as the first month or day."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


class CompanyRole(models.TextChoices):
    """What a tracked company is at heart."""

    MINER = "miner", _("Bitcoin miner")
    AI_HPC = "ai_hpc", _("AI and HPC company")


class ListingStatus(models.TextChoices):
    """Whether the company still trades."""

    LISTED = "listed", _("Listed")
    DELISTED = "delisted", _("Delisted")


class SecurityKind(models.TextChoices):
    """What trades."""

    SHARE = "share", _("Share")
    FUND = "fund", _("Fund")
    CRYPTO = "crypto", _("Cryptocurrency")


class AliasKind(models.TextChoices):
    """Why a name stands for its owner."""

    ALIAS = "alias", _("Also called")
    FORMER = "former_name", _("Former name")


class PersonKind(models.TextChoices):
    """In which capacity a person appears on record."""

    EXECUTIVE = "executive", _("Executive")
    ANALYST = "analyst", _("Analyst")
    INVESTOR = "investor", _("Investor")
    COUNTERPARTY_EXECUTIVE = "counterparty_executive", _("Counterparty executive")


class CounterpartyKind(models.TextChoices):
    """What the other side of a deal is."""

    HYPERSCALER = "hyperscaler", _("Hyperscaler")
    AI_LAB = "ai_lab", _("AI lab")
    NEOCLOUD = "neocloud", _("Neocloud")
    DATA_CENTER_OPERATOR = "data_center_operator", _("Data-center operator")
    UTILITY = "utility", _("Utility")
    FINANCIER = "financier", _("Financier")
    VENDOR = "vendor", _("Vendor")
    SOVEREIGN = "sovereign", _("Sovereign")
    MINER = "miner", _("Miner")
    PUBLIC_BODY = "public_body", _("Public body")
    OTHER = "other", _("Other")


class SiteUse(models.TextChoices):
    """What a site's power is used for."""

    MINING = "mining", _("Mining")
    AI_HPC = "ai_hpc", _("AI and HPC")
    MIXED = "mixed", _("Mixed")
    DEVELOPMENT = "development", _("Development")


class SiteState(models.TextChoices):
    """How far a site has come."""

    OPERATING = "operating", _("Running")
    UNDER_CONSTRUCTION = "under_construction", _("Building")
    CONVERTING = "converting", _("Converting")
    PLANNED = "planned", _("Planned")
    SOLD = "sold", _("Sold")


class LocationPrecision(models.TextChoices):
    """What the coordinates point at."""

    SITE = "site", _("site")
    TOWN = "town", _("town")
    COUNTY = "county", _("county")
    REGION = "region", _("region")


class Tenure(models.TextChoices):
    """By which right the owner holds the site."""

    OWNED = "owned", _("Owned")
    LEASED = "leased", _("Leased")
    UNKNOWN = "unknown", _("not stated")

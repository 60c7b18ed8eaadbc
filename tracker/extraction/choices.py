"""The words for what an announcement is, shared by every room from here on down."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What kind of announcement it is."""

    LEASE = "lease", _("Lease")
    HOSTING = "hosting", _("Hosting")
    GPU_CLOUD = "gpu_cloud", _("GPU cloud")
    EXECUTIVE_HIRE = "executive_hire", _("Hire")
    EXECUTIVE_DEPARTURE = "executive_departure", _("Departure")
    SITE_ACQUISITION = "site_acquisition", _("Site")
    POWER_AGREEMENT = "power_agreement", _("Power")
    CONSTRUCTION = "construction", _("Construction")
    ENERGIZATION = "energization", _("Energization")
    CONVERSION = "conversion", _("Conversion")
    EQUIPMENT_PURCHASE = "equipment_purchase", _("Equipment")
    FINANCING = "financing", _("Financing")
    MERGER_ACQUISITION = "merger_acquisition", _("Merger")
    DIVESTITURE = "divestiture", _("Sale")
    TERMINATION = "termination", _("Termination")
    PARTNERSHIP = "partnership", _("Partnership")
    STRATEGY = "strategy", _("Strategy")


class Scope(models.TextChoices):
    """What an announcement is about."""

    AI_HPC = "ai_hpc", _("AI and HPC")
    MINING = "mining", _("Mining")
    CORPORATE = "corporate", _("Corporate")


class TimePrecision(models.TextChoices):
    """How exactly the time of an announcement is known."""

    SECOND = "second", _("second")
    MINUTE = "minute", _("minute")
    DAY = "day", _("day")


class CapacityBasis(models.TextChoices):
    """What a figure in MW counts; figures of different bases are never added."""

    CRITICAL_IT = "critical_it", _("critical IT load")
    GROSS = "gross", _("gross")
    UNSPECIFIED = "unspecified", _("basis not stated")


class ValueCounts(models.TextChoices):
    """What an amount of money counts."""

    BASE_CONTRACT = "base_contract", _("base contract")
    WITH_OPTIONS = "with_options", _("with options")
    PURCHASE_PRICE = "purchase_price", _("purchase price")
    ENTERPRISE_VALUE = "enterprise_value", _("enterprise value")
    FACILITY_SIZE = "facility_size", _("facility size")
    OFFERING_SIZE = "offering_size", _("offering size")
    EQUITY_INVESTMENT = "equity_investment", _("equity investment")
    EQUITY_RIGHT = "equity_right", _("equity right")
    BID = "bid", _("bid")
    EQUIPMENT_COST = "equipment_cost", _("equipment cost")
    PLANNED_CAPEX = "planned_capex", _("planned capital expenditure")
    DEBT_RETIRED = "debt_retired", _("debt retired")


class MoveBasis(models.TextChoices):
    """When in the day a reported share move was read off."""

    CLOSE = "close", _("at the close")
    INTRADAY = "intraday", _("intraday")
    PRE_MARKET = "pre_market", _("before the open")
    AFTER_HOURS = "after_hours", _("after the close")
    UNKNOWN = "unknown", _("time not stated")


class PersonAction(models.TextChoices):
    """What became of somebody's post."""

    JOINS = "joins", _("joins")
    LEAVES = "leaves", _("leaves")
    PROMOTED = "promoted", _("promoted")
    MOVES = "moves", _("moves")

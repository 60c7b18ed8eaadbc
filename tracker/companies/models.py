"""Companies with their securities, people, counterparties and sites."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.companies.choices import (
    AliasKind,
    CompanyRole,
    CounterpartyKind,
    DayPrecision,
    ListingStatus,
    LocationPrecision,
    PersonKind,
    SecurityKind,
    SiteState,
    SiteUse,
    Tenure,
)
from tracker.companies.provenance import Recorded, Sourced


class Company(Sourced, Recorded):
    """A tracked company. `key` is its first ticker here and never changes; `ticker` does."""

    key = models.CharField(_("key"), max_length=16, unique=True)
    name = models.CharField(_("name"), max_length=200, unique=True)
    ticker = models.CharField(_("ticker"), max_length=16, unique=True)
    role = models.CharField(_("role"), max_length=16, choices=CompanyRole.choices)
    status = models.CharField(_("status"), max_length=16, choices=ListingStatus.choices)
    headquarters = models.CharField(_("headquarters"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=2)
    website = models.URLField(_("website"), blank=True)
    cik = models.CharField(_("SEC CIK"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ("name",)

    def __str__(self) -> str:
        return f"{self.name} ({self.ticker})"


class Security(Recorded):
    """What trades, whatever its ticker at the time: bars hang on it. A benchmark has no company."""

    key = models.CharField(_("key"), max_length=16, unique=True)
    company = models.ForeignKey(Company, models.PROTECT, related_name="securities", null=True, blank=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=8, choices=SecurityKind.choices, default=SecurityKind.SHARE)
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    is_primary = models.BooleanField(_("primary security of the company"), default=True)

    class Meta:
        verbose_name = _("security")
        verbose_name_plural = _("securities")
        ordering = ("key",)
        constraints = [
            models.UniqueConstraint(
                fields=["company"],
                condition=Q(is_primary=True, company__isnull=False),
                name="one_primary_security_per_company",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Listing(models.Model):
    """A ticker on an exchange and the days between which it was the security's: BITF became KEEL."""

    security = models.ForeignKey(Security, models.CASCADE, related_name="listings")
    ticker = models.CharField(_("ticker"), max_length=16)
    exchange = models.CharField(_("exchange (MIC)"), max_length=8)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_from_precision = models.CharField(max_length=8, choices=DayPrecision.choices, default=DayPrecision.DAY)
    valid_to = models.DateField(_("to (last day)"), null=True, blank=True)
    valid_to_precision = models.CharField(max_length=8, choices=DayPrecision.choices, default=DayPrecision.DAY)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        ordering = ("security", F("valid_from").asc(nulls_first=True))
        constraints = [
            models.UniqueConstraint(
                fields=["security", "ticker", "exchange"], name="a_security_has_a_ticker_once_per_exchange"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="a_listing_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exchange}:{self.ticker}"


class Counterparty(Recorded):
    """The other side of deals: tenant, lender, supplier, seller. Never a tracked company."""

    key = models.SlugField(_("key"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=24, choices=CounterpartyKind.choices)
    ticker = models.CharField(_("ticker"), max_length=16, blank=True)
    notes = models.TextField(_("notes"), blank=True)

    class Meta:
        verbose_name = _("counterparty")
        verbose_name_plural = _("counterparties")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Person(Sourced, Recorded):
    """Somebody with a post at a tracked company, or who is quoted about one."""

    key = models.SlugField(_("key"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=24, choices=PersonKind.choices, default=PersonKind.EXECUTIVE)
    organization = models.CharField(_("organization"), max_length=200, blank=True)
    counterparty = models.ForeignKey(Counterparty, models.PROTECT, related_name="people", null=True, blank=True)
    role = models.CharField(_("role"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Position(models.Model):
    """A post somebody holds or held, at a tracked company or (by name) elsewhere."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="positions")
    company = models.ForeignKey(Company, models.PROTECT, related_name="positions", null=True, blank=True)
    employer = models.CharField(_("employer"), max_length=200, blank=True)
    title = models.CharField(_("title"), max_length=300, blank=True)
    started_on = models.DateField(_("from"), null=True, blank=True)
    started_precision = models.CharField(max_length=8, choices=DayPrecision.choices, default=DayPrecision.DAY)
    ended_on = models.DateField(_("to"), null=True, blank=True)
    ended_precision = models.CharField(max_length=8, choices=DayPrecision.choices, default=DayPrecision.DAY)
    is_former = models.BooleanField(_("held before, dates not known"), default=False)
    previous_employer = models.CharField(_("previous employer"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ("person", F("started_on").desc(nulls_last=True))
        constraints = [
            models.CheckConstraint(
                condition=Q(company__isnull=False) | ~Q(employer=""),
                name="a_position_is_at_a_company_or_a_named_employer",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(started_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="a_position_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.title} ({self.company or self.employer})"


class Site(Sourced, Recorded):
    """A data center, mine or power plant. `mw_gross` and `mw_critical_it` are never added together."""

    key = models.SlugField(_("key"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    company = models.ForeignKey(Company, models.PROTECT, related_name="sites", verbose_name=_("owner"))
    former_companies = models.ManyToManyField(Company, related_name="former_sites", blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    region = models.CharField(_("region"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    location_precision = models.CharField(max_length=8, choices=LocationPrecision.choices, blank=True)
    use = models.CharField(_("use"), max_length=16, choices=SiteUse.choices)
    status = models.CharField(_("status"), max_length=24, choices=SiteState.choices)
    mw_gross = models.DecimalField(_("gross MW"), max_digits=10, decimal_places=3, null=True, blank=True)
    mw_critical_it = models.DecimalField(_("critical IT MW"), max_digits=10, decimal_places=3, null=True, blank=True)
    tenant = models.CharField(_("tenant"), max_length=200, blank=True)
    tenant_counterparties = models.ManyToManyField(Counterparty, related_name="sites", blank=True)
    tenure = models.CharField(_("owned or leased"), max_length=8, choices=Tenure.choices, default=Tenure.UNKNOWN)
    network_interconnect = models.CharField(_("network interconnect"), max_length=300, blank=True)
    land_acres = models.DecimalField(_("land, acres"), max_digits=10, decimal_places=2, null=True, blank=True)
    ready_on = models.DateField(_("ready for service"), null=True, blank=True)
    ready_precision = models.CharField(max_length=8, choices=DayPrecision.choices, default=DayPrecision.DAY)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True, location_precision="")
                | (Q(latitude__isnull=False, longitude__isnull=False) & ~Q(location_precision="")),
                name="coordinates_come_with_their_precision",
            ),
            models.CheckConstraint(condition=Q(mw_gross__isnull=True) | Q(mw_gross__gt=0), name="gross_mw_is_positive"),
            models.CheckConstraint(
                condition=Q(mw_critical_it__isnull=True) | Q(mw_critical_it__gt=0),
                name="critical_it_mw_is_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SiteStatus(models.Model):
    """A status a site had from a day on, as a source told it."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="status_history")
    status = models.CharField(_("status"), max_length=24, choices=SiteState.choices)
    since_on = models.DateField(_("since"), null=True, blank=True)
    since_precision = models.CharField(max_length=8, choices=DayPrecision.choices, default=DayPrecision.DAY)
    source_url = models.URLField(_("source"), max_length=2000, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("site status")
        verbose_name_plural = _("site statuses")
        ordering = ("site", F("since_on").desc(nulls_last=True))
        constraints = [
            models.UniqueConstraint(fields=["site", "status", "since_on"], name="a_site_enters_a_status_once_a_day"),
            models.UniqueConstraint(
                fields=["site", "status"],
                condition=Q(since_on__isnull=True),
                name="a_site_has_a_status_of_unknown_day_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site}: {self.get_status_display()}"


class Alias(models.Model):
    """Another name for a company, a counterparty, a site or a person: what texts are matched against."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=16, choices=AliasKind.choices, default=AliasKind.ALIAS)
    company = models.ForeignKey(Company, models.CASCADE, related_name="aliases", null=True, blank=True)
    counterparty = models.ForeignKey(Counterparty, models.CASCADE, related_name="aliases", null=True, blank=True)
    site = models.ForeignKey(Site, models.CASCADE, related_name="aliases", null=True, blank=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="aliases", null=True, blank=True)

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["name", "company"], name="a_company_has_an_alias_once"),
            models.UniqueConstraint(fields=["name", "counterparty"], name="a_counterparty_has_an_alias_once"),
            models.UniqueConstraint(fields=["name", "site"], name="a_site_has_an_alias_once"),
            models.UniqueConstraint(fields=["name", "person"], name="a_person_has_an_alias_once"),
            models.CheckConstraint(
                condition=(
                    Q(company__isnull=False, counterparty__isnull=True, site__isnull=True, person__isnull=True)
                    | Q(company__isnull=True, counterparty__isnull=False, site__isnull=True, person__isnull=True)
                    | Q(company__isnull=True, counterparty__isnull=True, site__isnull=False, person__isnull=True)
                    | Q(company__isnull=True, counterparty__isnull=True, site__isnull=True, person__isnull=False)
                ),
                name="an_alias_has_exactly_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return self.name

"""The fields of an announcement as typed: for analysts who enter one and moderators who edit one before approving."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.companies.choices import CounterpartyKind
from tracker.companies.models import Company
from tracker.extraction.choices import CapacityBasis, Kind, MoveBasis, PersonAction, Scope, ValueCounts
from tracker.moderation.models import RejectReason
from tracker.sources.models import Tier
from tracker.web.desk_names import KeysField, company_keys, counterparty_keys, site_keys

NEW_YORK = "America/New_York"
ZONES = [
    (NEW_YORK, gettext_lazy("New York")),
    ("UTC", "UTC"),
    ("Europe/London", gettext_lazy("London")),
    ("Europe/Paris", gettext_lazy("Paris, Berlin, Madrid")),
    ("America/Los_Angeles", gettext_lazy("Los Angeles")),
    ("Asia/Hong_Kong", gettext_lazy("Hong Kong")),
    ("Asia/Tokyo", gettext_lazy("Tokyo")),
    ("Australia/Sydney", gettext_lazy("Sydney")),
]
CURRENCIES = [(code, code) for code in ("USD", "CAD", "EUR", "GBP", "AUD", "JPY", "NOK", "SEK", "CNY", "HKD", "AED")]
SEMICOLONS = gettext_lazy("Names on record, separated by semicolons.")


def with_blank(choices: list[tuple[str, Any]], word: Any = "") -> list[tuple[str, Any]]:
    """The choices with an empty one before them."""
    return [("", word), *choices]


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day, typed or picked, in ISO form."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


def figure_field(label: Any, digits: int, places: int, **options: Any) -> forms.DecimalField:
    """An optional number, not below zero unless min_value says otherwise, that its column has room for."""
    settings = {"required": False, "max_digits": digits, "decimal_places": places, "min_value": 0, **options}
    field = forms.DecimalField(label=label, **settings)
    field.widget.attrs.update({"inputmode": "decimal", "step": "any"})
    return field


class ProposalForm(forms.Form):
    """One announcement without its people, statements and moves. Needs `today`, the last day that may be named."""

    company = forms.ModelChoiceField(
        Company.objects.order_by("name"), to_field_name="key", label=gettext_lazy("Company"), empty_label=""
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=with_blank(Kind.choices))
    scope = forms.ChoiceField(label=gettext_lazy("About"), choices=with_blank(Scope.choices))
    announced_on = day_field(gettext_lazy("Day"))
    time = forms.TimeField(
        label=gettext_lazy("Minute, if known"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=ZONES, required=False)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=300)
    summary = forms.CharField(
        label=gettext_lazy("Summary"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("In your own words, two or three sentences."),
    )
    source_url = forms.CharField(label=gettext_lazy("Source address"), max_length=2000, required=False)
    source_name = forms.CharField(label=gettext_lazy("Source name"), max_length=200)
    source_tier = forms.ChoiceField(
        label=gettext_lazy("Kind of source"),
        choices=with_blank(Tier.choices, gettext_lazy("not graded")),
        required=False,
    )
    source_language = forms.RegexField(
        r"^[a-z]{2}(-[A-Za-z]{2,4})?$",
        label=gettext_lazy("Its language"),
        required=False,
        max_length=8,
        error_messages={"invalid": gettext_lazy("Give the language in two letters: en, fr.")},
    )
    capacity_mw = figure_field(gettext_lazy("Capacity, MW"), 10, 3)
    capacity_basis = forms.ChoiceField(
        label=gettext_lazy("The megawatts count"), choices=with_blank(CapacityBasis.choices), required=False
    )
    value_amount = figure_field(gettext_lazy("Value"), 18, 2, help_text=gettext_lazy("The whole amount: 1150000000."))
    value_currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=CURRENCIES, required=False)
    value_counts = forms.ChoiceField(
        label=gettext_lazy("The value counts"), choices=with_blank(ValueCounts.choices), required=False
    )
    term_years = figure_field(gettext_lazy("Term, years"), 6, 2)
    counterparties = KeysField(counterparty_keys, label=gettext_lazy("Counterparties"), help_text=SEMICOLONS)
    guarantor = KeysField(counterparty_keys, label=gettext_lazy("Guarantor"), single=True)
    sites = KeysField(site_keys, label=gettext_lazy("Sites"), help_text=SEMICOLONS)
    also_companies = KeysField(company_keys, label=gettext_lazy("Other tracked companies"), help_text=SEMICOLONS)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for name, listed in (("counterparties", "counterparties"), ("guarantor", "counterparties"), ("sites", "sites")):
            self.fields[name].widget.attrs.update({"list": f"known-{listed}", "autocomplete": "off", "data-names": ""})

    def clean_announced_on(self) -> date:
        """A day up to today: what is only expected has not been announced."""
        day: date = self.cleaned_data["announced_on"]
        if day > self.today:
            raise ValidationError(_("This day has not come yet. Give the day of the announcement itself."))
        return day

    def clean_source_url(self) -> str:
        """An http or https address, or nothing."""
        url: str = self.cleaned_data["source_url"].strip()
        if url:
            URLValidator(
                schemes=["http", "https"], message=_("Give a whole address that starts with http:// or https://.")
            )(url)
        return url

    def clean_guarantor(self) -> str:
        """The one key, or ''."""
        keys: tuple[str, ...] = self.cleaned_data["guarantor"]
        return keys[0] if keys else ""

    def clean(self) -> dict[str, Any]:
        """What several fields say together: figures with what they count, a time that exists."""
        data = super().clean() or self.cleaned_data
        self._check_pair("capacity_mw", "capacity_basis", _("Say what the megawatts count, or that it is not stated."))
        self._check_pair("value_amount", "value_counts", _("Say what the value counts."))
        for name in ("capacity_mw", "value_amount", "term_years"):
            if data.get(name) == 0:
                self.add_error(name, _("Leave it empty when it is not stated; zero is a figure."))
        data["announced_at"] = self._moment()
        return data

    def _check_pair(self, figure: str, basis: str, sentence: str) -> None:
        if self.cleaned_data.get(figure) is not None and not self.cleaned_data.get(basis):
            self.add_error(basis, sentence)

    def _moment(self) -> datetime | None:
        """The minute in UTC. A time that the clocks skipped that night is refused."""
        day, time = self.cleaned_data.get("announced_on"), self.cleaned_data.get("time")
        if day is None or time is None:
            return None
        local = datetime.combine(day, time, tzinfo=ZoneInfo(self.cleaned_data.get("zone") or NEW_YORK))
        moment = local.astimezone(UTC)
        if moment.astimezone(local.tzinfo).time() != time:
            self.add_error("time", _("The clocks were put forward that night: this minute did not exist there."))
        return moment


class PersonForm(forms.Form):
    """Somebody whose post changes; a row without a name is no row."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    action = forms.ChoiceField(label=gettext_lazy("What happens"), choices=PersonAction.choices, required=False)
    title = forms.CharField(label=gettext_lazy("Post"), max_length=300, required=False)
    previous_employer = forms.CharField(label=gettext_lazy("Came from"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """A post or an employer belongs to somebody."""
        data = super().clean() or self.cleaned_data
        if not data.get("name") and (data.get("title") or data.get("previous_employer")):
            self.add_error("name", _("Say whose post this is, or empty the row."))
        return data


class StatementForm(forms.Form):
    """What somebody said; a row without speaker and text is no row."""

    speaker = forms.CharField(label=gettext_lazy("Speaker"), max_length=200, required=False)
    role = forms.CharField(label=gettext_lazy("Role"), max_length=200, required=False)
    text = forms.CharField(
        label=gettext_lazy("What was said"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_verbatim = forms.BooleanField(label=gettext_lazy("Word for word"), required=False)
    language = forms.CharField(required=False, max_length=8, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Speaker and text come together."""
        data = super().clean() or self.cleaned_data
        if bool(data.get("speaker")) != bool(data.get("text")):
            missing = "text" if data.get("speaker") else "speaker"
            self.add_error(missing, _("A statement has a speaker and a text. Fill in both or empty the row."))
        return data


class MoveForm(forms.Form):
    """A share move as printed; a row without percentage and price is no row."""

    pct = figure_field(gettext_lazy("Share move, %"), 8, 3, min_value=None, help_text=gettext_lazy("As printed: -4.5"))
    basis = forms.ChoiceField(
        label=gettext_lazy("Read off"), choices=MoveBasis.choices, required=False, initial="unknown"
    )
    price = figure_field(gettext_lazy("Price"), 14, 4)
    applies_to_on = day_field(gettext_lazy("Session"), required=False)
    words = forms.CharField(label=gettext_lazy("Words as printed"), max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        """Words or a session alone are no move."""
        data = super().clean() or self.cleaned_data
        if data.get("pct") is None and data.get("price") is None and (data.get("words") or data.get("applies_to_on")):
            self.add_error("pct", _("Give the percentage or the price that was printed, or empty the row."))
        return data


class CounterpartyForm(forms.Form):
    """A counterparty that is not on record yet."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=with_blank(CounterpartyKind.choices))


class RejectForm(forms.Form):
    """Why something does not go on record; whoever entered it reads this."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=RejectReason.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("Note to whoever entered or reads it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

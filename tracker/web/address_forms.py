"""Addresses as people type or paste them."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.sources.models import SourceKind

LONGEST: Final = 2000


def check_address(value: str) -> None:
    """A whole http or https address that its column has room for. Raises ValidationError, one sentence at a time."""
    if len(value) > LONGEST:
        told = _("An address has at most %(limit)d characters, this one has %(length)d.")
        raise ValidationError(told % {"limit": LONGEST, "length": len(value)})
    unclear = _("Give a whole address that starts with http:// or https://.")
    URLValidator(schemes=["http", "https"], message=unclear)(value)


class AddressField(forms.CharField):
    """An http or https address. The field has no maxlength: a browser would cut what is pasted, and ask elsewhere."""

    default_validators = [check_address]
    default_error_messages = {"required": gettext_lazy("Paste an address.")}

    def __init__(self, **options: Any) -> None:
        attrs = {"inputmode": "url", "autocomplete": "off", "spellcheck": "false", "placeholder": "https://"}
        super().__init__(widget=forms.TextInput(attrs=attrs), **options)


class PageForm(forms.Form):
    """The address of a page that an entry is to be filled in from."""

    url = AddressField(label=gettext_lazy("Paste the address of an article or filing"))


class TrialForm(forms.Form):
    """An address and what it is to be read as."""

    url = AddressField(label=gettext_lazy("Address"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Read as"),
        choices=SourceKind.choices,
        initial=SourceKind.FEED,
        error_messages={
            "required": gettext_lazy("Choose what to read it as."),
            "invalid_choice": gettext_lazy("Choose one of the list."),
        },
    )

"""The filters of a study as its form shows them."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy

from tracker.web.pages.study_words import Words

# The filters of an address in the order of the form, with their names.
FILTERS: Final[dict[str, Words]] = {
    "company": gettext_lazy("Company"),
    "kind": gettext_lazy("Kind"),
    "scope": gettext_lazy("Scope"),
    "counterparty": gettext_lazy("Counterparty"),
    "min_mw": gettext_lazy("MW from"),
    "max_mw": gettext_lazy("MW to"),
    "from": gettext_lazy("From"),
    "to": gettext_lazy("To"),
    "confidence": gettext_lazy("Confidence"),
    "tier": gettext_lazy("Source"),
    "clean": gettext_lazy("Clean events only"),
}
# Those behind "More".
RARE: Final = ("confidence", "tier", "followups")
ANCHORS: Final[tuple[tuple[str, Words], ...]] = (
    ("news", gettext_lazy("By session")),
    ("date", gettext_lazy("By calendar day")),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A way to a wider sample."""

    name: Words
    query: str

"""Names on record for forms: keys to names for showing, names as typed to keys, and a field that takes a list."""

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tracker.companies.models import Alias, Company, Counterparty, Site
from tracker.extraction.proposal import Proposal
from tracker.lib.text import same_words

_BETWEEN = re.compile(r"[;\n]")


@dataclass(frozen=True, slots=True)
class Names:
    """Names by key; a key that is not on record stands for itself."""

    companies: dict[str, str] = field(default_factory=dict)
    counterparties: dict[str, str] = field(default_factory=dict)
    sites: dict[str, str] = field(default_factory=dict)

    def company(self, key: str) -> str:
        """The company's name."""
        return self.companies.get(key, key)

    def counterparty(self, key: str) -> str:
        """The counterparty's name."""
        return self.counterparties.get(key, key)

    def site(self, key: str) -> str:
        """The site's name."""
        return self.sites.get(key, key)


def names_in(proposal: Proposal) -> Names:
    """The names of everything a proposal refers to, in at most three queries."""
    parties = [*proposal.counterparties, *filter(None, [proposal.guarantor])]
    return Names(
        companies=_pairs(Company, [proposal.company, *proposal.also_companies]),
        counterparties=_pairs(Counterparty, parties) if parties else {},
        sites=_pairs(Site, proposal.sites) if proposal.sites else {},
    )


def _pairs(model: type[Company | Counterparty | Site], keys: Iterable[str]) -> dict[str, str]:
    return dict(model._default_manager.filter(key__in=list(keys)).values_list("key", "name"))


def known_names() -> dict[str, list[str]]:
    """The names on record that the fields suggest."""
    return {
        "known_counterparties": list(Counterparty.objects.values_list("name", flat=True)),
        "known_sites": list(Site.objects.values_list("name", flat=True)),
    }


def company_keys() -> dict[str, str]:
    """Keys of companies by every name, ticker and alias, folded."""
    rows = Company.objects.values_list("key", "name", "ticker")
    aliases = Alias.objects.filter(company__isnull=False).values_list("company__key", "name")
    return _folded([*((key, name) for key, *names in rows for name in (key, *names)), *aliases])


def counterparty_keys() -> dict[str, str]:
    """Keys of counterparties by every name and alias, folded."""
    rows = Counterparty.objects.values_list("key", "name")
    aliases = Alias.objects.filter(counterparty__isnull=False).values_list("counterparty__key", "name")
    return _folded([*((key, word) for key, name in rows for word in (key, name)), *aliases])


def site_keys() -> dict[str, str]:
    """Keys of sites by every name and alias, folded."""
    rows = Site.objects.values_list("key", "name")
    aliases = Alias.objects.filter(site__isnull=False).values_list("site__key", "name")
    return _folded([*((key, word) for key, name in rows for word in (key, name)), *aliases])


def _folded(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {same_words(word): key for key, word in pairs}


class KeysField(forms.CharField):
    """Names separated by semicolons, each of which must be on record; the value is a tuple of keys."""

    def __init__(self, known: Callable[[], dict[str, str]], *, single: bool = False, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.known = known
        self.single = single

    def clean(self, value: Any) -> tuple[str, ...]:
        """The keys, each once. Raises ValidationError with every name that is not on record and those it resembles."""
        words = [word.strip() for word in _BETWEEN.split(super().clean(value)) if word.strip()]
        if not words:
            return ()
        known = self.known()
        unknown = [word for word in words if same_words(word) not in known]
        if unknown:
            raise ValidationError([_unknown(word, known) for word in unknown])
        if self.single and len(words) > 1:
            raise ValidationError(_("Give one name here."))
        return tuple(dict.fromkeys(known[same_words(word)] for word in words))


def _unknown(word: str, known: dict[str, str]) -> str:
    alike = difflib.get_close_matches(same_words(word), known, n=3, cutoff=0.6)
    if not alike:
        return _(
            "“%(name)s” is not on record. Leave it out and name it in the summary, or have a moderator add it."
        ) % {"name": word}
    return _("“%(name)s” is not on record. Did you mean %(others)s?") % {"name": word, "others": ", ".join(alike)}

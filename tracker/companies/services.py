"""Names that people add: a counterparty that a source tells of before it is on record."""

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tracker.companies.models import Alias, Counterparty
from tracker.lib.text import clip, same_words


class NameTaken(ValueError):
    """A counterparty of this name, or one that is also called so, is on record."""


def add_counterparty(name: str, kind: str) -> Counterparty:
    """Put a counterparty on record under a key made from its name. Raises NameTaken; accents and case do not count."""
    with transaction.atomic():
        _refuse_known(name)
        return Counterparty.objects.create(key=_free_key(name), name=name.strip(), kind=kind)


def _refuse_known(name: str) -> None:
    wanted = same_words(name)
    names = Counterparty.objects.values_list("name", "name")
    aliases = Alias.objects.filter(counterparty__isnull=False).values_list("name", "counterparty__name")
    for known, owner in (*names, *aliases):
        if same_words(known) == wanted:
            raise NameTaken(_("“%(name)s” is on record already, as %(owner)s.") % {"name": name, "owner": owner})


def _free_key(name: str) -> str:
    base = slugify(clip(name, 60)) or "counterparty"
    taken = set(Counterparty.objects.filter(key__startswith=base).values_list("key", flat=True))
    return next(key for key in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)

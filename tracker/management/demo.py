"""What a first start adds in default mode, so that everything can be tried with no internet: logins and a queue."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils.translation import gettext as _

from tracker import pipeline
from tracker.sources import services as sources
from tracker.sources.adapters import ADAPTERS
from tracker.sources.models import Tier

SEED: Final = Path(__file__).resolve().parent.parent / "data" / "seed"
GROUPS: Final = ("analyst", "moderator", "admin")
LETTERS: Final = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that look like another


@dataclass(frozen=True, slots=True)
class Login:
    """A login and its password, known only at the moment it is made."""

    name: str
    password: str


def _sample(language: str, name: str, tier: Tier) -> sources.SourceSpec:
    """A bundled feed file that stands for a source nobody fetches."""
    url = f"https://sample.invalid/feed_{language}.xml"
    spec = sources.SourceSpec(f"sample-{language}", name, url, language=language, tier=tier.value)
    return replace(spec, is_enabled=False, is_sample=True)


SAMPLES: Final = (
    _sample("en", "Sample wire (English)", Tier.WIRE),
    _sample("fr", "Presse d’essai (français)", Tier.PRESS),
)


def make_logins(path: Path) -> list[Login]:
    """One login per group with a random password, written to path for its owner alone. None where anybody can log in.

    The file is written inside the transaction: a login whose password nobody knows is never left behind.
    """
    if User.objects.exists():
        return []
    logins = [Login(name, _password()) for name in GROUPS]
    with transaction.atomic():
        for login in logins:
            is_admin = login.name == "admin"
            user = User.objects.create_user(
                login.name, password=login.password, is_staff=is_admin, is_superuser=is_admin
            )
            user.groups.add(Group.objects.get(name=login.name))
        _write_down(path, logins)
    return logins


def _password() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(16))


def _write_down(path: Path, logins: list[Login]) -> None:
    lines = [f"# {_('Logins made at the first start of Hashpivot. Change them at /admin/ and delete this file.')}"]
    lines += [f"{login.name:<10} {login.password}" for login in logins]
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def make_samples(*, now: datetime) -> int:
    """Store the items of the bundled feeds and read them into the queue; how many are new. Twice is as good as once."""
    stored = 0
    for spec in SAMPLES:
        body = (SEED / f"feed_{spec.language}.xml").read_bytes()
        items = ADAPTERS[spec.kind].parse(body, "application/xml", spec.url)
        stored += sources.store_items(sources.ensure_source(spec), items, now=now).new
    pipeline.read_pending(now=now)
    return stored

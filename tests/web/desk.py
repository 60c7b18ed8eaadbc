"""What the tests of the desk share: forms as a browser would send them, and a logged-in client."""

import re
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.factories import make_user
from tracker.extraction.models import Candidate
from tracker.web.desk_decision import fingerprint

EMPTY_SETS = {
    f"{name}-{part}": value
    for name in ("people", "statements", "moves")
    for part, value in (("TOTAL_FORMS", "1"), ("INITIAL_FORMS", "0"))
}
FIELDS = {
    "company": "CLSK",
    "kind": "executive_hire",
    "scope": "ai_hpc",
    "announced_on": "2025-10-20",
    "zone": "America/New_York",
    "title": "CleanSpark hires Jeffrey Thomas",
    "source_url": "https://wire.example.org/1",
    "source_name": "Wire",
    "source_language": "en",
    "value_currency": "USD",
    **EMPTY_SETS,
}


def logged_in(name: str, group: str = "moderator") -> tuple[Client, User]:
    """A browser in which somebody of that group is logged in."""
    user, client = make_user(name, group), Client()
    client.force_login(user)
    return client, user


def decide(client: Client, candidate: Candidate, how: str = "new", **fields: str) -> Any:
    """Press approve as it stands, or with edited fields where any are given, having seen the candidate as it is."""
    seen = {"seen": fingerprint(candidate), "how": how}
    edited = {"edited": "1", **FIELDS} if fields else {}
    return client.post(reverse("candidate-approve", args=[candidate.pk]), {**edited, **seen, **fields})


def text(response: Any) -> str:
    """The page, with every run of blanks as one."""
    return re.sub(r"\s+", " ", response.content.decode())

"""Whatever a source wrote is shown as text: no markup of it runs, no address of it leads anywhere but to the web."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from tests.factories import MOMENT, make_announcement, make_bar, make_company
from tracker.announcements.models import Announcement, Assertion, Evidence, ReportedMove, Statement
from tracker.companies.models import Security
from tracker.reactions import services as reactions

pytestmark = pytest.mark.django_db

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
SCRIPT = "javascript:alert(document.cookie)"


@pytest.fixture
def hostile() -> Announcement:
    """An announcement whose every text is an attack, measured, with a chart."""
    company = make_company("CLSK", name=f"Clean {EVIL}"[:200])
    share = Security.objects.get(key="CLSK")
    for day, close in ((17, "19.525"), (20, "20.40")):
        make_bar(share, date(2025, 10, day), close)
    announcement = make_announcement(company, title=EVIL, summary=EVIL, context_text=EVIL, source_url=SCRIPT)
    evidence = Evidence.objects.create(
        announcement=announcement, source_name=EVIL, url=SCRIPT, title=EVIL, is_main=True, added_at=MOMENT
    )
    Assertion.objects.create(evidence=evidence, field="capacity_mw", value=EVIL)
    Assertion.objects.create(
        evidence=evidence, field="people", value=[{"name": EVIL, "title": EVIL, "action": "joins"}]
    )
    Assertion.objects.create(evidence=evidence, field="announced_on", value="not a day")
    Statement.objects.create(announcement=announcement, speaker=EVIL, text=EVIL, role=EVIL)
    ReportedMove.objects.create(
        announcement=announcement, pct=Decimal(11), words=EVIL, source_name=EVIL, source_url=SCRIPT
    )
    reactions.measure(announcement.pk, now=MOMENT)
    return announcement


def test_markup_is_shown_and_not_run(client: Client, hostile: Announcement) -> None:
    for url in ("/", "/companies/", "/companies/CLSK/", "/studies/", f"/announcements/{hostile.slug}/"):
        body = client.get(url).content.decode()
        assert "<script>alert" not in body, url
        assert "<img" not in body, url
        assert not re.search(r"href=\"\s*javascript", body, re.IGNORECASE), url
    assert "&lt;script&gt;alert(1)" in body


def test_disagreeing_values_stand_in_the_row_of_their_field(client: Client, hostile: Announcement) -> None:
    body = client.get(f"/announcements/{hostile.slug}/").content.decode()
    row = next(part for part in body.split("<tr") if '<th scope="row">Power</th>' in part)
    assert 'class="is-conflict"' in row


def test_a_very_long_title_is_no_longer_than_its_column(client: Client) -> None:
    make_announcement(make_company(), title="very " * 60)
    assert client.get("/").status_code == 200

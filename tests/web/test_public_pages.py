"""Every public page, read by somebody who is not logged in, on the bundled record."""

import csv
import io
import json
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tracker.announcements.models import Announcement
from tracker.companies.models import Company

pytestmark = pytest.mark.usefixtures("record")

CLSK = "/announcements/clsk-2025-10-20-jeffrey-thomas/"
NARROW = "\u202f"


def text(client: Client, url: str) -> str:
    """The page's text: tags dropped, blanks joined."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    body = re.sub(r"<script.*?</script>|<head.*?</head>", " ", answer.content.decode(), flags=re.DOTALL)
    plain = re.sub(r"<[^>]+>", " ", body).replace(NARROW, " ").replace("\u00a0", " ")
    return re.sub(r"\s+", " ", plain)


def test_every_company_page_answers(client: Client) -> None:
    for company in Company.objects.all():
        assert client.get(f"/companies/{company.ticker}/").status_code == 200, company.ticker


def test_every_announcement_page_answers(client: Client) -> None:
    for slug in Announcement.objects.values_list("slug", flat=True):
        assert client.get(f"/announcements/{slug}/").status_code == 200, slug


def test_the_announcement_of_the_issue_says_what_the_share_really_did(client: Client) -> None:
    page = text(client, CLSK)
    assert "+4.48 %" in page
    assert "$19.525 to $20.40, close to close" in page
    assert "+8.73 %" in page
    assert "“+11 %, $21.86”" in page
    assert "Intraday only" in page
    assert "$21.86 is +11.96 %" in page
    assert "Only the day is known, not the hour; the session of Mon 20 Oct 2025 counts." in page
    assert "Jeffrey Thomas" in page
    assert "Humain" in page


def test_the_timeline_says_the_verdict_of_a_printed_move(client: Client) -> None:
    page = text(client, "/companies/CLSK/")
    row = page[page.index("CleanSpark hires Jeffrey Thomas") :][:260]
    assert "“+11 %, $21.86” intraday only" in row
    assert "+4.48 %" in row


def test_the_companys_figures_carry_their_day_and_basis(client: Client) -> None:
    page = text(client, "/companies/CLSK/")
    assert "$13.95 −2.17 % as of Fri 25 Sep 2026" in page
    assert "265 running 585 planned MW gross" in page


def test_the_chart_comes_as_data_and_not_as_script(client: Client) -> None:
    body = client.get("/companies/CLSK/").content.decode()
    found = re.search(r'<script id="d-chart" type="application/json">(.*?)</script>', body, re.DOTALL)
    assert found is not None
    chart = json.loads(found.group(1))
    assert chart["kind"] == "price"
    assert len(chart["markers"]) == 14
    assert {"BTC", "SPY"} == set(chart["overlays"])


def test_a_company_without_prices_says_so_and_draws_nothing(client: Client) -> None:
    page = client.get("/companies/SLNH/").content.decode()
    assert "No prices of this share are on record" in page
    assert 'id="d-chart"' not in page


def test_an_announcement_before_the_first_bar_says_that_there_are_no_prices(client: Client) -> None:
    page = text(client, "/announcements/clsk-2022-03-31-lancium-hosting/")
    assert "No prices of this session are on record" in page


@pytest.mark.parametrize("asked", ["BITF", "bitf", "keel"])
def test_a_former_ticker_leads_to_the_present_one(client: Client, asked: str) -> None:
    answer = client.get(f"/companies/{asked}/")
    assert (answer.status_code, answer["Location"]) == (302, "/companies/KEEL/")


def test_the_former_ticker_stands_in_the_head(client: Client) -> None:
    assert "formerly BITF until 5 Apr 2026" in text(client, "/companies/KEEL/")


@pytest.mark.parametrize("url", ["/companies/NOPE/", "/announcements/nope/", "/companies/NOPE/prices.csv", "/nope"])
def test_what_is_not_there_gets_a_page_that_says_so(client: Client, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()


def test_the_stored_bars_come_as_csv(client: Client) -> None:
    answer = client.get("/companies/CLSK/prices.csv")
    rows = {row["session_on"]: row for row in csv.DictReader(io.StringIO(answer.content.decode()))}
    assert answer["Content-Type"].startswith("text/csv")
    assert rows["2025-10-20"]["close"] == "20.4"
    assert rows["2025-10-17"]["close"] == "19.525"


def test_a_retracted_announcement_leaves_a_tombstone(client: Client) -> None:
    Announcement.objects.filter(slug="clsk-2025-10-20-jeffrey-thomas").update(state="retracted")
    answer = client.get(CLSK)
    assert answer.status_code == 410
    assert "This announcement was retracted" in answer.content.decode()
    assert "Jeffrey Thomas" not in answer.content.decode()
    assert "hires Jeffrey Thomas" not in client.get("/companies/CLSK/").content.decode()


def test_pages_are_read_only(client: Client) -> None:
    assert client.post("/companies/CLSK/").status_code == 405


@pytest.mark.parametrize(
    ("url", "most"),
    [
        ("/", 14),
        ("/?company=CLSK&q=lease", 14),
        ("/companies/", 7),
        ("/prices/", 13),
        ("/companies/CLSK/", 18),
        (CLSK, 30),
    ],
)
def test_a_page_keeps_its_budget_of_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, url: str, most: int
) -> None:
    with django_assert_max_num_queries(most):
        client.get(url)


@pytest.mark.parametrize("url", ["/", "/companies/", "/companies/CLSK/", "/prices/", CLSK, "/nope"])
def test_no_page_needs_an_unsafe_policy(client: Client, url: str) -> None:
    answer = client.get(url)
    policy, body = answer["Content-Security-Policy"], answer.content.decode()
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert not re.search(r"<[^>]+\sstyle=", body)
    assert not re.search(r"<[^>]+\son\w+=", body)
    assert not re.search(r"(?:href|src)=\"(?:https?:)?//(?!www\.|[a-z0-9.-]+/)", body)
    for script in re.findall(r"<script([^>]*)>", body):
        assert "src=" in script or 'type="application/json"' in script

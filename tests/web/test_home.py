"""The home page: filters in the address, pages of the list, power, people, biggest reactions."""

import re

import pytest
from django.test import Client

from tests.web.test_public_pages import text
from tracker.announcements import selectors
from tracker.announcements.selectors import Filters

pytestmark = pytest.mark.usefixtures("record")


def rows(client: Client, url: str) -> list[str]:
    """The titles in the list of moves."""
    body = client.get(url).content.decode()
    return re.findall(r'<td class="c-what">.*?<a [^>]+>(.*?)</a>', body)


def test_a_filter_by_company_knows_current_and_first_ticker(client: Client) -> None:
    assert rows(client, "/?company=KEEL") == rows(client, "/?company=bitf") != []


def test_filters_narrow_together_and_say_how_many(client: Client) -> None:
    assert "1 result " in text(client, "/?company=CLSK&kind=executive_hire")
    assert rows(client, "/?company=CLSK&kind=executive_hire") == [
        "CleanSpark hires Jeffrey Thomas from Humain to run a new AI data-center business"
    ]


def test_words_find_titles_people_counterparties_and_sites(client: Client) -> None:
    hire = "CleanSpark hires Jeffrey Thomas from Humain to run a new AI data-center business"
    for words in ("jeffrey+thomas", "Humain", "College+Park", "giga-campus"):
        assert hire in rows(client, f"/?q={words}"), words


def test_an_announcement_that_matches_twice_is_listed_once() -> None:
    found = list(selectors.moves(Filters(q="google")))
    assert len(found) == len({announcement.pk for announcement in found}) > 0


def test_an_empty_list_offers_wider_filters(client: Client) -> None:
    body = client.get("/?company=CLSK&kind=hosting&q=nothing-like-this").content.decode()
    assert "No announcement matches these filters" in body
    assert 'href="?company=CLSK&amp;kind=hosting"' in body
    assert "Clear all" in body


def test_unknown_kinds_and_scopes_are_no_filters(client: Client) -> None:
    assert rows(client, "/?kind=%3Cscript%3E&scope=x") == rows(client, "/")


@pytest.mark.parametrize("number", ["0", "-1", "x", "999999999999", ""])
def test_a_page_number_from_nowhere_shows_a_page(client: Client, number: str) -> None:
    assert rows(client, f"/?page={number}")


def test_pages_go_on_where_the_last_one_ended_and_keep_the_filters(client: Client) -> None:
    first, second = rows(client, "/?scope=ai_hpc"), rows(client, "/?scope=ai_hpc&page=2")
    assert len(first) == 25
    assert not set(first) & set(second)
    assert "?scope=ai_hpc&amp;page=2" in client.get("/?scope=ai_hpc").content.decode()


def test_a_nul_in_the_address_is_a_bad_request(client: Client) -> None:
    assert client.get("/?q=a%00b").status_code == 400


def test_gross_and_critical_it_load_stand_apart(client: Client) -> None:
    page = text(client, "/")
    assert "Applied Digital – 430 – 430 860 1,410" in page
    assert "the two are never added" in page


def test_the_biggest_reactions_count_a_session_once(client: Client) -> None:
    page = text(client, "/")
    big = page[page.index("Biggest reactions") : page.index("People moves")]
    assert re.findall(r"([A-Z]{3,4}) (\d+ \w+ \d{4}) [+−]", big)[:2] == [
        ("APLD", "5 Sep 2024"),
        ("WULF", "14 Aug 2025"),
    ]
    assert "+1 the same day" in big


def test_moves_of_people_name_where_they_come_from(client: Client) -> None:
    assert "Jeffrey Thomas 20 Oct 2025 Humain to CleanSpark SVP of AI Data Centers" in text(client, "/")


def test_the_strip_shows_benchmarks_before_shares(client: Client) -> None:
    page = text(client, "/")
    assert page.index("BTC 84,035 −0.41 %") < page.index("SPY 771.35 +0.54 %") < page.index("CLSK 13.95")

"""The page of sources in a real Chromium: width, scheme, policy, accessibility, and the buttons by mouse."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Pages, Scheme
from tests.browser.test_pages import serious
from tests.site import Site

ADDRESS = "/sources/"
LogIn = Callable[[Page, Site, str], None]


def database(site: Site) -> Path:
    return site.var_dir / "hashpivot.sqlite3"


def fail_items_of(site: Site, key: str) -> int:
    """Have two items of the bundled sample be of this source and not readable; their number."""
    with closing(sqlite3.connect(database(site))) as connection, connection:
        moved = connection.execute(
            "UPDATE tracker_rawitem SET read_state = 'failed', read_attempts = 3, guid = 'failed-' || id, source_id ="
            " (SELECT id FROM tracker_source WHERE key = ?) WHERE id IN (SELECT id FROM tracker_rawitem LIMIT 2)",
            [key],
        )
        return moved.rowcount


def states_of(site: Site, key: str) -> list[tuple[str, int]]:
    """How far the reading of a source's items has come, with the attempts so far."""
    with closing(sqlite3.connect(database(site))) as connection:
        return connection.execute(
            "SELECT read_state, read_attempts FROM tracker_rawitem WHERE source_id ="
            " (SELECT id FROM tracker_source WHERE key = ?)",
            [key],
        ).fetchall()


def row(page: Page, key: str) -> Locator:
    return page.locator(f"#source-{key}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("who", ["", "moderator"])
def test_the_page_fits_and_is_clean_for_the_policy_and_for_axe(
    pages: Pages, site: Site, log_in: LogIn, who: str, width: int, scheme: Scheme
) -> None:
    page = pages(width=width, height=900, scheme=scheme)
    if who:
        log_in(page, site, who)
    page.goto(site.url + ADDRESS)
    expect(row(page, "coindesk")).to_be_visible()
    expect(row(page, "coindesk").get_by_role("button", name="Ask")).to_have_count(1 if who else 0)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert serious(page) == []


def test_a_source_is_paused_resumed_and_asked_by_mouse(page: Page, fresh_site: Site, log_in: LogIn) -> None:
    log_in(page, fresh_site, "moderator")
    page.goto(fresh_site.url + ADDRESS)
    row(page, "coindesk").get_by_role("button", name="Pause").click()
    expect(page.get_by_role("status")).to_contain_text("is paused.")
    expect(row(page, "coindesk").locator(".src__status")).to_contain_text("Paused")
    row(page, "coindesk").get_by_role("button", name="Resume").click()
    expect(page.get_by_role("status")).to_contain_text("is asked again, first within a minute.")
    expect(row(page, "coindesk").locator(".src__status")).not_to_contain_text("Paused")
    row(page, "coindesk").get_by_role("button", name="Ask").click()
    expect(page.get_by_role("status")).to_contain_text("is asked within a minute.")


@pytest.mark.parametrize("width", [360, 1440])
def test_what_could_not_be_read_is_put_back_by_mouse(pages: Pages, fresh_site: Site, log_in: LogIn, width: int) -> None:
    assert fail_items_of(fresh_site, "coindesk") == 2
    page = pages(width=width, height=900)
    log_in(page, fresh_site, "moderator")
    page.goto(fresh_site.url + ADDRESS)
    expect(row(page, "coindesk")).to_contain_text("2 could not be read")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert serious(page) == []
    row(page, "coindesk").get_by_role("button", name="Read again").click()
    expect(page.get_by_role("status")).to_contain_text("2 items of CoinDesk are read again")
    expect(row(page, "coindesk")).not_to_contain_text("could not be read")
    expect(row(page, "coindesk").get_by_role("button", name="Read again")).to_have_count(0)
    assert states_of(fresh_site, "coindesk") == [("pending", 0)] * 2

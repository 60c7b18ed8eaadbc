"""The public pages in a real Chromium: policy, charts, keyboard, width, accessibility, without script."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Pages, Scheme
from tests.site import Site

CLSK = "/companies/CLSK/"
HIRE = "/announcements/clsk-2025-10-20-jeffrey-thomas/"
ADDRESSES = ("/", "/companies/", "/prices/", CLSK, HIRE)


def drawn(page: Page) -> None:
    """Wait until the chart is there."""
    page.wait_for_selector("[data-drawn]")


def serious(page: Page) -> list[str]:
    """What axe finds of weight, with the first place of each."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    grave = [one for one in found if one["impact"] in ("serious", "critical")]
    return [f"{one['id']}: {one['nodes'][0]['target']} {one['nodes'][0]['html'][:120]}" for one in grave]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_clean_for_the_policy_and_for_axe(pages: Pages, site: Site, address: str, scheme: Scheme) -> None:
    page = pages(width=1440, height=900, scheme=scheme)
    page.goto(site.url + address)
    if address in (CLSK, HIRE):
        drawn(page)
    assert serious(page) == []


@pytest.mark.parametrize("address", [*ADDRESSES, "/companies/KEEL/", "/?q=zzz", "/nope"])
def test_no_page_scrolls_sideways_on_a_phone(pages: Pages, site: Site, address: str) -> None:
    page = pages(width=360, height=740)
    page.goto(site.url + address)
    if address in (CLSK, HIRE):
        drawn(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    if address == "/nope":
        pages.problems.clear()  # Chromium says 404 of the page itself


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_phone_is_clean_for_axe(pages: Pages, site: Site, address: str) -> None:
    page = pages(width=360, height=740, has_touch=True)
    page.goto(site.url + address)
    assert serious(page) == []


def test_the_price_chart_answers_range_and_overlays(page: Page, site: Site) -> None:
    page.goto(site.url + CLSK)
    drawn(page)
    expect(page.locator("[data-readout]")).to_contain_text("Fri 25 Sep 2026")
    ticks = page.locator(".xtick").all_inner_texts()
    page.get_by_label("All", exact=True).check(force=True)
    page.wait_for_selector('[data-drawn="2"]')
    assert page.locator(".xtick").all_inner_texts() != ticks
    page.get_by_role("checkbox", name="SPY").check()
    page.wait_for_selector('[data-drawn="3"]')
    expect(page.locator("label", has_text="SPY").locator("[data-gain]")).to_contain_text("%")


def test_a_marker_is_a_link_that_the_keyboard_reaches(page: Page, site: Site) -> None:
    page.goto(site.url + CLSK)
    drawn(page)
    link = page.locator("a.evb").last
    link.focus()
    expect(page.locator(".pop")).to_be_visible()
    target = link.get_attribute("href") or ""
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{target}")


def test_a_bubble_opens_a_list_of_links_and_escape_closes_it(page: Page, site: Site) -> None:
    page.goto(site.url + CLSK)
    drawn(page)
    bubble = page.locator("button.evb").first
    bubble.focus()
    page.keyboard.press("Enter")
    links = page.locator(".pop.is-open a")
    assert links.count() >= 2
    expect(links.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".pop")).to_be_hidden()
    expect(bubble).to_be_focused()


def test_every_announcement_with_a_session_is_reached_from_the_chart(page: Page, site: Site) -> None:
    page.goto(site.url + CLSK)
    drawn(page)
    page.get_by_label("All", exact=True).check(force=True)
    page.wait_for_selector('[data-drawn="2"]')
    reached = {link.get_attribute("href") for link in page.locator("a.evb").all()}
    for bubble in page.locator("button.evb").all():
        bubble.focus()
        page.keyboard.press("Enter")
        reached |= {link.get_attribute("href") for link in page.locator(".pop.is-open a").all()}
        page.keyboard.press("Escape")
    assert len(reached) == 14


def test_the_theme_switch_draws_the_chart_anew_and_is_remembered(page: Page, site: Site) -> None:
    page.goto(site.url + CLSK)
    drawn(page)
    page.get_by_label("Switch between light and dark").click()
    page.wait_for_selector('[data-drawn="2"]')
    paper = page.locator(".main-svg").first.evaluate("e => getComputedStyle(e).backgroundColor")
    assert paper == "rgb(18, 20, 23)"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_first_tab_stop_leads_past_the_frame(page: Page, site: Site) -> None:
    page.goto(site.url + CLSK)
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_rows_are_walked_with_j_and_k_but_not_while_typing(page: Page, site: Site) -> None:
    page.goto(site.url + "/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("[data-row]").nth(1)
    assert second.evaluate("row => row.contains(document.activeElement)")
    page.keyboard.press("/")
    page.keyboard.type("jk")
    assert page.locator("#q").input_value() == "jk"


def test_choosing_a_filter_changes_the_address(page: Page, site: Site) -> None:
    page.goto(site.url + "/")
    page.locator("select[name=kind]").select_option("executive_hire")
    page.wait_for_url("**kind=executive_hire**")
    expect(page.get_by_text("CleanSpark hires Jeffrey Thomas")).to_be_visible()


def test_without_script_everything_is_there_to_read(pages: Pages, site: Site) -> None:
    page = pages(java_script_enabled=False)
    page.goto(site.url + CLSK)
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.locator(".tl__row")).to_have_count(15)
    expect(page.locator(".needs-js")).to_be_hidden()
    page.goto(site.url + "/?company=CLSK")
    page.locator("select[name=kind]").select_option("executive_hire")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("[data-row]")).to_have_count(1)


def test_the_window_chart_says_day_zero_and_names_its_neighbours(page: Page, site: Site) -> None:
    page.goto(site.url + HIRE)
    drawn(page)
    expect(page.locator('[data-chart="d-chart"] [data-readout]')).to_contain_text("day 0, Mon 20 Oct 2025")
    expect(page.locator('[data-chart="d-chart"] [data-readout]')).to_contain_text("+4.48")
    labels = [link.get_attribute("aria-label") or "" for link in page.locator("a.evb").all()]
    assert any("Financing" in label for label in labels)

"""Studies, method and an announcement against the market in a real Chromium."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Pages, Scheme
from tests.browser.test_pages import HIRE, serious
from tests.site import Site

STUDIES = "/studies/"
FEW = "/studies/?kind=hosting&min_mw=many"
NONE = "/studies/?from=2001-01-01&to=2001-02-01"
METHOD = "/method/"
ADDRESSES = (STUDIES, FEW, NONE, METHOD)


def all_drawn(page: Page) -> None:
    """Wait until every chart is there."""
    page.wait_for_function("[...document.querySelectorAll('[data-chart]')].every((fig) => fig.dataset.drawn)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_clean_for_the_policy_and_for_axe(pages: Pages, site: Site, address: str, scheme: Scheme) -> None:
    page = pages(width=1440, height=900, scheme=scheme)
    page.goto(site.url + address)
    all_drawn(page)
    assert serious(page) == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_phone_neither_scrolls_sideways_nor_troubles_axe(pages: Pages, site: Site, address: str) -> None:
    page = pages(width=360, height=740, has_touch=True)
    page.goto(site.url + address)
    all_drawn(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert serious(page) == []


def test_every_chart_of_a_study_is_drawn_and_drawn_anew_in_the_other_theme(page: Page, site: Site) -> None:
    page.goto(site.url + STUDIES)
    all_drawn(page)
    assert page.locator("[data-chart] .main-svg").count() >= 4
    page.get_by_label("Switch between light and dark").click()
    expect(page.locator('[data-chart="d-path"]')).to_have_attribute("data-drawn", "2")


def test_the_path_says_its_figures_for_the_session_under_the_pointer(page: Page, site: Site) -> None:
    page.goto(site.url + STUDIES)
    all_drawn(page)
    readout = page.locator('[data-chart="d-path"] [data-readout]')
    expect(readout).to_contain_text("day +10")
    plot = page.locator('[data-chart="d-path"] .nsewdrag')
    plot.hover(position={"x": 30, "y": 100})
    expect(readout).to_contain_text("−10")


def test_a_mark_of_the_scatter_names_its_announcement(page: Page, site: Site) -> None:
    page.goto(site.url + STUDIES)
    all_drawn(page)
    figure = page.locator('[data-chart="d-size-usd-all"]')
    figure.scroll_into_view_if_needed()
    expect(figure.locator("[data-readout]")).to_have_text("point at a mark to read it")
    figure.locator(".points path").first.hover(force=True)
    expect(figure.locator("[data-readout]")).to_contain_text("$")
    expect(figure.locator("[data-readout]")).to_contain_text("%")


def test_a_sample_is_chosen_and_cleared_without_script(pages: Pages, site: Site) -> None:
    page = pages(java_script_enabled=False)
    page.goto(site.url + STUDIES)
    page.locator("select[name=kind]").select_option("lease")
    page.get_by_label("Clean events only").check()
    page.get_by_role("button", name="Show").click()
    expect(page.locator("h1")).to_contain_text("leases")
    expect(page.locator("noscript p").first).to_be_visible()
    expect(page.locator("table.heat")).to_be_visible()
    page.get_by_role("link", name="Clear all").click()
    expect(page.locator("h1")).to_contain_text("announcements")


def test_the_rows_of_events_are_walked_by_key(page: Page, site: Site) -> None:
    page.goto(site.url + STUDIES)
    page.keyboard.press("j")
    assert page.locator("[data-row]").first.evaluate("row => row.contains(document.activeElement)")


def test_an_announcement_leads_to_the_method(page: Page, site: Site) -> None:
    page.goto(site.url + HIRE)
    all_drawn(page)
    expect(page.get_by_role("heading", name="Measured against SPY and BTC")).to_be_visible()
    expect(page.locator('[data-chart="d-funnel"] [data-readout]')).to_contain_text("ordinary days±")
    page.get_by_role("contentinfo").get_by_role("link", name="Method").click()
    expect(page.locator("h1")).to_contain_text("How the market’s answer is measured")

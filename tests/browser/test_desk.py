"""The desk in a real browser: by keyboard, without script, on a phone, with two people at once."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Pages, Scheme
from tests.site import Site

LogIn = Callable[[Page, Site, str], None]
FRENCH = "se lance dans l'IA"
QUEUE, FORM = "/moderation/", "/desk/announcements/new/"


def open_french(page: Page, site: Site) -> None:
    """The French item of the sample queue."""
    page.goto(f"{site.url}{QUEUE}?language=fr")
    expect(page.locator("#h-dec")).to_contain_text(FRENCH)


def test_a_whole_decision_is_made_by_keyboard(page: Page, fresh_site: Site, log_in: LogIn) -> None:
    log_in(page, fresh_site, "moderator")
    page.goto(f"{fresh_site.url}{QUEUE}")
    first = page.locator("#h-dec").inner_text()
    page.keyboard.press("j")
    expect(page.locator("#h-dec")).not_to_have_text(first)
    page.keyboard.press("k")
    expect(page.locator("#h-dec")).to_have_text(first)
    page.keyboard.press("1")
    expect(page.locator("mark.is-active").first).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_role("status")).to_contain_text("Added as a source to CleanSpark hires Jeffrey Thomas")
    expect(page.locator(".tabs")).to_contain_text("Waiting 3")
    page.keyboard.press("r")
    page.keyboard.press("Space")
    page.locator("details.reject button").click()
    expect(page.get_by_role("status")).to_contain_text("Rejected:")
    expect(page.locator(".tabs")).to_contain_text("Waiting 2")


def test_editing_by_keyboard_and_leaving_it(page: Page, site: Site, log_in: LogIn) -> None:
    log_in(page, site, "moderator")
    open_french(page, site)
    page.keyboard.press("e")
    title = page.get_by_label("Title *")
    expect(title).to_be_visible()
    title.fill("Another title")
    title.press("Enter")
    expect(title).to_have_value("Another title")
    title.blur()
    page.keyboard.press("Escape")
    expect(page.locator("table.t--diff")).to_be_visible()


def test_everything_works_without_script(pages: Pages, fresh_site: Site, log_in: LogIn) -> None:
    page = pages(java_script_enabled=False)
    log_in(page, fresh_site, "moderator")
    page.goto(f"{fresh_site.url}{QUEUE}")
    page.get_by_label("Language").select_option("fr")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("[data-item]")).to_have_count(1)
    page.get_by_role("link", name="Edit fields").click()
    page.get_by_label("Summary").fill("It builds a data-center business.")
    page.get_by_role("button", name="Add edited as source").click()
    expect(page.get_by_role("status")).to_contain_text("Added as a source")
    page.goto(f"{fresh_site.url}{QUEUE}")
    page.locator("details.reject summary").click()
    page.get_by_label("Opinion, round-up or old news").check()
    page.locator("details.reject button").click()
    expect(page.get_by_role("status")).to_contain_text("Rejected:")


def test_the_second_person_is_told_who_was_first(pages: Pages, fresh_site: Site, log_in: LogIn) -> None:
    first, second = pages(), pages()
    log_in(first, fresh_site, "moderator")
    log_in(second, fresh_site, "admin")
    open_french(first, fresh_site)
    open_french(second, fresh_site)
    expect(second.locator(".lease")).to_contain_text("moderator has it open")
    first.keyboard.press("a")
    expect(first.get_by_role("status")).to_contain_text("Added as a source")
    second.keyboard.press("a")
    expect(second.get_by_role("status")).to_contain_text("moderator decided this on")
    expect(second.locator(".actions")).to_have_count(0)
    pages.problems.clear()  # the browser reports the 409 that was meant


def test_an_entry_by_hand_reaches_the_queue(pages: Pages, fresh_site: Site, log_in: LogIn) -> None:
    page = pages()
    log_in(page, fresh_site, "analyst")
    page.goto(f"{fresh_site.url}{FORM}")
    page.get_by_label("Company *").select_option("CLSK")
    page.get_by_label("Kind *").select_option("executive_hire")
    page.get_by_label("Title *").fill("CleanSpark hires Jeffrey Thomas")
    page.get_by_label("Day *").fill("2025-10-20")
    page.get_by_label("Source name *").fill("The Block")
    page.get_by_role("button", name="Check and send").click()
    expect(page.locator("#twins")).to_contain_text("Is it one of these?")
    page.get_by_label("None of these: a new announcement").check()
    page.get_by_role("button", name="Send to the queue").click()
    expect(page.get_by_role("status")).to_contain_text("waits in the queue for a moderator")
    moderator = pages()
    log_in(moderator, fresh_site, "moderator")
    moderator.goto(f"{fresh_site.url}{QUEUE}")
    expect(moderator.locator(".qlist")).to_contain_text("entered by analyst")


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1440, "dark")])
def test_desk_pages_fit_and_are_accessible(width: int, scheme: Scheme, pages: Pages, site: Site, log_in: LogIn) -> None:
    page = pages(width=width, scheme=scheme)
    page.goto(f"{site.url}/login/")
    check_page(page)
    log_in(page, site, "moderator")
    for path in (QUEUE, f"{QUEUE}?state=decided", FORM, "/desk/", "/desk/counterparties/new/", "/password/"):
        page.goto(f"{site.url}{path}")
        check_page(page)
    open_french(page, site)
    page.get_by_role("link", name="Edit fields").click()
    expect(page.get_by_label("Title *")).to_be_visible()
    check_page(page)


def check_page(page: Page) -> None:
    """No sideways scrolling, and nothing that axe calls serious."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    found = Axe().run(page).response["violations"]
    bad = [(v["id"], v["nodes"][0]["html"][:200]) for v in found if v["impact"] in ("serious", "critical")]
    assert bad == [], page.url

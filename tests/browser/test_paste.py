"""A page's address pasted on the desk, in a real browser: it is read meanwhile, and fills in the form."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Pages, Scheme
from tests.browser.test_desk import check_page
from tests.feed_server import FeedServer
from tests.site import Site, manage
from tests.web.test_desk_page import ARTICLE

LogIn = Callable[[Page, Site, str], None]
WORK = """
from django.conf import settings
from django.utils import timezone
from tracker import errands
from tracker.jobs.models import Job
settings.FETCH_PRIVATE_HOSTS = frozenset({"127.0.0.1"})
errands.run(Job.objects.latest("pk").pk, clock=timezone.now)
"""
TITLE = "CleanSpark signs a 100 MW AI data center lease with Humain"


def work(site: Site) -> None:
    """As a worker does, in another process."""
    manage(site.var_dir, "shell", "--no-imports", "-c", WORK, quiet=True)


def paste(page: Page, site: Site, url: str) -> None:
    page.goto(f"{site.url}/desk/announcements/new/")
    page.get_by_label("Paste the address of an article or filing").fill(url)
    page.keyboard.press("Enter")
    expect(page.locator("#page-read")).to_contain_text("The page is being read.")


def test_what_was_read_fills_in_the_form_and_is_sent(
    page: Page, fresh_site: Site, log_in: LogIn, feed_server: FeedServer
) -> None:
    url = feed_server.route("/a", ARTICLE, content_type="text/html")
    log_in(page, fresh_site, "analyst")
    paste(page, fresh_site, url)
    work(fresh_site)
    expect(page.locator("#entry [name=title]")).to_have_value(TITLE)
    expect(page.locator("#entry [name=source_url]")).to_have_value(url)
    page.get_by_role("button", name="Check and send").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    if page.get_by_role("button", name="Send").count():
        page.get_by_role("button", name="Send").first.click()
    expect(page.locator("main")).to_contain_text("Sent. It waits in the queue")


def test_what_was_typed_meanwhile_is_kept_and_filling_in_is_offered(
    page: Page, fresh_site: Site, log_in: LogIn, feed_server: FeedServer
) -> None:
    log_in(page, fresh_site, "analyst")
    paste(page, fresh_site, feed_server.route("/a", ARTICLE, content_type="text/html"))
    page.locator("#entry [name=title]").fill("typed by me")
    work(fresh_site)
    offer = page.get_by_role("link", name="Fill in what was read (replaces what you typed)")
    expect(offer).to_be_visible()
    expect(page.locator("#entry [name=title]")).to_have_value("typed by me")
    page.once("dialog", lambda dialog: dialog.accept())
    offer.click()
    expect(page.locator("#entry [name=title]")).to_have_value(TITLE)


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_a_page_that_cannot_be_read_leaves_a_form_that_works(
    width: int, scheme: Scheme, pages: Pages, fresh_site: Site, log_in: LogIn, feed_server: FeedServer
) -> None:
    page = pages(width=width, scheme=scheme)
    log_in(page, fresh_site, "analyst")
    paste(page, fresh_site, f"{feed_server.url}/none")
    check_page(page)
    work(fresh_site)
    expect(page.locator("#page-read")).to_contain_text("answered 404")
    expect(page.locator("#entry [name=source_url]")).to_have_value(f"{feed_server.url}/none")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    check_page(page)

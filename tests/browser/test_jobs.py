"""The page of jobs in a real browser: it moves by itself, and a failed job is done again by mouse."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Pages, Scheme
from tests.browser.test_desk import check_page
from tests.site import Site, manage

LogIn = Callable[[Page, Site, str], None]
MAKE = """
from datetime import date
from django.utils import timezone
from tracker.jobs.models import Job
from tracker.sources.models import Source
first, second = Source.objects.filter(is_sample=False)[:2]
now = timezone.now()
common = {"kind": "backfill", "since_on": date(2025, 1, 1), "asked_at": now}
Job.objects.create(state="running", source=first, done=3, total=12, told="40 new so far.", started_at=now, **common)
Job.objects.create(state="failed", source=second, error="It does not answer.", ended_at=now, **common)
"""
MOVE = """
from tracker.jobs.models import Job
Job.objects.filter(state="running").update(done=9, told="90 new so far.")
"""


def run(site: Site, code: str) -> None:
    """As a worker would, from another process."""
    manage(site.var_dir, "shell", "--no-imports", "-c", code, quiet=True)


def test_progress_moves_without_a_reload(page: Page, fresh_site: Site, log_in: LogIn) -> None:
    run(fresh_site, MAKE)
    log_in(page, fresh_site, "moderator")
    page.goto(f"{fresh_site.url}/moderation/")
    page.get_by_role("link", name="Jobs", exact=True).click()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "25")
    page.evaluate("window.isSamePage = true")
    run(fresh_site, MOVE)
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "75")
    expect(page.locator("#jobs-now")).to_contain_text("90 new so far.")
    assert page.evaluate("window.isSamePage")


def test_a_failed_job_is_retried_by_mouse(page: Page, fresh_site: Site, log_in: LogIn) -> None:
    run(fresh_site, MAKE)
    log_in(page, fresh_site, "moderator")
    page.goto(f"{fresh_site.url}/moderation/jobs/")
    expect(page.locator("#jobs-now")).to_contain_text("It does not answer.")
    page.get_by_role("button", name="Retry").click()
    expect(page.get_by_role("status").first).to_contain_text("Being done again")
    expect(page.locator("#jobs-now")).not_to_contain_text("It does not answer.")


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1440, "dark")])
def test_the_page_fits_and_is_accessible(
    width: int, scheme: Scheme, pages: Pages, fresh_site: Site, log_in: LogIn
) -> None:
    run(fresh_site, MAKE)
    page = pages(width=width, scheme=scheme)
    log_in(page, fresh_site, "moderator")
    page.goto(f"{fresh_site.url}/moderation/jobs/")
    expect(page.locator("#jobs-now")).to_contain_text("No worker is running")
    check_page(page)

"""A page's address is pasted, a worker reads it, and the entry form is filled in; whatever fails, the form works."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerAway

from tests.factories import MOMENT, make_announcement, make_company, make_source
from tests.feed_server import FeedServer
from tests.moderation.makers import make_candidate
from tests.web.desk import FIELDS, logged_in, text
from tracker import errands, tasks
from tracker.announcements.models import Evidence
from tracker.extraction.models import Candidate
from tracker.extraction.proposal import Proposal
from tracker.jobs.models import Job
from tracker.sources.models import RawItem

pytestmark = pytest.mark.django_db
ENTER = "/desk/announcements/new/"
ARTICLE = """<html lang="en"><head><title>CleanSpark signs a 100 MW AI lease</title>
<meta property="article:published_time" content="2025-10-20T12:30:00Z"></head><body><article>
<h1>CleanSpark signs a 100 MW AI data center lease with Humain</h1>
<p>CleanSpark (NASDAQ: CLSK) said on Monday it has leased 100 MW of critical IT load to Humain for ten years.
The contract is worth $1.2 billion. The AI data center stands at its campus in Texas.</p></article></body></html>"""


@pytest.fixture
def nudged(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The jobs that a worker was told of."""
    told: list[int] = []
    monkeypatch.setattr("tracker.web.desk_pages.nudge_job", told.append)
    return told


@pytest.fixture
def ana(nudged: list[int], settings: Any) -> tuple[Client, User]:
    settings.FETCH_PRIVATE_HOSTS = frozenset({"127.0.0.1"})
    settings.FETCH_TIMEOUT_SECONDS = 1
    settings.FETCH_MAX_BYTES = 100_000
    make_company()
    return logged_in("ana", "analyst")


@pytest.fixture
def pasted(ana: tuple[Client, User]) -> Callable[[str], Job]:
    """Paste an address and let the worker do what it is told."""

    def paste(url: str) -> Job:
        answer = ana[0].post(reverse("page-read"), {"url": url})
        job = Job.objects.latest("pk")
        assert answer.headers["Location"] == f"{ENTER}?page={job.pk}"
        errands.run(job.pk, clock=timezone.now)
        job.refresh_from_db()
        return job

    return paste


def article(server: FeedServer, body: str = ARTICLE, **fields: Any) -> str:
    return server.route("/a", body, **{"content_type": "text/html; charset=utf-8", **fields})


def test_what_was_read_stands_in_the_form(
    ana: tuple[Client, User], pasted: Callable[[str], Job], feed_server: FeedServer
) -> None:
    job = pasted(article(feed_server))
    page = text(ana[0].get(f"{ENTER}?page={job.pk}"))
    assert "CleanSpark signs a 100 MW AI data center lease with Humain" in page
    assert 'value="100"' in page or 'value="100.000"' in page
    assert 'value="2025-10-20"' in page
    assert "Check every field" in page
    assert not RawItem.objects.exists()
    assert not Candidate.objects.exists()


def test_what_was_read_goes_into_the_queue_with_the_words_it_was_read_from(
    ana: tuple[Client, User], pasted: Callable[[str], Job], feed_server: FeedServer
) -> None:
    job = pasted(article(feed_server))
    sent = {**FIELDS, "kind": "lease", "title": "CleanSpark leases 100 MW", "source_url": job.url}
    assert ana[0].post(f"{ENTER}?page={job.pk}", sent).headers["Location"] == reverse("my-entries")
    proposal = Proposal.from_json(Candidate.objects.get().proposal or {})
    assert proposal.title == "CleanSpark leases 100 MW"
    assert "100 MW" in proposal.words["capacity_mw"]


def test_while_it_is_read_the_form_is_there_with_the_address(ana: tuple[Client, User], nudged: list[int]) -> None:
    ana[0].post(reverse("page-read"), {"url": "https://wire.example.org/a"})
    job = Job.objects.get()
    page = text(ana[0].get(f"{ENTER}?page={job.pk}"))
    assert nudged == [job.pk]
    assert f'data-refresh="/desk/pages/{job.pk}/"' in page
    assert "No worker is running" in page
    assert 'name="source_url" value="https://wire.example.org/a"' in page
    assert "data-refresh" in text(ana[0].get(reverse("page-status", args=[job.pk])))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"status": 404}, "answered 404"),
        ({"body": "%PDF-1.7", "content_type": "application/pdf"}, "is no web page"),
        ({"body": "<html><body>" + "x" * 200_000 + "</body></html>"}, "FETCH_MAX_BYTES"),
        ({"body": "<html><body><p>nothing</p></body></html>"}, "has no title"),
        ({"body": ""}, "is no web page"),
        ({"delay_seconds": 5}, "was too slow"),
    ],
)
def test_what_cannot_be_read_is_said_and_the_form_works(
    answer: dict[str, Any], words: str, ana: tuple[Client, User], pasted: Callable[[str], Job], feed_server: FeedServer
) -> None:
    job = pasted(article(feed_server, **{"body": ARTICLE, **answer}))
    page = text(ana[0].get(f"{ENTER}?page={job.pk}"))
    assert "The page could not be read." in page
    assert words in page
    assert f'name="source_url" value="{job.url}"' in page
    assert "Try again" in page


def test_a_page_that_robots_txt_does_not_want_read_is_left_alone(
    pasted: Callable[[str], Job], feed_server: FeedServer
) -> None:
    feed_server.route("/robots.txt", "User-agent: *\nDisallow: /a", content_type="text/plain")
    assert "robots.txt" in pasted(article(feed_server)).error
    assert feed_server.count("/a") == 0


def test_an_address_inside_is_refused(pasted: Callable[[str], Job], settings: Any) -> None:
    settings.FETCH_PRIVATE_HOSTS = frozenset()
    job = pasted("http://127.0.0.1:9/a")
    assert job.state == "failed"
    assert job.error


def test_filings_are_not_asked_for_without_a_contact(pasted: Callable[[str], Job]) -> None:
    assert "FETCH_CONTACT" in pasted("https://www.sec.gov/Archives/edgar/data/1/x.htm").error


def test_a_page_off_topic_is_called_that_and_fills_in_what_it_can(
    ana: tuple[Client, User], pasted: Callable[[str], Job], feed_server: FeedServer
) -> None:
    body = (
        "<html><head><title>Pizza &amp; pasta</title></head><body><article><p>A new oven.</p></article></body></html>"
    )
    job = pasted(article(feed_server, body))
    page = text(ana[0].get(f"{ENTER}?page={job.pk}"))
    assert "does not look like an AI or HPC data-center move" in page
    assert "Not found: the company, the kind" in page
    assert 'value="Pizza &amp; pasta"' in page


@pytest.mark.parametrize(
    "url", ["", "ftp://x.example/a", "javascript:alert(1)", "words", "https://x.example/" + "a" * 2000]
)
def test_an_address_that_cannot_be_used_is_refused_beside_the_field(url: str, ana: tuple[Client, User]) -> None:
    answer = ana[0].post(reverse("page-read"), {"url": url})
    assert answer.status_code == 422
    assert 'class="sfield__error"' in text(answer)
    assert not Job.objects.exists()


def test_an_address_on_record_or_in_the_queue_is_shown_before_it_is_read(ana: tuple[Client, User]) -> None:
    announcement = make_announcement(make_company("IREN"))
    Evidence.objects.create(
        announcement=announcement,
        source_name="Wire",
        url="https://www.wire.example.org/a?utm_source=x",
        added_at=MOMENT,
    )
    url = "https://wire.example.org/a"
    page = text(ana[0].post(reverse("page-read"), {"url": url}))
    assert "This address is known already." in page
    assert announcement.title in page
    assert not Job.objects.exists()

    ana[0].post(reverse("page-read"), {"url": url, "anyway": "wire.example.org/a"})
    assert Job.objects.get().url == url


def test_a_waiting_candidate_of_the_address_is_named(ana: tuple[Client, User]) -> None:
    candidate = make_candidate(make_company("HUT"), source=make_source())
    item = candidate.item
    assert item is not None
    RawItem.objects.filter(pk=item.pk).update(url="https://w.example.org/b", canonical_url="w.example.org/b")
    page = text(ana[0].post(reverse("page-read"), {"url": "https://w.example.org/b?utm_medium=mail"}))
    assert candidate.title in page


def test_pasting_twice_while_it_is_read_is_one_job(ana: tuple[Client, User]) -> None:
    for _ in range(2):
        ana[0].post(reverse("page-read"), {"url": "https://wire.example.org/a"})
    assert Job.objects.count() == 1


def test_what_somebody_else_has_read_is_not_shown(ana: tuple[Client, User], now: datetime) -> None:
    bob, _user = logged_in("bob", "analyst")
    job = errands.ask_page("https://wire.example.org/secret", asked_by=ana[1], now=now)
    assert "wire.example.org/secret" not in text(bob.get(f"{ENTER}?page={job.pk}"))
    assert "Paste its address again" in text(bob.get(f"{ENTER}?page={job.pk}"))
    assert bob.get(reverse("page-status", args=[job.pk])).status_code == 404
    assert logged_in("mia")[0].get(reverse("page-status", args=[job.pk])).status_code == 200


@pytest.mark.parametrize("number", ["", "x", "²", "-1", "9" * 400])
def test_a_number_that_is_none_gives_an_empty_form(number: str, ana: tuple[Client, User]) -> None:
    assert ana[0].get(ENTER, {"page": number}).status_code == 200


def test_without_a_broker_the_job_waits_for_the_sweep(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    def away(*_args: Any, **_options: Any) -> None:
        raise BrokerAway("no broker")

    monkeypatch.setattr(tasks.run_job, "apply_async", away)
    tasks.nudge_job(1)

"""The page where an address is tried: who may, what is refused, what is shown while it is asked and after."""

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_company, make_job, make_source, make_user
from tests.feed_server import FeedServer
from tracker import errands
from tracker.extraction.models import Candidate
from tracker.jobs.models import Job
from tracker.sources.models import RawItem, Source
from tracker.tasks import run_job

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 10, 21, 9, 0, tzinfo=UTC)
LEASE = "CleanSpark signs 10-year AI data center lease for 200 MW in Texas"
URL = "https://wire.example.org/feed"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ids of the jobs that a worker was nudged to do."""
    ids: list[int] = []
    monkeypatch.setattr(run_job, "apply_async", lambda args, **_options: ids.append(args[0]))
    return ids


@pytest.fixture
def moderator(client: Client, sent: list[int], settings: Any) -> Client:
    settings.FETCH_PRIVATE_HOSTS = frozenset({"127.0.0.1"})
    settings.FETCH_TIMEOUT_SECONDS = 2
    client.force_login(make_user("mia", "moderator"))
    return client


def plain(body: bytes) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body.decode())).split())


def feed(*titles: str) -> str:
    items = "".join(
        f"<item><guid>{n}</guid><title>{title}</title><link>https://wire.example.org/{n}</link>"
        "<pubDate>Mon, 20 Oct 2025 20:30:00 -0400</pubDate></item>"
        for n, title in enumerate(titles)
    )
    return f'<rss version="2.0"><channel><title>Wire</title>{items}</channel></rss>'


def trial(state: str = "waiting", **fields: Any) -> Job:
    return make_job(state, **{"kind": "trial", "url": URL, "source_kind": "feed", "asked_at": NOW, **fields})


def body_of(client: Client, job: Job) -> bytes:
    return client.get(reverse("source-tried", args=[job.pk])).content


def ask(client: Client, url: str, kind: str = "feed") -> Job:
    """Type an address, press the button, and let a worker do it."""
    answer = client.post(reverse("source-try"), {"url": url, "kind": kind})
    job = Job.objects.get()
    assert answer.headers["Location"] == reverse("source-tried", args=[job.pk])
    assert errands.run(job.pk, clock=lambda: NOW)
    return job


class TestAsking:
    def test_an_address_is_asked_for_and_a_worker_nudged(self, moderator: Client, sent: list[int]) -> None:
        answer = moderator.post(reverse("source-try"), {"url": f" {URL} ", "kind": "sitemap"})
        job = Job.objects.get()
        assert (job.kind, job.url, job.source_kind, str(job.asked_by)) == ("trial", URL, "sitemap", "mia")
        assert sent == [job.pk]
        assert answer.headers["Location"] == reverse("source-tried", args=[job.pk])

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("", "Paste an address."),
            ("wire.example.org", "Give a whole address that starts with http:// or https://."),
            ("ftp://wire.example.org/feed", "Give a whole address"),
            ("javascript:alert(1)", "Give a whole address"),
            ("https://wire.example.org/" + "a" * 1976, "at most 2000 characters, this one has 2001."),
        ],
    )
    def test_a_bad_address_gets_one_sentence_and_stays(self, moderator: Client, typed: str, sentence: str) -> None:
        answer = moderator.post(reverse("source-try"), {"url": typed, "kind": "page"})
        body = answer.content.decode()
        assert answer.status_code == 422
        assert sentence in plain(answer.content)
        assert body.count('class="sfield__error"') == 1
        assert 'aria-describedby="id_url_error"' in body
        assert 'value="page" selected' in body
        assert not typed or f'value="{typed}"' in body
        assert not Job.objects.exists()

    def test_an_address_of_the_greatest_length_is_taken(self, moderator: Client, sent: list[int]) -> None:
        moderator.post(reverse("source-try"), {"url": "https://wire.example.org/" + "a" * 1975, "kind": "feed"})
        assert len(Job.objects.get().url) == 2000

    def test_an_unknown_kind_is_refused(self, moderator: Client) -> None:
        answer = moderator.post(reverse("source-try"), {"url": URL, "kind": "telepathy"})
        assert answer.status_code == 422
        assert "Choose one of the list." in plain(answer.content)
        assert f'value="{URL}"' in answer.content.decode()

    def test_a_source_is_filled_in(self, moderator: Client) -> None:
        source = make_source(kind="sitemap", url="https://wire.example.org/news.xml")
        body = moderator.get(reverse("source-try"), {"source": source.pk}).content.decode()
        assert 'value="https://wire.example.org/news.xml"' in body
        assert 'value="sitemap" selected' in body

    @pytest.mark.parametrize("number", ["", "x", "-1", "4711", "9" * 18, "9" * 5000, "²"])
    def test_a_source_that_is_none_leaves_the_form_empty(self, number: str, moderator: Client) -> None:
        answer = moderator.get(reverse("source-try"), {"source": number})
        assert answer.status_code == 200
        assert 'value="feed" selected' in answer.content.decode()

    def test_the_sources_lead_there(self, moderator: Client) -> None:
        source = make_source()
        body = moderator.get(reverse("sources")).content.decode()
        assert f'href="{reverse("source-try")}"' in body
        assert f'href="{reverse("source-try")}?source={source.pk}"' in body

    def test_the_sources_lead_nobody_else_there(self, client: Client) -> None:
        make_source()
        client.force_login(make_user("ana", "analyst"))
        assert reverse("source-try") not in client.get(reverse("sources")).content.decode()


class TestAnswer:
    @pytest.mark.parametrize(
        ("state", "words"), [("waiting", "Waiting for a worker"), ("running", "Asking the address.")]
    )
    def test_an_open_one_says_so_and_looks_again(self, moderator: Client, state: str, words: str) -> None:
        job = trial(state)
        body = body_of(moderator, job)
        where = reverse("source-tried", args=[job.pk])
        assert words in plain(body)
        assert f'data-refresh="{where}"' in body.decode()
        assert re.search(rf'href="{where}">Look again', body.decode())

    def test_a_done_one_shows_what_would_come_in(self, moderator: Client, feed_server: FeedServer) -> None:
        make_company("CLSK", name="CleanSpark, Inc.")
        job = ask(moderator, feed_server.route("/feed", feed(LEASE, "Ten recipes with pumpkin")))
        body = body_of(moderator, job)
        shown = plain(body)
        for words in ("2 items would come in.", "1 of 2 would reach the queue.", "application/rss+xml", "bytes"):
            assert words in shown
        assert re.search(rf"21 Oct 2025 00:30 {LEASE} Language en Queue Yes Company CLSK CleanSpark Kind Lease", shown)
        assert "Ten recipes with pumpkin Language en Queue No Company – Kind –" in shown
        assert 'href="https://wire.example.org/0" rel="nofollow noreferrer"' in " ".join(body.decode().split())
        assert reverse("company", args=["CLSK"]) in body.decode()
        assert "data-refresh" not in body.decode()
        assert "Look again" not in shown

    def test_nothing_is_stored_but_the_answer(self, moderator: Client, feed_server: FeedServer) -> None:
        make_company("CLSK", name="CleanSpark, Inc.")
        job = ask(moderator, feed_server.route("/feed", feed(LEASE)))
        assert "Nothing of it is stored but the answer shown here, for 30 days." in plain(body_of(moderator, job))
        assert [model.objects.count() for model in (RawItem, Source, Candidate)] == [0, 0, 0]

    def test_items_beyond_the_fiftieth_are_said_in_words(self, moderator: Client, feed_server: FeedServer) -> None:
        job = ask(moderator, feed_server.route("/feed", feed(*["Pumpkin"] * 51)))
        body = body_of(moderator, job)
        assert body.count(b"data-row") == 50
        assert "1 further item is not listed." in plain(body)

    def test_an_empty_answer_has_words(self, moderator: Client, feed_server: FeedServer) -> None:
        shown = plain(body_of(moderator, ask(moderator, feed_server.route("/feed", feed()))))
        assert "0 items would come in." in shown
        assert "there is no item in it now" in shown
        assert "would reach the queue" not in shown

    def test_a_failed_one_says_what_to_do_and_keeps_what_was_typed(
        self, moderator: Client, feed_server: FeedServer
    ) -> None:
        url = f"{feed_server.url}/gone"
        job = ask(moderator, url, "sitemap")
        body = body_of(moderator, job)
        assert "answered 404" in plain(body)
        assert "Try it again above, at another address or read as something else." in plain(body)
        assert f'value="{url}"' in body.decode()
        assert 'value="sitemap" selected' in body.decode()
        assert "data-refresh" not in body.decode()

    def test_titles_from_outside_stay_text(self, moderator: Client, feed_server: FeedServer) -> None:
        hostile = '&lt;script&gt;alert(1)&lt;/script&gt; <![CDATA["><img src=x onerror=alert(2)>]]> miner'
        job = ask(moderator, feed_server.route("/feed", feed(hostile)))
        body = body_of(moderator, job)
        assert b"<script>alert" not in body
        assert b"<img" not in body

    def test_only_a_trial_is_shown(self, moderator: Client) -> None:
        for job in (make_job(), make_job(kind="page", url=URL, source=make_source("other"))):
            assert moderator.get(reverse("source-tried", args=[job.pk])).status_code == 404
        assert moderator.get(reverse("source-tried", args=[4711])).status_code == 404

    def test_companies_cost_one_query(
        self, moderator: Client, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        item = {"title": "T", "url": URL, "published_at": "", "language": "", "relevant": True, "kind": "lease"}
        keys = [make_company(f"C{n}").key for n in range(50)]
        result = {"items": [{**item, "company": key} for key in keys], "all": 50, "relevant": 50, "size": 1}
        job = trial("done", result=result)
        with django_assert_max_num_queries(8):
            body = body_of(moderator, job)
        assert body.count(b'class="ticker"') == len(keys)

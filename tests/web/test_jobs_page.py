"""The page of jobs: what it shows to those who run the sources, and what they may do there."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_company, make_job, make_source, make_user
from tests.moderation.makers import make_candidate
from tracker.jobs.models import Job, Pulse
from tracker.sources.models import RawItem
from tracker.tasks import run_job

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 10, 21, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _frozen_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    cache.delete("jobs-dear")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ids of the jobs that a worker was nudged to do."""
    ids: list[int] = []
    monkeypatch.setattr(run_job, "apply_async", lambda args, **_options: ids.append(args[0]))
    return ids


@pytest.fixture
def moderator(client: Client) -> Client:
    client.force_login(make_user("mia", "moderator"))
    return client


def plain(body: bytes) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body.decode())).split())


def text(client: Client, name: str = "jobs") -> str:
    return plain(client.get(reverse(name)).content)


def pulse(part: str, name: str, seconds_ago: int = 5, in_hand: int = 0) -> Pulse:
    return Pulse.objects.create(
        part=part, name=name, in_hand=in_hand, started_at=NOW, seen_at=NOW - timedelta(seconds=seconds_ago)
    )


def unread(n: int = 0) -> RawItem:
    source = make_source(f"unread{n}")
    return RawItem.objects.create(
        source=source,
        guid=str(n),
        title=f"Unreadable {n}",
        payload={},
        content_sha256="",
        published_at=NOW,
        fetched_at=NOW,
        read_state="failed",
        read_error="The text is no text.",
    )


class TestReading:
    def test_an_empty_page_has_words_in_every_section(self, moderator: Client) -> None:
        shown = text(moderator)
        for words in ("Nothing needs anybody.", "Nothing is under way.", "No job has ended", "No worker and no beat"):
            assert words in shown

    def test_silence_says_what_it_means_and_what_to_do(self, moderator: Client) -> None:
        pulse("worker", "celery@one", seconds_ago=90)
        shown = text(moderator)
        assert "No worker is running: nothing is fetched" in shown
        assert "make run" in shown
        assert "Beat is not running" in shown
        assert "silent since 21 Oct 08:58:30" in shown

    def test_living_processes_give_no_warning(self, moderator: Client) -> None:
        pulse("worker", "celery@one", in_hand=2)
        pulse("beat", "beat@one (7)")
        shown = text(moderator)
        assert "is not running" not in shown
        assert "No worker" not in shown
        assert "2 tasks in hand" in shown

    def test_two_beats_are_told(self, moderator: Client) -> None:
        pulse("beat", "beat@one (7)")
        pulse("beat", "beat@one (8)")
        assert "Two beats are running: stop one" in text(moderator)

    def test_a_running_job_shows_how_far_it_has_come(self, moderator: Client) -> None:
        make_job("running", done=3, total=12, told="40 new items so far.", started_at=NOW, claimed_until=NOW)
        page = moderator.get(reverse("jobs-now")).content
        assert b'value="25"' in page
        assert b'data-every="3"' in page
        assert "Step 3 of 12. 40 new items so far." in plain(page)

    def test_what_failed_stands_with_its_error(self, moderator: Client) -> None:
        make_job(error="wire.example.org does not answer.")
        unread()
        make_source("down", failures=3, last_message="No answer.")
        make_source("shaky", failures=2, last_message="A hiccup.")
        shown = text(moderator)
        for words in ("wire.example.org does not answer.", "The text is no text.", "failed 3 times in a row"):
            assert words in shown
        assert "A hiccup." not in shown

    def test_what_waits_is_counted_since_when(self, moderator: Client) -> None:
        make_source("late", next_poll_at=NOW - timedelta(hours=2))
        make_source("early", next_poll_at=NOW + timedelta(hours=2))
        assert "asked within a minute; the first since 21 Oct 2025 07:00 1" in text(moderator)

    def test_long_lists_are_cut(self, moderator: Client) -> None:
        for n in range(13):
            unread(n)
        assert "and 3 more" in text(moderator)

    def test_hostile_titles_stay_text(self, moderator: Client) -> None:
        item = unread()
        RawItem.objects.filter(pk=item.pk).update(title="<script>alert(1)</script>")
        assert b"<script>alert" not in moderator.get(reverse("jobs")).content

    def test_the_page_keeps_its_budget_of_queries(
        self, moderator: Client, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        for n in range(13):
            unread(n)
            make_job(source=make_source(f"s{n}", failures=4))
            make_job("running", source=make_source(f"r{n}"), started_at=NOW, claimed_until=NOW)
        with django_assert_max_num_queries(45):
            moderator.get(reverse("jobs"))


class TestActing:
    def test_a_backfill_is_asked_for_and_a_worker_nudged(self, moderator: Client, sent: list[int]) -> None:
        source = make_source()
        answer = moderator.post(reverse("backfill"), {"source": source.pk, "since": "2025-01-01"}, follow=True)
        job = Job.objects.get()
        assert (job.source, str(job.since_on), str(job.asked_by)) == (source, "2025-01-01", "mia")
        assert sent == [job.pk]
        assert "since 2025-01-01 are being asked for" in plain(answer.content)

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("", "Type the day as year-month-day"),
            ("soon", "Type the day as year-month-day"),
            ("2025-10-22", "That day has not come yet."),
            ("2008-12-31", "before it there was no bitcoin"),
        ],
    )
    def test_a_bad_day_gets_a_sentence_and_stays(self, moderator: Client, typed: str, sentence: str) -> None:
        source = make_source()
        answer = moderator.post(reverse("backfill"), {"source": source.pk, "since": typed})
        assert answer.status_code == 422
        assert sentence in plain(answer.content)
        assert f'value="{source.pk}" selected' in answer.content.decode()
        assert not typed or f'value="{typed}"' in answer.content.decode()
        assert not Job.objects.exists()

    def test_a_paused_or_sample_source_is_not_backfilled(self, moderator: Client) -> None:
        for source in (make_source("off", is_enabled=False), make_source("sample", is_sample=True)):
            answer = moderator.post(reverse("backfill"), {"source": source.pk, "since": "2025-01-01"})
            assert "That source is paused or unknown." in plain(answer.content)

    def test_a_failed_job_is_done_again(self, moderator: Client, sent: list[int]) -> None:
        job = make_job(error="It broke.")
        moderator.post(reverse("job-retry", args=[job.pk]))
        job.refresh_from_db()
        assert (job.state, job.error, sent) == ("waiting", "", [job.pk])

    def test_a_second_retry_is_refused(self, moderator: Client, sent: list[int]) -> None:
        job = make_job("waiting")
        answer = moderator.post(reverse("job-retry", args=[job.pk]), follow=True)
        assert "has not failed" in plain(answer.content)
        assert sent == []

    def test_an_item_is_read_again(self, moderator: Client) -> None:
        item, other = unread(1), unread(2)
        moderator.post(reverse("item-reread", args=[item.pk]))
        assert list(RawItem.objects.filter(read_state="failed")) == [other]

    def test_all_items_are_read_again(self, moderator: Client) -> None:
        unread(1)
        make_candidate(make_company(), source=make_source())
        answer = moderator.post(reverse("items-reread"), follow=True)
        assert "1 item is read again" in plain(answer.content)
        assert not RawItem.objects.filter(read_state="failed").exists()

"""A job has one process at it, is told about only by that one, and never stays under way for good."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import make_job, make_user
from tests.feed_server import FeedServer
from tracker import errands
from tracker.jobs import selectors, services
from tracker.jobs.models import Job, JobState
from tracker.jobs.services import JobTaken, NotRetried

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 10, 21, 9, 0, tzinfo=UTC)
LATER = NOW + services.CLAIM + timedelta(seconds=1)


def at(moment: datetime) -> services.Clock:
    return lambda: moment


def test_a_job_is_claimed_by_one() -> None:
    job = make_job("waiting")
    first = services.claim(job.pk, clock=at(NOW))
    assert first is not None
    assert services.claim(job.pk, clock=at(NOW)) is None
    assert selectors.to_do_ids(NOW) == []


def test_one_that_lost_its_job_writes_nothing() -> None:
    job = make_job("waiting")
    slow, quick = services.claim(job.pk, clock=at(NOW)), services.claim(job.pk, clock=at(LATER))
    assert slow is not None
    assert quick is not None
    with pytest.raises(JobTaken):
        slow.step("half", done=1, total=2)
    with pytest.raises(JobTaken):
        slow.end("all")
    quick.end("all", {"new": 1})
    job.refresh_from_db()
    assert (job.state, job.told, job.result, job.ended_at) == (JobState.DONE, "all", {"new": 1}, LATER)


def test_each_step_keeps_the_claim() -> None:
    job = make_job("waiting")
    run = services.claim(job.pk, clock=at(NOW))
    assert run is not None
    run.clock = at(NOW + timedelta(minutes=10))
    run.step("half", done=1, total=2)
    job.refresh_from_db()
    assert job.percent == 50
    assert selectors.to_do_ids(LATER) == []


def test_a_job_that_is_lost_time_after_time_is_failed() -> None:
    job = make_job("waiting")
    moment = NOW
    for _ in range(services.MAX_ATTEMPTS):
        assert services.claim(job.pk, clock=at(moment)) is not None
        moment += timedelta(hours=1)
    assert services.claim(job.pk, clock=at(moment)) is None
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "worker was lost 3 times" in job.error


def test_only_what_failed_is_done_again_and_once() -> None:
    job = make_job("failed", error="It does not answer.", attempts=3)
    again = services.retry(job.pk, now=NOW)
    assert (again.state, again.error, again.ended_at, again.attempts) == (JobState.WAITING, "", None, 0)
    with pytest.raises(NotRetried):
        services.retry(job.pk, now=NOW)


def test_a_page_that_failed_needs_nobody_after_a_day() -> None:
    page = make_job(kind="page", url="https://wire.example.org/1", since_on=None, ended_at=NOW)
    assert list(selectors.failed(NOW + timedelta(hours=23))) == [page]
    assert list(selectors.failed(NOW + timedelta(hours=25))) == []
    backfill = make_job(source=page.source, ended_at=NOW)
    assert list(selectors.failed(NOW + timedelta(days=20))) == [backfill]


def test_a_broken_program_fails_the_job_and_says_so(
    monkeypatch: pytest.MonkeyPatch, feed_server: FeedServer, settings: object
) -> None:
    monkeypatch.setattr(settings, "FETCH_PRIVATE_HOSTS", frozenset({"127.0.0.1"}))

    def broken(*_args: object, **_options: object) -> None:
        raise IndexError("list index out of range")

    monkeypatch.setattr(errands, "read_unstored", broken)
    url = feed_server.route("/a", "<html><head><title>t</title></head><body><p>x</p></body></html>")
    job = errands.ask_page(url, asked_by=make_user("ana"), now=NOW)
    assert errands.run(job.pk, clock=at(NOW)) == JobState.FAILED
    assert "IndexError: list index out of range" in Job.objects.get().error

"""A source's earlier items: asked for, fetched page by page, taken up again where it was broken off."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_source
from tests.feed_server import FeedServer
from tracker import errands
from tracker.jobs.models import Job, JobState
from tracker.sources.backfilling import NotPast
from tracker.sources.models import RawItem, ReadState, Source

pytestmark = pytest.mark.django_db

SINCE = date(2025, 10, 1)
PAGES = 4


@pytest.fixture(autouse=True)
def _own_machine(settings: Any) -> None:
    settings.FETCH_PRIVATE_HOSTS = frozenset({"127.0.0.1"})
    settings.FETCH_TIMEOUT_SECONDS = 2


def page_of(server: FeedServer, number: int) -> str:
    """One page of an Atom feed with two items, the first page the newest, each linking to the one before it."""
    entries = "".join(
        f"<entry><id>item-{number}-{n}</id><title>Page {number}, item {n}</title>"
        f'<link href="https://wire.example.org/{number}/{n}"/>'
        f"<updated>2025-10-{20 - 2 * number - n:02d}T12:00:00Z</updated></entry>"
        for n in range(2)
    )
    earlier = f'<link rel="next" href="{server.url}/feed/{number + 1}"/>' if number < PAGES else ""
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title>{earlier}{entries}</feed>'


@pytest.fixture
def source(feed_server: FeedServer) -> Source:
    for number in range(1, PAGES + 1):
        feed_server.route(f"/feed/{number}", page_of(feed_server, number), content_type="application/atom+xml")
    return make_source("wire", url=f"{feed_server.url}/feed/1")


class Clock:
    """A clock that a test moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def run(**options: Any) -> list[str]:
    out = StringIO()
    call_command("backfill", stdout=out, **options)
    return out.getvalue().splitlines()


def test_every_earlier_page_is_stored_and_told(source: Source, now: datetime) -> None:
    job = errands.ask_backfill(source.pk, SINCE, asked_by=None, now=now)
    seen: list[tuple[int, int | None]] = []

    state = errands.run(job.pk, clock=Clock(now), watch=lambda at: seen.append((at.done, at.total)))

    job.refresh_from_db()
    assert state == JobState.DONE
    assert RawItem.objects.filter(source=source).count() == 2 * PAGES
    assert [done for done, _total in seen] == [1, 2, 3, 4]
    assert job.told.startswith("8 new items, 0 known already.")
    assert job.ended_at == now


def test_a_long_one_gives_way_and_goes_on_where_it_was(source: Source, feed_server: FeedServer, now: datetime) -> None:
    job = errands.ask_backfill(source.pk, SINCE, asked_by=None, now=now)
    clock = Clock(now)

    def too_long(at: Job) -> None:
        clock.now += errands.SLICE * at.done

    assert errands.run(job.pk, clock=clock, watch=too_long) == JobState.WAITING
    assert RawItem.objects.count() == 4
    assert errands.run(job.pk, clock=Clock(now)) == JobState.DONE
    assert RawItem.objects.count() == 2 * PAGES
    assert [feed_server.count(f"/feed/{number}") for number in range(1, PAGES + 1)] == [1, 1, 1, 1]


def test_one_that_fails_on_the_way_keeps_what_came_and_is_retried(
    source: Source, feed_server: FeedServer, now: datetime
) -> None:
    feed_server.route("/feed/3", status=500)
    job = errands.ask_backfill(source.pk, SINCE, asked_by=None, now=now)
    assert errands.run(job.pk, clock=Clock(now)) == JobState.FAILED
    job.refresh_from_db()
    assert "127.0.0.1 answered 500" in job.error
    assert RawItem.objects.count() == 4

    feed_server.route("/feed/3", page_of(feed_server, 3), content_type="application/atom+xml")
    errands.retry(job.pk, now=now)
    assert errands.run(job.pk, clock=Clock(now)) == JobState.DONE
    assert RawItem.objects.count() == 2 * PAGES
    assert feed_server.count("/feed/1") == 1


def test_a_worker_that_was_lost_is_replaced_when_its_claim_runs_out(source: Source, now: datetime) -> None:
    job = errands.ask_backfill(source.pk, SINCE, asked_by=None, now=now)

    class Killed(BaseException):
        """As a kill: nothing tidies up."""

    def kill(_at: Job) -> None:
        raise Killed

    with pytest.raises(Killed):
        errands.run(job.pk, clock=Clock(now), watch=kill)
    assert errands.run(job.pk, clock=Clock(now + timedelta(minutes=5))) == ""
    assert errands.run(job.pk, clock=Clock(now + timedelta(minutes=15))) == JobState.DONE
    assert RawItem.objects.count() == 2 * PAGES


def test_asking_twice_is_one_job_while_it_is_open(source: Source, now: datetime) -> None:
    first = errands.ask_backfill(source.pk, SINCE, asked_by=None, now=now)
    assert errands.ask_backfill(source.pk, SINCE, asked_by=None, now=now) == first
    errands.run(first.pk, clock=Clock(now))
    assert errands.ask_backfill(source.pk, SINCE, asked_by=None, now=now) != first


def test_a_day_to_come_is_refused(source: Source, now: datetime) -> None:
    with pytest.raises(NotPast, match="no items since"):
        errands.ask_backfill(source.pk, now.date() + timedelta(days=1), asked_by=None, now=now)
    with pytest.raises(CommandError, match="no items since"):
        run(source="wire", since=date(2999, 1, 1))


def test_the_command_tells_each_step_and_reads_what_came(source: Source) -> None:
    lines = run(source="wire", since=SINCE)
    assert lines[0].startswith("[1] 2 new items, 0 known already.")
    assert lines[-1].startswith("8 new items, 0 known already.")
    assert not RawItem.objects.filter(read_state=ReadState.PENDING).exists()
    assert Job.objects.get().state == JobState.DONE


def test_the_command_fails_with_what_the_source_said(feed_server: FeedServer) -> None:
    make_source("gone", url=f"{feed_server.url}/gone")
    with pytest.raises(CommandError, match="answered 404"):
        run(source="gone", since=SINCE)


def test_the_command_names_the_known_sources(source: Source) -> None:
    with pytest.raises(CommandError, match=r"no source 'wier'\. Known: wire\."):
        run(source="wier", since=SINCE)


@pytest.mark.parametrize(("day", "words"), [("yesterday", "is not a day"), ("2008-12-31", "before bitcoin")])
def test_the_command_wants_a_day(source: Source, day: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("backfill", "--source=wire", f"--since={day}")


def test_the_command_leaves_a_job_alone_that_a_worker_is_at(source: Source) -> None:
    until = datetime(2999, 1, 1, tzinfo=UTC)
    Job.objects.create(
        kind="backfill", source=source, since_on=SINCE, state="running", asked_at=until, claimed_until=until
    )
    with pytest.raises(CommandError, match="A worker is at this very job"):
        run(source="wire", since=SINCE)

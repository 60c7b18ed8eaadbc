"""Signs of life, and what is forgotten."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import make_job
from tracker.jobs import selectors, services
from tracker.jobs.models import Job, Part, Pulse

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 10, 21, 9, 0, tzinfo=UTC)


def test_a_later_sign_keeps_when_the_process_was_first_seen() -> None:
    later = NOW + timedelta(seconds=15)
    services.pulse(Part.WORKER, "celery@one", now=NOW)
    services.pulse(Part.WORKER, "celery@one", now=later, in_hand=2)
    seen = selectors.pulses().get()
    assert (seen.started_at, seen.seen_at, seen.in_hand) == (NOW, later, 2)


def test_a_process_is_silent_after_a_minute() -> None:
    services.pulse(Part.BEAT, "beat@one (1)", now=NOW)
    seen = selectors.pulses().get()
    assert selectors.is_alive(seen, NOW + timedelta(seconds=60))
    assert not selectors.is_alive(seen, NOW + timedelta(seconds=61))


def test_nobody_is_missed_after_a_goodbye() -> None:
    services.pulse(Part.WORKER, "celery@one", now=NOW)
    services.goodbye("celery@one")
    assert not Pulse.objects.exists()


def test_what_is_old_is_forgotten_and_what_is_not_stays() -> None:
    services.pulse(Part.WORKER, "gone", now=NOW - timedelta(days=2))
    services.pulse(Part.WORKER, "here", now=NOW)
    make_job(ended_at=NOW - timedelta(days=31))
    recent = make_job(ended_at=NOW - timedelta(days=29), source=Job.objects.get().source)
    assert services.forget_old(now=NOW) == 1
    assert (Job.objects.get(), Pulse.objects.get().name) == (recent, "here")

"""The signs of life that workers and beat give."""

import logging
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connections

from config import celery_app, pulse
from tracker import errands
from tracker.jobs.models import Part


class Timer:
    """What a worker's timer is asked."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self.is_cancelled = False

    def call_repeatedly(self, seconds: float, _call: object, **_options: object) -> "Timer":
        self.asked.append(seconds)
        return self

    def cancel(self) -> None:
        self.is_cancelled = True


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the database was told, in order."""
    said: list[str] = []
    monkeypatch.setattr(errands, "pulse", lambda part, name, **more: said.append(f"{part} {name}"))
    monkeypatch.setattr(errands, "goodbye", lambda name: said.append(f"goodbye {name}"))
    monkeypatch.setattr(connections, "close_all", lambda: None)
    return said


def test_an_orderly_end_says_goodbye_last(told: list[str]) -> None:
    one = pulse.Pulse(Part.WORKER, "celery@one")
    one.give()
    one.stop()
    assert told[-1] == "goodbye celery@one"
    assert set(told[:-1]) <= {"worker celery@one"}


def test_a_worker_asks_its_timer_for_a_sign_each_quarter_of_a_minute(told: list[str]) -> None:
    worker = SimpleNamespace(hostname="celery@one", timer=Timer())
    step = pulse.WorkerPulse(worker)
    step.start(worker)
    step.stop(worker)
    assert worker.timer.asked == [15.0]
    assert worker.timer.is_cancelled
    assert told[-1] == "goodbye celery@one"


def test_a_database_that_is_away_is_logged_once_and_harms_nothing(
    told: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise OperationalError("no route to the database")

    one = pulse.Pulse(Part.BEAT, "beat@one (7)")
    with caplog.at_level(logging.WARNING, logger="config.pulse"):
        for tell in (fail, fail, lambda: None, fail):
            one.write(tell)
    assert len([record for record in caplog.records if "beat@one (7)" in record.getMessage()]) == 2


def test_celery_is_told_of_both() -> None:
    assert "config.pulse:WorkerPulse" in celery_app.steps["worker"]
    assert celery_app.conf.beat_scheduler == "config.pulse:PulsingScheduler"

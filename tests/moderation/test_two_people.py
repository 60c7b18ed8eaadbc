"""Two people at the same moment, each with a connection of their own: one decision, one announcement.

On SQLite the test database lives in memory, where connections cannot wait for each other: there the deeds follow one
another, which tries the same UPDATE.
"""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.contrib.auth.models import User
from django.db import connection

from tests.factories import make_company, make_source, make_user
from tests.moderation.makers import make_candidate, make_proposal
from tracker import pipeline
from tracker.announcements.models import Announcement
from tracker.moderation.models import Review
from tracker.moderation.services import AlreadyDecided

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def outcome_of(deed: Callable[[], object]) -> object:
    """What the deed gave back, or the refusal."""
    try:
        return deed()
    except AlreadyDecided as refusal:
        return refusal


def at_once(deeds: list[Callable[[], object]]) -> list[object]:
    """Run all deeds in threads that start together; what each gave back or was refused with."""
    if connection.vendor == "sqlite":
        return [outcome_of(deed) for deed in deeds]
    start = threading.Barrier(len(deeds))
    outcomes: list[object] = [None] * len(deeds)

    def run(number: int) -> None:
        start.wait()
        try:
            outcomes[number] = outcome_of(deeds[number])
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


def test_of_two_decisions_at_once_one_wins_and_the_other_is_told(now: datetime) -> None:
    people = [make_user(name, "moderator") for name in ("ann", "bob")]
    candidate = make_candidate(make_company(), source=make_source())

    def approve_as(user: User) -> Callable[[], object]:
        return lambda: pipeline.approve(candidate.pk, reviewer=user, now=now, proposal=make_proposal())

    outcomes = at_once([approve_as(user) for user in people])
    refused = [outcome for outcome in outcomes if isinstance(outcome, AlreadyDecided)]
    assert len(refused) == 1
    winner = Review.objects.get().reviewer.get_username()
    assert f"{winner} decided this" in str(refused[0])
    assert Announcement.objects.count() == 1


def test_approval_and_rejection_at_once_leave_one_decision(now: datetime) -> None:
    ann, bob = make_user("ann", "moderator"), make_user("bob", "moderator")
    candidate = make_candidate(make_company(), source=make_source())
    outcomes = at_once(
        [
            lambda: pipeline.approve(candidate.pk, reviewer=ann, now=now, proposal=make_proposal()),
            lambda: pipeline.reject(candidate.pk, reviewer=bob, now=now, reason="not_news"),
        ]
    )
    assert sum(isinstance(outcome, AlreadyDecided) for outcome in outcomes) == 1
    review = Review.objects.get()
    candidate.refresh_from_db()
    assert candidate.state == review.decision
    assert Announcement.objects.count() == (review.decision == "approved")

"""Decisions: each made once, by whoever was first, with a reason where one is needed."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User

from tests.factories import make_company, make_source, make_user
from tests.moderation.makers import make_candidate, make_proposal
from tracker import pipeline
from tracker.announcements.publishing import UnknownKeys
from tracker.extraction.models import Candidate
from tracker.moderation import services
from tracker.moderation.models import Review

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> User:
    return make_user("ann", "moderator")


@pytest.fixture
def bob() -> User:
    return make_user("bob", "moderator")


@pytest.fixture
def candidate() -> Candidate:
    return make_candidate(make_company(), source=make_source())


def test_an_approval_keeps_what_was_decided_on(candidate: Candidate, ann: User, now: datetime) -> None:
    review = services.approve(candidate.pk, reviewer=ann, now=now, proposal=make_proposal())
    candidate.refresh_from_db()
    assert (candidate.state, review.decision, review.decided_at) == ("approved", "approved", now)
    assert review.proposal == make_proposal().as_json()
    assert review.edited_fields == []


def test_an_edited_approval_names_the_edited_fields(candidate: Candidate, ann: User, now: datetime) -> None:
    edited = make_proposal(title="Another title", kind="strategy")
    review = services.approve(candidate.pk, reviewer=ann, now=now, proposal=edited)
    assert review.edited_fields == ["kind", "title"]


def test_second_approval_is_refused_with_who_and_when(
    candidate: Candidate, ann: User, bob: User, now: datetime
) -> None:
    services.approve(candidate.pk, reviewer=ann, now=now, proposal=make_proposal())
    with pytest.raises(services.AlreadyDecided, match=r"ann decided this on 2025-10-21 09:00 UTC: approved"):
        services.approve(candidate.pk, reviewer=bob, now=now, proposal=make_proposal(title="Mine"))
    assert Review.objects.get().reviewer == ann


def test_rejection_after_approval_is_refused(candidate: Candidate, ann: User, bob: User, now: datetime) -> None:
    services.approve(candidate.pk, reviewer=ann, now=now, proposal=make_proposal())
    with pytest.raises(services.AlreadyDecided):
        services.reject(candidate.pk, reviewer=bob, now=now, reason="not_news")
    candidate.refresh_from_db()
    assert candidate.state == "approved"


def test_a_candidate_that_left_the_queue_cannot_be_decided(candidate: Candidate, ann: User, now: datetime) -> None:
    Candidate.objects.update(state="irrelevant")
    with pytest.raises(services.AlreadyDecided, match="no longer in the queue"):
        services.reject(candidate.pk, reviewer=ann, now=now, reason="not_news")


def test_a_failed_publication_leaves_the_candidate_waiting(candidate: Candidate, ann: User, now: datetime) -> None:
    with pytest.raises(UnknownKeys):
        pipeline.approve(candidate.pk, reviewer=ann, now=now, proposal=make_proposal(sites=("nowhere",)))
    candidate.refresh_from_db()
    assert candidate.state == "waiting"
    assert not Review.objects.exists()


@pytest.mark.parametrize("reason", ["", "because", "approved"])
def test_a_rejection_needs_a_known_reason(candidate: Candidate, ann: User, now: datetime, reason: str) -> None:
    with pytest.raises(services.ReasonMissing, match="Choose the reason"):
        services.reject(candidate.pk, reviewer=ann, now=now, reason=reason)
    candidate.refresh_from_db()
    assert candidate.state == "waiting"


def test_the_reason_other_needs_a_note(candidate: Candidate, ann: User, now: datetime) -> None:
    with pytest.raises(services.ReasonMissing, match="Say in the note"):
        services.reject(candidate.pk, reviewer=ann, now=now, reason="other", note="  ")
    review = services.reject(candidate.pk, reviewer=ann, now=now, reason="other", note=" seen before ")
    assert review.note == "seen before"


def test_a_rejection_keeps_the_candidate_and_its_proposal(candidate: Candidate, ann: User, now: datetime) -> None:
    review = services.reject(candidate.pk, reviewer=ann, now=now, reason="duplicate")
    candidate.refresh_from_db()
    assert (candidate.state, review.proposal) == ("rejected", candidate.proposal)


def test_nobody_approves_what_they_entered(ann: User, bob: User, now: datetime) -> None:
    entry = make_candidate(make_company(), entered_by=ann)
    with pytest.raises(services.OwnEntry, match="Somebody else"):
        services.approve(entry.pk, reviewer=ann, now=now, proposal=make_proposal())
    entry.refresh_from_db()
    assert entry.state == "waiting"
    assert services.approve(entry.pk, reviewer=bob, now=now, proposal=make_proposal()).reviewer == bob


def test_a_superuser_alone_on_a_site_approves_own_entries(now: datetime) -> None:
    root = make_user("root", is_superuser=True)
    entry = make_candidate(make_company(), entered_by=root)
    assert services.approve(entry.pk, reviewer=root, now=now, proposal=make_proposal()).reviewer == root


def test_a_claim_keeps_others_out_until_it_ends(candidate: Candidate, ann: User, bob: User, now: datetime) -> None:
    assert services.claim(candidate.pk, by=ann, now=now)
    assert services.claim(candidate.pk, by=ann, now=now)
    assert not services.claim(candidate.pk, by=bob, now=now + timedelta(minutes=14))
    assert services.claim(candidate.pk, by=bob, now=now + timedelta(minutes=16))


def test_a_claim_moves_with_its_owner(candidate: Candidate, ann: User, bob: User, now: datetime) -> None:
    other = make_candidate(make_company("RIOT"), source=make_source("second"))
    services.claim(candidate.pk, by=ann, now=now)
    services.claim(other.pk, by=ann, now=now)
    assert services.claim(candidate.pk, by=bob, now=now)


def test_a_claim_is_no_lock(candidate: Candidate, ann: User, bob: User, now: datetime) -> None:
    services.claim(candidate.pk, by=ann, now=now)
    services.approve(candidate.pk, reviewer=bob, now=now, proposal=make_proposal())
    candidate.refresh_from_db()
    assert (candidate.state, candidate.claimed_by) == ("approved", None)


def test_only_the_owner_releases_a_claim(candidate: Candidate, ann: User, bob: User, now: datetime) -> None:
    services.claim(candidate.pk, by=ann, now=now)
    assert not services.release(candidate.pk, by=bob)
    assert services.release(candidate.pk, by=ann)
    assert services.claim(candidate.pk, by=bob, now=now)


def test_a_decided_candidate_cannot_be_claimed(candidate: Candidate, ann: User, now: datetime) -> None:
    services.reject(candidate.pk, reviewer=ann, now=now, reason="not_news")
    assert not services.claim(candidate.pk, by=ann, now=now)

"""From two feeds to a company's timeline, through every room, with no queue in between."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests import story
from tests.factories import make_user
from tests.feed_server import FeedServer
from tracker import pipeline
from tracker.announcements.matching import similar_announcements
from tracker.announcements.models import Announcement
from tracker.extraction.duplicates import SAME_EVENT
from tracker.extraction.models import Candidate, CandidateState
from tracker.extraction.proposal import Proposal
from tracker.sources.models import RawItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def polled(feed_server: FeedServer, settings: Any) -> FeedServer:
    """The record without the story; both feeds polled and read once."""
    settings.FETCH_PRIVATE_HOSTS = frozenset({"127.0.0.1"})
    story.load_all_but_the_story()
    for source in story.serve_the_feeds(feed_server):
        pipeline.poll_source(source.pk, now=story.NOW)
    pipeline.read_pending(now=story.NOW)
    return feed_server


def test_the_feeds_are_read_into_candidates(polled: FeedServer) -> None:
    assert RawItem.objects.count() == 6
    [french] = story.waiting("fr")
    proposal = Proposal.from_json(french.proposal or {})
    assert (proposal.kind, str(proposal.announced_on)) == ("executive_hire", "2025-10-20")
    assert [(person.name, person.previous_employer) for person in proposal.people] == [("Jeffrey Thomas", "Humain")]
    [move] = proposal.moves
    assert (move.pct, move.price, str(move.applies_to_on)) == (Decimal(11), Decimal("21.86"), "2025-10-20")
    assert len(story.waiting("en")) == 2
    assert Candidate.objects.filter(state=CandidateState.IRRELEVANT).count() == 2


def test_one_approval_publishes_and_the_rest_of_the_story_becomes_its_evidence(
    polled: FeedServer, client: Client
) -> None:
    moderator = make_user("mod", "moderator")
    announcement = story.approve(story.waiting("fr")[0], moderator)
    for candidate in story.waiting("en"):
        best = similar_announcements(Proposal.from_json(candidate.proposal or {}))[0]
        assert best.announcement == announcement
        assert best.score >= SAME_EVENT
        story.approve(candidate, moderator, adds_to=best.announcement.slug)
    story.assert_the_story_is_told_once(client, announcement.slug)


def test_with_the_story_on_record_all_three_items_are_recognised(polled: FeedServer) -> None:
    pipeline.load_dataset(now=story.NOW)
    for candidate in [*story.waiting("fr"), *story.waiting("en")]:
        best = similar_announcements(Proposal.from_json(candidate.proposal or {}))[0]
        assert best.announcement.slug == story.ON_RECORD
        assert best.score >= SAME_EVENT


def test_polling_again_brings_nothing_new(polled: FeedServer) -> None:
    before = (RawItem.objects.count(), Candidate.objects.count(), Announcement.objects.count())
    for source in {item.source for item in RawItem.objects.select_related("source")}:
        result = pipeline.poll_source(source.pk, now=story.NOW)
        assert (result.status, result.new) == ("unchanged", 0)
    assert pipeline.read_pending(now=story.NOW) == 0
    assert before == (RawItem.objects.count(), Candidate.objects.count(), Announcement.objects.count())

"""The main job with real parts: feeds over HTTP, a Celery worker over Redis, PostgreSQL."""

import pytest
from django.test import Client

from tests import story
from tests.factories import make_user
from tests.feed_server import FeedServer
from tests.services.conftest import StartWorker
from tracker import tasks
from tracker.extraction.models import Candidate
from tracker.lib.ports import wait_until
from tracker.sources.models import RawItem, ReadState

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def everything_is_read() -> bool:
    return RawItem.objects.count() == 6 and not RawItem.objects.exclude(read_state=ReadState.READ).exists()


def test_the_feeds_reach_the_timeline_through_a_worker(
    worker: StartWorker, feed_server: FeedServer, client: Client
) -> None:
    story.load_all_but_the_story()
    story.serve_the_feeds(feed_server)
    worker(FETCH_PRIVATE_HOSTS="127.0.0.1")
    tasks.poll_due_sources.delay()
    assert wait_until(everything_is_read, seconds=60)
    moderator = make_user("mod", "moderator")
    client.force_login(moderator)
    announcement = story.approve(story.waiting("fr")[0], moderator)
    for candidate in story.waiting("en"):
        story.approve(candidate, moderator, adds_to=announcement.slug)
    story.assert_the_story_is_told_once(client, announcement.slug)
    assert Candidate.objects.waiting().count() == 1  # IREN's contract still waits

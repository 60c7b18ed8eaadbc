"""`manage.py poll_sources`."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_source
from tests.feed_server import FeedServer
from tests.sources.feeds import stories
from tracker.sources.models import RawItem, ReadState, Source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare_settings")]


def run(**options: Any) -> list[str]:
    out = StringIO()
    call_command("poll_sources", stdout=out, **options)
    return out.getvalue().splitlines()


@pytest.fixture
def good(feed_server: FeedServer) -> Source:
    return make_source("good", url=feed_server.route("/good", stories(range(2))))


@pytest.fixture
def bad(feed_server: FeedServer) -> Source:
    return make_source("bad", url=f"{feed_server.url}/bad")


def test_each_source_gets_a_line_and_its_items_are_read(good: Source, bad: Source) -> None:
    lines = sorted(run())
    assert lines[1] == "good: 2 new and 0 changed of 2 items."
    assert lines[0].startswith("bad: 127.0.0.1 answered 404 (not found).")
    assert not RawItem.objects.filter(read_state=ReadState.PENDING).exists()


def test_it_fails_only_when_every_source_did(good: Source, bad: Source) -> None:
    with pytest.raises(CommandError, match="No source could be read"):
        run(source="bad")
    run(all=True)


def test_what_is_not_due_is_polled_only_when_named_or_with_all(good: Source) -> None:
    run()
    assert run() == ["No source is due. Use --all to poll every enabled one."]
    for options in ({"source": "good"}, {"all": True}):
        assert run(**options) == ["good: Nothing new since the last poll."]


def test_an_unknown_source_is_named_with_the_known_ones(good: Source) -> None:
    with pytest.raises(CommandError, match=r"no source 'wire'\. Known: good\."):
        run(source="wire")

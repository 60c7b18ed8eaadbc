"""Candidates join the story they tell; people join and split stories; nothing is lost."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.extraction.books import bundled_book
from tests.extraction.test_services import make_item
from tests.factories import make_company, make_source, make_user
from tracker.extraction import services
from tracker.extraction.grouping import UnknownCandidate
from tracker.extraction.models import Candidate
from tracker.extraction.proposal import Proposal
from tracker.extraction.selectors import story_of
from tracker.sources.models import RawItem, Source

pytestmark = pytest.mark.django_db

ENGLISH = (
    "Cipher leases 168 MW to Fluidstack in $3 billion AI deal",
    "Cipher Mining signed a ten-year AI lease with Fluidstack for 168 MW at Barber Lake. Google backs $1.4 billion.",
)
FRENCH = (
    "Cipher Mining signe avec Fluidstack pour 3 milliards de dollars",
    "Le mineur de bitcoin louera 168 MW d'IA à Barber Lake pendant dix ans. Google garantit 1,4 milliard de dollars.",
)
FOLLOW_UP = ("Fluidstack takes another 39 MW from Cipher for $830 million", "Cipher Mining leases 39 MW more for AI.")
DAY = datetime(2025, 9, 25, 12, 0, tzinfo=UTC)


@pytest.fixture
def source() -> Source:
    make_company("CIFR")
    return make_source("press")


def read(source: Source, piece: tuple[str, str], *, days: int = 0, **fields: Any) -> Candidate:
    """A new item of a piece, read."""
    guid = f"item-{RawItem.objects.count()}"
    item = make_item(*piece, source=source, guid=guid, published_at=DAY + timedelta(days=days), **fields)
    candidate = services.read_item(item.pk, now=DAY + timedelta(days=days), book=bundled_book())
    assert candidate is not None
    candidate.refresh_from_db()
    return candidate


def test_a_second_telling_joins_the_first(source: Source) -> None:
    first, second = read(source, ENGLISH), read(source, FRENCH, days=1)
    assert (first.story_id, second.story_id) == (None, first.pk)
    assert list(story_of(second)) == [first, second] == list(story_of(first))


def test_a_third_telling_joins_the_same_first(source: Source) -> None:
    first, _second, third = read(source, ENGLISH), read(source, FRENCH), read(source, ENGLISH, days=1)
    assert third.story_id == first.pk


@pytest.mark.parametrize(("piece", "days"), [(FOLLOW_UP, 4), (ENGLISH, 30)])
def test_a_follow_up_or_a_later_event_stays_alone(source: Source, piece: tuple[str, str], days: int) -> None:
    first, second = read(source, ENGLISH), read(source, piece, days=days)
    assert second.story_id is None
    assert list(story_of(first)) == [first]


def test_one_address_is_one_story_and_is_kept_with_the_item(source: Source) -> None:
    first = read(source, ENGLISH, url="https://x.example.com/a?utm_source=rss")
    second = read(source, ("Later wording", "Nothing of it."), days=40, url="http://m.x.example.com/a/")
    assert second.story_id == first.pk
    assert first.item is not None
    assert first.item.canonical_url == "x.example.com/a"


def test_an_entry_by_hand_joins_the_story_that_was_read(source: Source) -> None:
    first = read(source, ENGLISH)
    proposal = Proposal(
        company="CIFR",
        kind="lease",
        scope="ai_hpc",
        title="Cipher leases 168 MW at Barber Lake to Fluidstack",
        announced_on=date(2025, 9, 25),
        capacity_mw=Decimal(168),
        counterparties=("fluidstack",),
        sites=("barber-lake-tx",),
    )
    entered = services.enter_by_hand(proposal, entered_by=make_user("ana"), now=DAY)
    entered.refresh_from_db()
    assert entered.story_id == first.pk


def test_a_moderator_can_join_two_stories(source: Source) -> None:
    first, second = read(source, ENGLISH), read(source, FRENCH)
    later = read(source, FOLLOW_UP, days=4)
    services.join_story(first.pk, later.pk)
    assert set(story_of(later)) == {first, second, later}
    assert Candidate.objects.get(pk=second.pk).story_id == later.pk


def test_joining_twice_or_with_itself_changes_nothing(source: Source) -> None:
    first, second = read(source, ENGLISH), read(source, FRENCH)
    for one, other in ((second, first), (first, second), (first, first)):
        services.join_story(one.pk, other.pk)
    assert set(story_of(first)) == {first, second}
    assert Candidate.objects.get(pk=first.pk).story_id is None


def test_a_moderator_can_split_a_story(source: Source) -> None:
    first, second, third = read(source, ENGLISH), read(source, FRENCH), read(source, ENGLISH)
    services.split_story(second.pk)
    assert set(story_of(Candidate.objects.get(pk=first.pk))) == {first, third}
    assert set(story_of(Candidate.objects.get(pk=second.pk))) == {second}


def test_the_next_telling_takes_the_place_of_a_first_that_is_split_off(source: Source) -> None:
    first, second, third = read(source, ENGLISH), read(source, FRENCH), read(source, ENGLISH)
    services.split_story(first.pk)
    assert set(story_of(Candidate.objects.get(pk=third.pk))) == {second, third}
    assert Candidate.objects.get(pk=second.pk).story_id is None
    assert set(story_of(Candidate.objects.get(pk=first.pk))) == {first}


def test_reading_a_correction_leaves_a_candidate_where_people_put_it(source: Source) -> None:
    read(source, ENGLISH)
    second = read(source, FRENCH)
    services.split_story(second.pk)
    RawItem.objects.filter(candidate=second).update(version=2, read_state="pending", read_attempts=0)
    services.read_item(second.item_id or 0, now=DAY + timedelta(hours=1), book=bundled_book())
    assert Candidate.objects.get(pk=second.pk).story_id is None


def test_nothing_is_ever_deleted(source: Source) -> None:
    first, second = read(source, ENGLISH), read(source, FRENCH)
    services.join_story(first.pk, second.pk)
    services.split_story(second.pk)
    assert Candidate.objects.count() == 2


def test_an_unknown_candidate_is_named() -> None:
    with pytest.raises(UnknownCandidate, match="no candidate 99"):
        services.split_story(99)


def test_a_story_is_looked_up_in_a_few_queries(
    source: Source, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(8):
        read(source, ENGLISH)
    item = make_item(*FRENCH, source=source, guid="last", published_at=DAY)
    with django_assert_max_num_queries(20):
        services.read_item(item.pk, now=DAY, book=bundled_book())

"""Which source is ahead: the arithmetic by hand, and what of the record counts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import F
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_source, make_user
from tests.moderation.makers import make_candidate, make_proposal
from tracker.companies.models import Company
from tracker.extraction.lead import Lead, Told, leads
from tracker.extraction.lead_selectors import leads_by_source
from tracker.extraction.models import Candidate
from tracker.sources.models import RawItem, Source

NINE = datetime(2025, 10, 20, 9, 0, tzinfo=UTC)
MONTH_AGO = datetime(2025, 9, 21, 9, 0, tzinfo=UTC)
WIRE, PRESS, SLOW = 1, 2, 3


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


class TestArithmetic:
    def test_the_first_leads_by_its_distance_to_the_second_and_the_others_lag_behind_the_first(self) -> None:
        found = leads([Told(1, SLOW, at(60)), Told(1, WIRE, at(0)), Told(1, PRESS, at(14))])
        assert found == {
            WIRE: Lead(1, 1, minutes(14)),
            PRESS: Lead(1, 0, minutes(-14)),
            SLOW: Lead(1, 0, minutes(-60)),
        }

    def test_the_median_is_the_middle_lead_or_halfway_between_the_two_in_the_middle(self) -> None:
        told = [Told(story, WIRE, at(0)) for story in range(3)]
        others = [Told(0, PRESS, at(10)), Told(1, PRESS, at(20)), Told(2, PRESS, at(-600))]
        assert leads(told + others)[WIRE] == Lead(3, 2, minutes(10))
        assert leads(told[:2] + others[:2])[WIRE] == Lead(2, 2, minutes(15))

    def test_sources_that_are_level_are_both_first(self) -> None:
        found = leads([Told(1, WIRE, at(0)), Told(1, PRESS, at(0)), Told(1, SLOW, at(5))])
        assert found[WIRE] == found[PRESS] == Lead(1, 1, minutes(0))
        assert found[SLOW] == Lead(1, 0, minutes(-5))

    def test_a_source_that_tells_twice_counts_once_by_its_earliest(self) -> None:
        found = leads([Told(1, WIRE, at(9)), Told(1, WIRE, at(0)), Told(1, PRESS, at(3))])
        assert found[WIRE] == Lead(1, 1, minutes(3))

    def test_a_story_told_by_one_source_says_nothing(self) -> None:
        assert leads([Told(1, WIRE, at(0)), Told(1, WIRE, at(5)), Told(2, PRESS, at(0))]) == {}


@pytest.fixture
def company(db: None) -> Company:
    return Company.objects.create(key="CLSK", name="CleanSpark", ticker="CLSK")


@pytest.fixture
def wire(company: Company) -> Source:
    return make_source("wire")


@pytest.fixture
def press(company: Company) -> Source:
    return make_source("press")


def tell(source: Source, after: float, story: Candidate | None = None, **fields: Any) -> Candidate:
    """A candidate from an item that its source published so many minutes after nine; of a story, where one is given."""
    item_fields = {"published_at": at(after), "published_is_certain": fields.pop("is_certain", True)}
    company = Company.objects.get()
    candidate = make_candidate(company, source=source, proposal=make_proposal(), story=story, **fields)
    RawItem.objects.filter(candidate=candidate).update(**item_fields)
    return candidate


def shared(source: Source) -> Lead | None:
    return leads_by_source(MONTH_AGO).get(source.pk)


class TestWhatCounts:
    def test_stories_on_record_give_each_source_its_lead(self, wire: Source, press: Source) -> None:
        tell(press, 14, tell(wire, 0))
        tell(press, 0, tell(wire, 30))
        tell(wire, 0)
        assert leads_by_source(MONTH_AGO) == {wire.pk: Lead(2, 1, minutes(-8)), press.pk: Lead(2, 1, minutes(8))}

    def test_a_rejected_duplicate_tells_the_story_all_the_same(self, wire: Source, press: Source) -> None:
        tell(press, 14, tell(wire, 0, state="approved"), state="rejected")
        assert shared(wire) == Lead(1, 1, minutes(14))

    def test_what_is_not_about_the_record_tells_nothing(self, wire: Source, press: Source) -> None:
        tell(press, 14, tell(wire, 0), state="irrelevant")
        assert leads_by_source(MONTH_AGO) == {}

    def test_a_time_that_is_not_the_sources_own_tells_nothing(self, wire: Source, press: Source) -> None:
        tell(press, 14, tell(wire, 0, is_certain=False))
        assert leads_by_source(MONTH_AGO) == {}

    def test_a_story_keeps_its_tellings_where_its_first_one_does_not_count(self, wire: Source, press: Source) -> None:
        first = tell(make_source("slow"), 0, is_certain=False)
        tell(wire, 1, first)
        tell(press, 3, first)
        assert shared(wire) == Lead(1, 1, minutes(2))

    def test_bundled_samples_and_entries_by_hand_are_no_sources(self, wire: Source) -> None:
        first = tell(wire, 0)
        tell(make_source("sample", is_sample=True), 5, first)
        make_candidate(Company.objects.get(), entered_by=make_user("ana", "analyst"), story=first)
        assert leads_by_source(MONTH_AGO) == {}

    def test_a_story_that_began_before_the_window_is_left_out_whole(self, wire: Source, press: Source) -> None:
        first = tell(make_source("early"), 0)
        tell(press, 14, tell(wire, 1, first).story)
        assert leads_by_source(at(-1)) != {}
        assert leads_by_source(at(0.5)) == {}

    def test_its_oldest_telling_may_be_any_of_a_story(self, wire: Source, press: Source) -> None:
        first = tell(wire, 10)
        tell(make_source("early"), 0, first)
        tell(press, 14, first)
        assert leads_by_source(at(5)) == {}

    def test_one_query_does_whatever_the_number(
        self, wire: Source, press: Source, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for n in range(20):
            tell(press, n + 5, tell(wire, n))
        RawItem.objects.filter(source=press).update(published_at=F("published_at") + minutes(1))
        with django_assert_num_queries(1):
            assert shared(wire) == Lead(20, 20, minutes(6))

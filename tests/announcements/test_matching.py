"""Which announcements on record may tell of the same event."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_announcement, make_company
from tests.moderation.makers import make_proposal
from tracker.announcements.matching import best_matches, similar_announcements
from tracker.announcements.models import Announcement
from tracker.companies.models import Company, Person
from tracker.extraction.proposal import ProposedPerson

pytestmark = pytest.mark.django_db

THOMAS = (ProposedPerson(name="Jeffrey Thomas"),)


def hire(company: Company, slug: str = "hire", day: date = date(2025, 10, 20)) -> Announcement:
    made = make_announcement(company, slug=slug, announced_on=day, title="CleanSpark hires Jeffrey Thomas from Humain")
    person, _made = Person.objects.get_or_create(key="jeffrey-thomas", name="Jeffrey Thomas")
    made.people.create(person=person, action="joins")
    return made


def test_the_same_hire_is_the_same_event() -> None:
    made = hire(make_company())
    [match] = similar_announcements(make_proposal(people=THOMAS))
    assert match.announcement == made
    assert match.is_same
    assert {"day", "people"} <= set(match.reasons)


def test_the_most_alike_comes_first() -> None:
    company = make_company()
    far = hire(company, "far", date(2025, 10, 8))
    near = hire(company, "near")
    found = similar_announcements(make_proposal(people=THOMAS))
    assert [match.announcement for match in found] == [near, far]
    assert found[0].score > found[1].score


@pytest.mark.parametrize("day", [date(2025, 10, 5), date(2025, 11, 4)])
def test_what_lies_more_than_two_weeks_away_is_not_looked_at(day: date) -> None:
    hire(make_company(), day=day)
    assert similar_announcements(make_proposal(people=THOMAS)) == []


def test_other_companies_and_retracted_ones_are_not_looked_at() -> None:
    hire(make_company("RIOT"))
    make_announcement(make_company(), state="retracted")
    assert similar_announcements(make_proposal(people=THOMAS)) == []


def test_no_more_than_the_limit_are_given() -> None:
    company = make_company()
    for number in range(7):
        hire(company, f"hire-{number}")
    assert len(similar_announcements(make_proposal(people=THOMAS), limit=3)) == 3


def test_many_proposals_are_matched_in_as_many_queries_as_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    clsk, riot = hire(make_company()), make_announcement(make_company("RIOT"), slug="riot")
    proposals = [make_proposal(people=THOMAS), make_proposal(company="RIOT"), make_proposal(company="NONE")] * 5
    with django_assert_num_queries(6):
        found = best_matches(proposals)
    assert [match.announcement if match else None for match in found[:3]] == [clsk, riot, None]


def test_nothing_to_match_asks_nothing_much() -> None:
    assert best_matches([]) == []

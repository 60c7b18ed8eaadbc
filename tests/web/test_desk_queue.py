"""The list of the desk: what it shows, how it is limited, what it costs."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_announcement, make_company, make_source
from tests.moderation.makers import make_candidate, make_proposal
from tests.web.desk import logged_in, text
from tracker.companies.models import Company
from tracker.extraction.models import Candidate
from tracker.moderation import services as moderation
from tracker.web.desk_queue import QueueFilters, age, filters_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    return logged_in("ann")[0]


def three() -> list[Candidate]:
    """CleanSpark's hire in English and in French, and a lease of Riot's."""
    clsk, riot, wire = make_company(), make_company("RIOT"), make_source()
    lease = make_proposal(company="RIOT", kind="lease", title="Riot leases power")
    return [
        make_candidate(clsk, source=wire),
        make_candidate(clsk, source=wire, language="fr", title="CleanSpark recrute"),
        make_candidate(riot, source=wire, proposal=lease),
    ]


def test_an_empty_queue_says_so(desk: Client) -> None:
    assert "Nothing waits here." in text(desk.get(reverse("moderation")))


def test_the_queue_shows_all_that_wait_and_opens_the_first(desk: Client) -> None:
    first, *_rest = three()
    page = text(desk.get(reverse("moderation")))
    assert page.count("data-item") == 3
    assert f'href="/moderation/{first.pk}/" aria-current="true"' in page
    assert 'Waiting <i class="num">3</i>' in page


@pytest.mark.parametrize(
    ("query", "count"), [("company=CLSK", 2), ("kind=lease", 1), ("language=fr", 1), ("kind=x", 3)]
)
def test_the_address_limits_the_list(desk: Client, query: str, count: int) -> None:
    three()
    assert text(desk.get(f"{reverse('moderation')}?{query}")).count("data-item") == count


def test_the_filters_stay_on_the_way_through_the_list(desk: Client) -> None:
    first, *_rest = three()
    page = text(desk.get(f"{reverse('moderation')}?company=CLSK&language=en"))
    assert f"/moderation/{first.pk}/?company=CLSK&amp;language=en" in page


def test_an_item_that_somebody_has_open_is_passed_over_and_marked(desk: Client) -> None:
    first, second, _third = three()
    _client, bob = logged_in("bob")
    moderation.claim(first.pk, by=bob, now=timezone.now())
    page = text(desk.get(reverse("moderation")))
    assert f'href="/moderation/{second.pk}/" aria-current="true"' in page
    assert "bob has it open" in page


def test_opening_an_item_claims_it_and_shows_until_when(desk: Client) -> None:
    first, *_rest = three()
    assert "Open at your desk until" in text(desk.get(reverse("candidate", args=[first.pk])))
    first.refresh_from_db()
    assert first.claimed_by is not None
    assert first.claimed_by.get_username() == "ann"


def test_a_claimed_item_can_still_be_looked_at(desk: Client) -> None:
    first, *_rest = three()
    _client, bob = logged_in("bob")
    moderation.claim(first.pk, by=bob, now=timezone.now())
    page = text(desk.get(reverse("candidate", args=[first.pk])))
    assert "bob has it open until" in page
    assert "Approve" in page
    first.refresh_from_db()
    assert first.claimed_by == bob


def test_releasing_gives_the_item_back_and_goes_on(desk: Client) -> None:
    first, second, _third = three()
    desk.get(reverse("candidate", args=[first.pk]))
    response = desk.post(reverse("candidate-release", args=[first.pk]))
    assert response.headers["Location"] == reverse("candidate", args=[second.pk])
    first.refresh_from_db()
    assert first.claimed_by is None


def test_decided_ones_are_listed_with_who_and_why(desk: Client) -> None:
    first, *_rest = three()
    desk.post(reverse("candidate-reject", args=[first.pk]), {"reason": "not_news", "note": ""})
    page = text(desk.get(f"{reverse('moderation')}?state=decided"))
    assert page.count("data-item") == 1
    assert "Rejected: Opinion, round-up or old news · ann" in page


def test_something_like_it_on_record_is_said_in_the_list(desk: Client) -> None:
    three()
    make_announcement(Company.objects.get(key="CLSK"), title="CleanSpark hires Jeffrey Thomas")
    assert "same event" in text(desk.get(reverse("moderation")))


def test_the_queue_costs_a_fixed_number_of_queries(
    desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    company, wire = make_company(), make_source()
    for number in range(45):
        make_announcement(company, slug=f"a-{number}", title=f"CleanSpark move {number}")
        make_candidate(company, source=wire, title=f"Candidate {number}")
    desk.get(reverse("moderation"))
    with django_assert_max_num_queries(34):
        desk.get(reverse("moderation"))


def test_a_long_queue_has_pages(desk: Client) -> None:
    company, wire = make_company(), make_source()
    for _number in range(41):
        make_candidate(company, source=wire)
    assert text(desk.get(reverse("moderation"))).count("data-item") == 40
    assert text(desk.get(f"{reverse('moderation')}?page=2")).count("data-item") == 1


@pytest.mark.parametrize(
    ("minutes", "words"), [(-5, "0 min"), (0, "0 min"), (59, "59 min"), (60, "1 h"), (2879, "47 h"), (2880, "2 d")]
)
def test_ages_are_in_one_unit(minutes: int, words: str) -> None:
    assert age(timedelta(minutes=minutes)) == words


def test_hostile_filters_mean_nothing(client: Client) -> None:
    query = client.get("/", {"company": "'; DROP", "kind": "<b>", "language": "\x00", "state": "all"}).wsgi_request.GET
    assert filters_of(query) == QueueFilters()

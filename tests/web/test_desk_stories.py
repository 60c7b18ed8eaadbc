"""Stories at the desk: one card each, told apart and put together by people, never deleted."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_announcement, make_company, make_source
from tests.moderation.makers import make_candidate, make_proposal
from tests.web.desk import decide, logged_in, text
from tracker.companies.models import Company, Site
from tracker.extraction.models import Candidate

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    return logged_in("ann")[0]


@pytest.fixture
def told() -> list[Candidate]:
    """One story in English and in French, and a lease of the same company."""
    company, wire = make_company(), make_source()
    first = make_candidate(company, source=wire)
    second = make_candidate(company, source=wire, language="fr", title="CleanSpark recrute", story=first)
    lease = make_proposal(kind="lease", title="CleanSpark leases out a hall")
    return [first, second, make_candidate(company, source=wire, proposal=lease)]


def cards(client: Client, query: str = "") -> int:
    return text(client.get(f"{reverse('moderation')}{query}")).count("data-item")


def test_a_story_has_one_card_that_says_how_many_tell_it(desk: Client, told: list[Candidate]) -> None:
    assert cards(desk) == 2
    assert "2 tellings wait" in text(desk.get(reverse("moderation")))


def test_limited_to_a_language_each_telling_stands_for_itself(desk: Client, told: list[Candidate]) -> None:
    assert cards(desk, "?language=fr") == 1


def test_when_the_first_is_decided_the_next_telling_takes_its_card(desk: Client, told: list[Candidate]) -> None:
    first, second, _lease = told
    decide(desk, first)
    page = text(desk.get(reverse("moderation")))
    assert page.count("data-item") == 2
    assert second.title in page


def test_a_candidate_shows_the_other_tellings_and_what_could_be_one(desk: Client, told: list[Candidate]) -> None:
    first, second, lease = told
    page = text(desk.get(reverse("candidate", args=[first.pk])))
    panel = page[page.index('id="h-story"') :]
    assert panel.index(second.title) < panel.index("Not the same story") < panel.index(lease.title)


def test_a_telling_is_split_off_and_joined_again(desk: Client, told: list[Candidate]) -> None:
    first, second, _lease = told
    desk.post(reverse("candidate-split", args=[second.pk]))
    assert Candidate.objects.filter(story=None).count() == 3
    assert cards(desk) == 3
    desk.post(reverse("candidate-join", args=[second.pk]), {"story": first.pk})
    assert list(first.tellings.all()) == [second]
    assert Candidate.objects.count() == 3


@pytest.mark.parametrize("story", ["", "none", "999999", "9" * 40, "-1"])
def test_joining_a_story_that_is_not_there_says_so(desk: Client, told: list[Candidate], story: str) -> None:
    where = reverse("candidate-join", args=[told[0].pk])
    page = text(desk.post(where, {"story": story}, follow=True))
    assert "The other item is not there." in page


def lease_at(company: Company, slug: str, mw: int, day: str) -> Site:
    """A site and a lease of so many megawatts there, on record."""
    site = Site.objects.create(
        key="austin", name="Austin", company=company, country="US", use="ai_hpc", status="planned"
    )
    fields = {"kind": "lease", "capacity_mw": Decimal(mw), "capacity_basis": "gross", "announced_on": day}
    make_announcement(company, slug=slug, title="A lease on record", **fields).sites.add(site)
    return site


@pytest.mark.parametrize(("mw", "is_warned"), [(285, True), (300, True), (160, False)])
def test_the_desk_warns_of_what_is_on_record_already(desk: Client, mw: int, is_warned: bool) -> None:
    company = make_company()
    lease_at(company, "clsk-2025-08-01-lease", 285, "2025-08-01")
    again = make_proposal(kind="lease", capacity_mw=Decimal(mw), capacity_basis="gross", sites=("austin",))
    candidate = make_candidate(company, source=make_source(), proposal=again)
    page = text(desk.get(reverse("candidate", args=[candidate.pk])))
    assert ("May restate" in page) is is_warned

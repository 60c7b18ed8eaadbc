"""Analysts: enter by hand, see what is like it, hear what became of it, amend and send again."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.factories import make_announcement, make_company, make_source
from tests.moderation.makers import make_candidate, make_proposal
from tests.web.desk import FIELDS, decide, logged_in, text
from tracker.announcements.models import Announcement
from tracker.companies.models import Company, Counterparty
from tracker.extraction.models import Candidate
from tracker.extraction.proposal import Proposal

pytestmark = pytest.mark.django_db
ENTER = "/desk/announcements/new/"


@pytest.fixture
def clsk() -> Company:
    return make_company()


@pytest.fixture
def analyst(clsk: Company) -> tuple[Client, User]:
    return logged_in("ana", "analyst")


def entered() -> Proposal:
    """The proposal of the one candidate there is."""
    return Proposal.from_json(Candidate.objects.get().proposal or {})


def test_an_entry_goes_through_review_to_a_page_that_everybody_reads(analyst: tuple[Client, User]) -> None:
    Counterparty.objects.create(key="humain", name="Humain", kind="sovereign")
    client, ana = analyst
    more = {
        "counterparties": "Humain",
        "people-0-name": "Jeffrey Thomas",
        "people-0-action": "joins",
        "people-0-title": "SVP of AI Data Centers",
        "people-0-previous_employer": "Humain",
        "moves-0-pct": "11",
        "moves-0-basis": "intraday",
        "moves-0-price": "21.86",
        "moves-0-applies_to_on": "2025-10-20",
    }
    assert client.post(ENTER, {**FIELDS, **more}).headers["Location"] == reverse("my-entries")
    candidate = Candidate.objects.get()
    assert (candidate.entered_by, candidate.state) == (ana, "waiting")
    assert not Announcement.objects.exists()

    assert decide(logged_in("mia")[0], candidate).status_code == 302
    made = Announcement.objects.get()
    assert (made.people.get().previous_employer, made.reported_moves.get().basis) == ("Humain", "intraday")
    page = text(Client().get(reverse("announcement", args=[made.slug])))
    assert "CleanSpark hires Jeffrey Thomas" in page
    assert "Jeffrey Thomas" in page
    assert reverse("announcement", args=[made.slug]) in text(client.get(reverse("my-entries")))


@pytest.mark.parametrize(
    ("zone", "time", "day", "utc"),
    [
        ("America/New_York", "08:30", "2025-10-20", "2025-10-20T12:30:00+00:00"),
        ("UTC", "23:30", "2025-10-20", "2025-10-20T23:30:00+00:00"),
        ("Europe/Paris", "02:30", "2025-10-21", "2025-10-21T00:30:00+00:00"),
    ],
)
def test_a_minute_is_kept_in_utc_and_its_day_is_new_yorks(
    analyst: tuple[Client, User], zone: str, time: str, day: str, utc: str
) -> None:
    analyst[0].post(ENTER, {**FIELDS, "zone": zone, "time": time, "announced_on": day})
    proposal = entered()
    assert proposal.announced_at is not None
    assert proposal.announced_at.isoformat() == utc
    assert (proposal.announced_on.isoformat(), proposal.date_precision) == ("2025-10-20", "minute")


def test_a_day_alone_stays_a_day(analyst: tuple[Client, User]) -> None:
    analyst[0].post(ENTER, FIELDS)
    assert (entered().announced_at, entered().date_precision, entered().date_basis) == (None, "day", "stated")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"company": ""}, "This field is required"),
        ({"kind": "rumour"}, "Select a valid choice"),
        ({"capacity_mw": "-1"}, "greater than or equal to 0"),
        ({"capacity_mw": "0"}, "zero is a figure"),
        ({"capacity_mw": "5"}, "Say what the megawatts count"),
        ({"capacity_mw": "12345678.9"}, "no more than"),
        ({"value_amount": "5"}, "Say what the value counts"),
        ({"source_url": "javascript:alert(1)"}, "starts with http:// or https://"),
        ({"source_language": "French"}, "two letters"),
        ({"announced_on": "2099-01-01"}, "has not come yet"),
        ({"announced_on": "20 Oct"}, "valid date"),
        ({"announced_on": "2025-03-09", "time": "02:30"}, "this minute did not exist"),
        ({"sites": "Nowhere; Elsewhere"}, "“Elsewhere” is not on record"),
        ({"people-0-title": "CFO"}, "Say whose post this is"),
        ({"statements-0-speaker": "Matt Schultz"}, "A statement has a speaker and a text"),
        ({"moves-0-words": "jumped"}, "Give the percentage or the price"),
        ({"title": "x" * 301}, "at most 300 characters"),
    ],
)
def test_errors_are_named_beside_their_field(
    analyst: tuple[Client, User], wrong: dict[str, str], sentence: str
) -> None:
    response = analyst[0].post(ENTER, {**FIELDS, **wrong})
    assert response.status_code == 422
    page = text(response)
    assert sentence in page
    assert 'role="alert"' in page
    assert f'value="{FIELDS["source_name"]}"' in page
    assert not Candidate.objects.exists()


def test_a_misspelt_name_gets_a_suggestion(analyst: tuple[Client, User]) -> None:
    Counterparty.objects.create(key="coreweave", name="CoreWeave", kind="neocloud")
    page = text(analyst[0].post(ENTER, {**FIELDS, "counterparties": "Core weave"}))
    assert "Did you mean coreweave?" in page


def test_what_is_like_it_is_shown_before_anything_is_written(analyst: tuple[Client, User], clsk: Company) -> None:
    known = make_announcement(clsk, title="CleanSpark hires Jeffrey Thomas from Humain")
    waiting = make_candidate(clsk, source=make_source(), title="The same from the wire")
    page = text(analyst[0].post(ENTER, FIELDS))
    assert known.title in page
    assert waiting.title in page
    assert "None of these: a new announcement" in page
    assert Candidate.objects.count() == 1


def test_none_of_these_sends_it(analyst: tuple[Client, User], clsk: Company) -> None:
    make_announcement(clsk, title="CleanSpark hires Jeffrey Thomas from Humain")
    analyst[0].post(ENTER, {**FIELDS, "belongs": "new"})
    assert "adds_to" not in entered().words


def test_a_chosen_announcement_is_what_the_moderator_is_offered(analyst: tuple[Client, User], clsk: Company) -> None:
    make_announcement(clsk, title="CleanSpark hires Jeffrey Thomas from Humain")
    chosen = make_announcement(clsk, slug="chosen", kind="site_acquisition", title="Land near Atlanta")
    analyst[0].post(ENTER, {**FIELDS, "belongs": chosen.slug})
    assert entered().words == {"adds_to": "chosen"}
    candidate = Candidate.objects.get()
    mia = logged_in("mia")[0]
    page = text(mia.get(reverse("candidate", args=[candidate.pk])))
    assert 'value="chosen" id="sim' in page
    assert 'Probably the same event as</b> <a href="/announcements/chosen/">' in page
    decide(mia, candidate, "add", adds_to="chosen")
    assert chosen.evidence.count() == 1


def test_a_choice_that_was_not_offered_is_no_choice(analyst: tuple[Client, User], clsk: Company) -> None:
    make_announcement(clsk, title="CleanSpark hires Jeffrey Thomas from Humain")
    analyst[0].post(ENTER, {**FIELDS, "belongs": "somewhere-else"})
    assert entered().words == {}


def test_the_reason_of_a_rejection_reaches_whoever_entered_it(analyst: tuple[Client, User]) -> None:
    client, _ana = analyst
    client.post(ENTER, FIELDS)
    candidate = Candidate.objects.get()
    mia = logged_in("mia")[0]
    mia.post(reverse("candidate-reject", args=[candidate.pk]), {"reason": "unfounded", "note": "Name the filing."})
    page = text(client.get(reverse("my-entries")))
    assert "Source too weak or contradicted" in page
    assert "Name the filing." in page
    assert f"?again={candidate.pk}" in page


def test_a_rejected_entry_can_be_amended_and_sent_again(analyst: tuple[Client, User]) -> None:
    client, _ana = analyst
    client.post(ENTER, {**FIELDS, "summary": "My summary.", "people-0-name": "Jeffrey Thomas"})
    page = text(client.get(f"{ENTER}?again={Candidate.objects.get().pk}"))
    assert "My summary." in page
    assert 'value="Jeffrey Thomas"' in page


@pytest.mark.parametrize("again", ["x", "99999999999999999999", "-1", "²"])
def test_an_entry_that_is_not_there_is_not_amended(analyst: tuple[Client, User], again: str) -> None:
    assert analyst[0].get(ENTER, {"again": again}).status_code in {200, 404}


def test_others_entries_stay_theirs(analyst: tuple[Client, User], clsk: Company) -> None:
    _client, bob = logged_in("bob", "analyst")
    entry = make_candidate(clsk, entered_by=bob, title="Bob's entry")
    assert "Bob" not in text(analyst[0].get(reverse("my-entries")))
    assert analyst[0].get(ENTER, {"again": entry.pk}).status_code == 404


def test_an_analyst_can_change_the_password(analyst: tuple[Client, User]) -> None:
    client, ana = analyst
    typed: dict[str, Any] = {"old_password": "a-long-test-password", "new_password1": "quite-Another-1"}
    client.post(reverse("password-change"), {**typed, "new_password2": "quite-Another-1"})
    ana.refresh_from_db()
    assert ana.check_password("quite-Another-1")
    assert "Your other sessions are logged out" in text(client.get(reverse("password-changed")))


def test_a_moderator_adds_a_counterparty_that_fields_then_know(clsk: Company) -> None:
    client = logged_in("mia")[0]
    page = reverse("add-counterparty")
    assert client.post(page, {"name": "Acme Cloud", "kind": "neocloud"}).status_code == 302
    assert client.post(page, {"name": "ACME cloud", "kind": "neocloud"}).status_code == 422
    candidate = make_candidate(clsk, source=make_source(), proposal=make_proposal())
    decide(client, candidate, counterparties="acme cloud")
    assert Announcement.objects.get().counterparties.get().name == "Acme Cloud"

"""Deciding at the desk: approve, edit, add as a source, reject; two people at once; text that wants to be markup."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_announcement, make_bar, make_company, make_source
from tests.moderation.makers import make_candidate, make_proposal
from tests.web.desk import FIELDS, decide, logged_in, text
from tracker.announcements.models import Announcement
from tracker.companies.models import Company, Counterparty, Person, Security
from tracker.extraction.models import Candidate
from tracker.extraction.proposal import ProposedMove, ProposedPerson, ProposedStatement
from tracker.moderation.models import Review

pytestmark = pytest.mark.django_db
HOSTILE = Path(__file__).resolve().parent.parent / "data" / "feed_items_adversarial.jsonl"


@pytest.fixture
def desk() -> Client:
    return logged_in("ann")[0]


@pytest.fixture
def clsk() -> Company:
    return make_company()


@pytest.fixture
def candidate(clsk: Company) -> Candidate:
    proposal = make_proposal(
        people=(ProposedPerson(name="Jeffrey Thomas", title="SVP", previous_employer="Humain"),),
        statements=(ProposedStatement(speaker="Matt Schultz", text="It fits.", role="CEO", language="en"),),
        moves=(ProposedMove(pct=Decimal(11), basis="intraday", price=Decimal("21.86"), words="more than 11 %"),),
        words={"kind": "hires"},
    )
    return make_candidate(clsk, source=make_source(), proposal=proposal, text="<p>It hires <b>Jeffrey Thomas</b>.</p>")


def test_approving_publishes_and_says_where(desk: Client, candidate: Candidate) -> None:
    response = decide(desk, candidate)
    assert (response.status_code, response.headers["Location"]) == (302, reverse("moderation"))
    made = Announcement.objects.get()
    assert made.title == candidate.title
    assert reverse("announcement", args=[made.slug]) in text(desk.get(reverse("moderation")))
    assert desk.get(reverse("announcement", args=[made.slug])).status_code == 200


def test_after_a_decision_comes_the_next_item_of_the_same_view(
    desk: Client, clsk: Company, candidate: Candidate
) -> None:
    make_candidate(make_company("RIOT"), source=make_source("two"), proposal=make_proposal(company="RIOT"))
    following = make_candidate(clsk, source=make_source("three"))
    response = desk.post(
        f"{reverse('candidate-reject', args=[candidate.pk])}?company=CLSK", {"reason": "not_news", "note": ""}
    )
    assert response.headers["Location"] == f"{reverse('candidate', args=[following.pk])}?company=CLSK"


def test_the_second_to_approve_is_told_who_was_first(desk: Client, candidate: Candidate) -> None:
    decide(logged_in("bob")[0], candidate)
    response = decide(desk, candidate)
    assert response.status_code == 409
    assert "bob decided this on" in text(response)
    assert Announcement.objects.count() == 1


def test_edits_that_came_too_late_are_shown_and_not_lost(desk: Client, candidate: Candidate) -> None:
    decide(logged_in("bob")[0], candidate)
    response = decide(desk, candidate, title="My better title")
    page = text(response)
    assert response.status_code == 409
    assert "Your edits, not written" in page
    assert 'value="My better title"' in page
    assert "Approve as edited" not in page


def test_what_was_edited_is_what_is_published(desk: Client, candidate: Candidate) -> None:
    Counterparty.objects.create(key="humain", name="Humain", kind="sovereign")
    edited = {
        "title": "A better title",
        "capacity_mw": "285.5",
        "capacity_basis": "gross",
        "counterparties": "HUMAIN",
        "time": "08:30",
        "people-0-name": "Jeffrey Thomas",
        "people-0-action": "joins",
        "people-0-title": "SVP of AI Data Centers",
    }
    assert decide(desk, candidate, **edited).status_code == 302
    made, review = Announcement.objects.get(), Review.objects.get()
    assert (made.title, made.capacity_mw, made.capacity_basis) == ("A better title", Decimal("285.500"), "gross")
    assert made.announced_at is not None
    assert made.announced_at.isoformat() == "2025-10-20T12:30:00+00:00"
    assert [party.key for party in made.counterparties.all()] == ["humain"]
    assert made.people.get().title == "SVP of AI Data Centers"
    assert {"title", "capacity_mw", "counterparties", "people", "statements", "moves"} <= set(review.edited_fields)
    assert "kind" not in review.edited_fields
    assert made.evidence.get().assertions.get(field="kind").words == "hires"


def test_opening_the_fields_and_sending_them_unchanged_changes_nothing(desk: Client, candidate: Candidate) -> None:
    form = desk.get(reverse("candidate-edit", args=[candidate.pk])).context["edited"]
    sent = {"edited": "1", "how": "new", "seen": desk.get(reverse("moderation")).context["page"].seen}
    for part in (form.main, *(row for rows in form.sets for row in rows.forms)):
        for field in part:
            value = field.value()
            sent[field.html_name] = "" if value is None or value is False else str(value)
    for rows in form.sets:
        sent |= {f"{rows.prefix}-TOTAL_FORMS": str(rows.total_form_count()), f"{rows.prefix}-INITIAL_FORMS": "1"}
    assert desk.post(reverse("candidate-approve", args=[candidate.pk]), sent).status_code == 302
    assert Review.objects.get().edited_fields == []


def test_fields_with_errors_are_named_and_nothing_is_written(desk: Client, candidate: Candidate) -> None:
    response = decide(
        desk, candidate, title="", capacity_mw="5", counterparties="Acme Cloud", announced_on="2099-01-01"
    )
    page = text(response)
    assert response.status_code == 422
    assert "4 fields need another look" in page
    for sentence in ("Say what the megawatts count", "“Acme Cloud” is not on record", "This day has not come yet"):
        assert sentence in page
    candidate.refresh_from_db()
    assert candidate.state == "waiting"


def test_a_field_only_the_record_refuses_is_said_in_words(desk: Client, candidate: Candidate) -> None:
    Candidate.objects.update(proposal={**(candidate.proposal or {}), "sites": ["the-moon"]})
    candidate.refresh_from_db()
    response = decide(desk, candidate)
    assert response.status_code == 409
    assert "Not on record: the-moon" in text(response)


def test_nobody_approves_what_the_source_changed_meanwhile(desk: Client, candidate: Candidate) -> None:
    Candidate.objects.update(proposal={**(candidate.proposal or {}), "title": "Corrected: it does not hire"})
    response = decide(desk, candidate)
    assert response.status_code == 409
    assert "The source changed this item" in text(response)
    assert not Announcement.objects.exists()


def test_the_same_event_is_offered_and_taken_as_a_source(desk: Client, clsk: Company, candidate: Candidate) -> None:
    known = make_announcement(clsk, title="CleanSpark hires Jeffrey Thomas from Humain")
    known.people.create(person=Person.objects.create(key="jt", name="Jeffrey Thomas"), action="joins")
    page = text(desk.get(reverse("candidate", args=[candidate.pk])))
    assert "Probably the same event as" in page
    assert f'value="{known.slug}" id="sim1" checked' in page
    assert decide(desk, candidate, "add", adds_to=known.slug).status_code == 302
    assert Announcement.objects.get() == known
    assert known.evidence.get().source_name == "Wire"


def test_the_same_address_is_not_added_twice(desk: Client, clsk: Company, candidate: Candidate) -> None:
    decide(desk, candidate)
    slug = Announcement.objects.get().slug
    again = make_candidate(clsk, source=make_source("again"))
    seen = {"seen": desk.get(reverse("candidate", args=[again.pk])).context["page"].seen}
    response = desk.post(reverse("candidate-approve", args=[again.pk]), {**seen, "how": "add", "adds_to": slug})
    assert response.status_code == 409
    assert "is a source of" in text(response)
    again.refresh_from_db()
    assert again.state == "waiting"


def test_the_tape_is_asked_before_anything_is_decided(desk: Client, candidate: Candidate) -> None:
    share = Security.objects.get(key="CLSK")
    make_bar(share, date(2025, 10, 17), "19.525")
    bar = {"open": Decimal("21.23"), "high": Decimal("22.69"), "low": Decimal("20.32")}
    make_bar(share, date(2025, 10, 20), "20.40", **bar)
    page = text(desk.get(reverse("candidate", args=[candidate.pk])))
    assert "Tape, 20 Oct 2025:" in page
    assert "Intraday only" in page


def test_a_rejection_needs_a_reason(desk: Client, candidate: Candidate) -> None:
    response = desk.post(reverse("candidate-reject", args=[candidate.pk]), {"note": "why not"})
    assert response.status_code == 422
    assert "This field is required" in text(response)
    assert "why not" in text(response)
    candidate.refresh_from_db()
    assert candidate.state == "waiting"


def test_a_rejection_keeps_its_reason_and_note(desk: Client, candidate: Candidate) -> None:
    desk.post(reverse("candidate-reject", args=[candidate.pk]), {"reason": "other", "note": "An advertisement."})
    review = Review.objects.get()
    assert (review.decision, review.reason, review.note) == ("rejected", "other", "An advertisement.")
    assert "An advertisement." in text(desk.get(reverse("candidate", args=[candidate.pk])))


def test_rejecting_second_keeps_what_was_typed(desk: Client, candidate: Candidate) -> None:
    decide(logged_in("bob")[0], candidate)
    response = desk.post(reverse("candidate-reject", args=[candidate.pk]), {"reason": "other", "note": "My words."})
    assert response.status_code == 409
    assert "bob decided this on" in text(response)


def test_nobody_is_offered_to_approve_their_own_entry(clsk: Company) -> None:
    client, ann = logged_in("ann")
    entry = make_candidate(clsk, entered_by=ann)
    page = text(client.get(reverse("candidate", args=[entry.pk])))
    assert "You entered this yourself" in page
    assert 'name="how"' not in page
    assert decide(client, entry).status_code == 409
    assert not Announcement.objects.exists()


def test_the_evidence_is_marked_in_the_words_of_the_source(desk: Client, candidate: Candidate) -> None:
    facts = [
        {"field": "person", "value": "Jeffrey Thomas", "where": "text", "start": 9, "end": 23},
        {"field": "title", "value": "SVP", "where": "text", "start": 17, "end": 24},
    ]
    Candidate.objects.update(reading={"facts": facts})
    page = text(desk.get(reverse("candidate", args=[candidate.pk])))
    assert '<mark id="ev-1" data-ev="1">Jeffrey </mark>' in page
    assert '<mark id="ev-2" data-ev="1 2">Thomas<sup>1</sup></mark>' in page
    assert 'href="#ev-1" aria-label="Evidence 1"' in page


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp://example.org/x", "//evil.example/"])
def test_only_web_addresses_become_links(desk: Client, clsk: Company, url: str) -> None:
    made = make_candidate(clsk, source=make_source(), proposal=make_proposal(source_url=url))
    page = text(desk.get(reverse("candidate", args=[made.pk])))
    assert f'href="{url}' not in page
    assert "original" not in page


def test_a_web_address_is_linked_without_handing_anything_on(desk: Client, candidate: Candidate) -> None:
    page = text(desk.get(reverse("candidate", args=[candidate.pk])))
    assert 'href="https://wire.example.org/1" rel="noopener noreferrer nofollow"' in page


def hostile_items() -> list[dict[str, str]]:
    rows = [json.loads(line) for line in HOSTILE.read_text(encoding="utf-8").splitlines()]
    return [item for row in rows for item in row.get("feed_items", []) if isinstance(item, dict)]


def test_hostile_items_are_shown_harmless(desk: Client, clsk: Company) -> None:
    source = make_source()
    assert len(hostile_items()) >= 10
    for item in hostile_items():
        title = str(item.get("title") or "-").replace("\x00", "")
        made = make_candidate(
            clsk,
            source=source,
            proposal=make_proposal(title=title[:300], source_url=str(item.get("link") or "")[:2000]),
            text=str(item.get("summary") or "").replace("\x00", ""),
        )
        whole = text(desk.get(reverse("candidate", args=[made.pk])))
        page = whole[whole.index("<main") : whole.index("</main>")]
        for bad in ("<script", "<iframe", "<img", "<style", 'href="javascript:', 'href="data:', "onerror=alert(1)>"):
            assert bad not in page, (item.get("guid"), bad)


def test_a_candidate_without_a_proposal_is_filled_in_by_hand(desk: Client, clsk: Company) -> None:
    made = make_candidate(clsk, source=make_source())
    Candidate.objects.update(proposal=None)
    made.refresh_from_db()
    assert "Too little was read" in text(desk.get(reverse("candidate", args=[made.pk])))
    assert "Fill in what could not be read." in text(decide(desk, made))
    assert decide(desk, made, title=FIELDS["title"]).status_code == 302
    assert Announcement.objects.count() == 1

"""From an approved review to the record: new announcements, further evidence, and what is refused."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import make_announcement, make_company, make_source, make_user
from tests.moderation.makers import make_candidate, make_proposal
from tracker.announcements import publishing
from tracker.announcements.models import Announcement, AnnouncementPerson, Assertion, Evidence
from tracker.announcements.services import publish
from tracker.companies.models import Company, Counterparty, Person, Site
from tracker.extraction.proposal import Proposal, ProposedMove, ProposedPerson, ProposedStatement
from tracker.moderation.models import Review
from tracker.moderation.services import approve

pytestmark = pytest.mark.django_db

THOMAS = ProposedPerson(name="Jeffrey Thomas", title="SVP of AI Data Centers", previous_employer="Humain")


@pytest.fixture
def clsk() -> Company:
    return make_company()


@pytest.fixture
def ann() -> User:
    return make_user("ann", "moderator")


@pytest.fixture
def reviewed(clsk: Company, ann: User, now: datetime) -> Any:
    """`reviewed(proposal, adds_to="")`: an approved review of a new candidate from the wire."""
    source = make_source()

    def review(proposal: Proposal, adds_to: str = "") -> Review:
        candidate = make_candidate(clsk, source=source, proposal=proposal)
        return approve(candidate.pk, reviewer=ann, now=now, proposal=proposal, adds_to=adds_to)

    return review


def test_a_new_announcement_has_its_fields_and_a_readable_slug(reviewed: Any, clsk: Company, now: datetime) -> None:
    made = publish(reviewed(make_proposal(summary="It said so.")), now=now)
    assert made.slug == "clsk-2025-10-20-cleanspark-hires-jeffrey-thomas"
    assert (made.company, made.kind, made.scope, made.published_at) == (clsk, "executive_hire", "ai_hpc", now)
    assert (made.announced_on, made.announced_at, made.date_precision) == (date(2025, 10, 20), None, "day")
    assert (made.source_url, made.source_name) == ("https://wire.example.org/1", "Wire")


def test_figures_keep_their_basis(reviewed: Any, now: datetime) -> None:
    figures = {
        "capacity_mw": Decimal(285),
        "capacity_basis": "gross",
        "value_amount": Decimal(1150000000),
        "value_counts": "base_contract",
        "term_years": Decimal(12),
    }
    made = publish(reviewed(make_proposal(kind="lease", **figures)), now=now)
    made.refresh_from_db()
    assert (made.capacity_mw, made.capacity_basis) == (Decimal(285), "gross")
    assert (made.value_usd, made.value_currency, made.value_counts) == (Decimal(1150000000), "USD", "base_contract")
    assert made.term_years == 12


def test_an_amount_in_another_currency_is_no_dollar_amount(reviewed: Any, now: datetime) -> None:
    proposal = make_proposal(value_amount=Decimal(31000000), value_currency="CAD", value_counts="purchase_price")
    made = publish(reviewed(proposal), now=now)
    assert (made.value_amount, made.value_usd) == (Decimal("31000000.00"), None)


def test_a_minute_is_kept_with_its_precision(reviewed: Any, now: datetime) -> None:
    at = datetime(2025, 10, 20, 12, 30, tzinfo=UTC)
    made = publish(reviewed(make_proposal(announced_at=at, date_precision="minute")), now=now)
    assert (made.announced_at, made.date_precision) == (at, "minute")


def test_somebody_new_is_put_on_record_and_somebody_known_is_found(reviewed: Any, now: datetime) -> None:
    Person.objects.create(key="jeffrey-thomas", name="Jeffrey THOMAS")
    newcomer = ProposedPerson(name="Zoë Ångström", action="leaves", title="CFO")
    made = publish(reviewed(make_proposal(people=(THOMAS, newcomer))), now=now)
    links = (
        AnnouncementPerson.objects.filter(announcement=made)
        .order_by("pk")
        .values_list("person__key", "action", "title", "previous_employer")
    )
    assert list(links) == [
        ("jeffrey-thomas", "joins", "SVP of AI Data Centers", "Humain"),
        ("zoe-angstrom", "leaves", "CFO", ""),
    ]
    assert Person.objects.get(key="zoe-angstrom").source_url == "https://wire.example.org/1"


def test_counterparties_and_sites_are_linked_by_key(reviewed: Any, clsk: Company, now: datetime) -> None:
    Counterparty.objects.create(key="humain", name="Humain", kind="sovereign")
    Site.objects.create(
        key="college-park-ga", name="College Park", company=clsk, country="US", use="mixed", status="planned"
    )
    made = publish(reviewed(make_proposal(counterparties=("humain",), sites=("college-park-ga",))), now=now)
    assert [party.key for party in made.counterparties.all()] == ["humain"]
    assert [site.key for site in made.sites.all()] == ["college-park-ga"]


def test_unknown_keys_are_named_together_and_nothing_is_written(reviewed: Any, now: datetime) -> None:
    review = reviewed(make_proposal(counterparties=("acme",), sites=("moon",), also_companies=("NONE",)))
    with pytest.raises(publishing.UnknownKeys, match="NONE, acme, moon"):
        publish(review, now=now)
    assert not Announcement.objects.exists()


def test_a_field_the_record_does_not_take_is_named(reviewed: Any, now: datetime) -> None:
    review = reviewed(make_proposal(value_amount=Decimal(1000), value_counts=""))
    with pytest.raises(publishing.UnusableFields, match="A value is positive and says what it counts"):
        publish(review, now=now)
    with pytest.raises(publishing.UnusableFields, match="kind: "):
        publish(reviewed(make_proposal(kind="rumour")), now=now)
    assert not Announcement.objects.exists()


def test_evidence_says_what_the_source_states_and_in_which_words(reviewed: Any, now: datetime) -> None:
    words = {"kind": "recrute", "person": "Jeffrey Thomas", "capacity_mw": "285 MW"}
    proposal = make_proposal(
        people=(THOMAS,), capacity_mw=Decimal(285), capacity_basis="gross", source_tier="press", words=words
    )
    evidence = Evidence.objects.get(announcement=publish(reviewed(proposal), now=now))
    stated = {a.field: (a.value, a.words) for a in Assertion.objects.filter(evidence=evidence)}
    assert set(stated) == {"kind", "announced_on", "capacity_mw", "capacity_basis", "people"}
    assert stated["capacity_mw"] == ("285", "285 MW")
    assert stated["kind"] == ("executive_hire", "recrute")
    assert stated["people"][1] == "Jeffrey Thomas"
    assert (evidence.is_main, evidence.tier, evidence.language, evidence.url) == (
        True,
        "press",
        "en",
        "https://wire.example.org/1",
    )


def test_an_inferred_day_is_not_asserted_by_the_source(reviewed: Any, now: datetime) -> None:
    made = publish(reviewed(make_proposal(date_basis="inferred")), now=now)
    assert not Assertion.objects.filter(evidence__announcement=made, field="announced_on").exists()


def test_statements_and_moves_hang_on_their_evidence(reviewed: Any, now: datetime) -> None:
    printed = ProposedMove(pct=Decimal(11), basis="intraday", price=Decimal("21.86"), words="plus de 11 %")
    schultz = Person.objects.create(key="matt-schultz", name="Matt Schultz")
    proposal = make_proposal(
        statements=(ProposedStatement(speaker="Matt Schultz", text="It fits.", role="CEO"),),
        moves=(printed, ProposedMove()),
    )
    made = publish(reviewed(proposal), now=now)
    said, move = made.statements.get(), made.reported_moves.get()
    assert (said.person, said.language, said.evidence) == (schultz, "en", made.evidence.get())
    assert (move.pct, move.price, move.source_name, move.evidence) == (
        Decimal("11.000"),
        Decimal("21.8600"),
        "Wire",
        made.evidence.get(),
    )


def test_publishing_a_review_twice_is_as_good_as_once(reviewed: Any, now: datetime) -> None:
    review = reviewed(make_proposal(people=(THOMAS,)))
    assert publish(review, now=now) == publish(review, now=now)
    assert (Announcement.objects.count(), Evidence.objects.count()) == (1, 1)


def test_namesakes_get_slugs_of_their_own(reviewed: Any, now: datetime) -> None:
    slugs = [publish(reviewed(make_proposal(source_url=f"https://a.example/{n}")), now=now).slug for n in range(3)]
    assert [slug.removeprefix("clsk-2025-10-20-cleanspark-hires-jeffrey-thomas") for slug in slugs] == ["", "-2", "-3"]


def test_a_title_without_latin_letters_still_makes_a_slug(reviewed: Any, now: datetime) -> None:
    assert publish(reviewed(make_proposal(title="データセンター")), now=now).slug == "clsk-2025-10-20-executive_hire"


def test_a_script_address_is_never_stored(reviewed: Any, now: datetime) -> None:
    made = publish(reviewed(make_proposal(source_url="javascript:alert(1)", source_name="")), now=now)
    assert (made.source_url, made.evidence.get().url, made.source_name) == ("", "", "Entered by hand")


def test_further_evidence_leaves_the_record_as_it_is(reviewed: Any, clsk: Company, now: datetime) -> None:
    known = make_announcement(clsk, capacity_mw=Decimal(100), capacity_basis="gross", summary="As known.")
    differing = make_proposal(
        kind="strategy",
        title="Another title",
        announced_on=date(2025, 10, 21),
        capacity_mw=Decimal(90),
        capacity_basis="critical_it",
        summary="Otherwise.",
    )
    assert publish(reviewed(differing, known.slug), now=now) == known
    known.refresh_from_db()
    assert (known.kind, known.title, known.announced_on) == (
        "executive_hire",
        "A move into AI data centers",
        date(2025, 10, 20),
    )
    assert (known.capacity_mw, known.capacity_basis, known.summary) == (Decimal(100), "gross", "As known.")
    assert Assertion.objects.get(evidence__announcement=known, field="capacity_mw").value == "90"


def test_further_evidence_fills_what_was_empty(reviewed: Any, clsk: Company, now: datetime) -> None:
    known = make_announcement(clsk)
    telling = make_proposal(
        people=(THOMAS,), capacity_mw=Decimal(90), capacity_basis="critical_it", term_years=Decimal("12.346")
    )
    publish(reviewed(telling, known.slug), now=now)
    known.refresh_from_db()
    assert (known.capacity_mw, known.capacity_basis, known.term_years) == (Decimal(90), "critical_it", Decimal("12.35"))
    assert [link.person.name for link in known.people.all()] == ["Jeffrey Thomas"]


def test_people_on_record_stay_alone_when_another_source_names_others(
    reviewed: Any, clsk: Company, now: datetime
) -> None:
    first = publish(reviewed(make_proposal(people=(THOMAS,))), now=now)
    other = make_proposal(people=(ProposedPerson(name="Someone Else"),), source_url="https://b.example/1")
    publish(reviewed(other, first.slug), now=now)
    assert [link.person.name for link in first.people.all()] == ["Jeffrey Thomas"]


def test_the_first_source_stays_the_main_one(reviewed: Any, now: datetime) -> None:
    first = publish(reviewed(make_proposal()), now=now)
    publish(reviewed(make_proposal(source_url="https://b.example/1"), first.slug), now=now)
    assert list(first.evidence.order_by("pk").values_list("is_main", flat=True)) == [True, False]


@pytest.mark.parametrize(
    "again",
    [
        "https://wire.example.org/1",
        "http://www.wire.example.org/1/",
        "https://wire.example.org/1?utm_source=rss&utm_medium=feed#top",
    ],
)
def test_the_same_page_is_evidence_once(reviewed: Any, now: datetime, again: str) -> None:
    first = publish(reviewed(make_proposal()), now=now)
    review = reviewed(make_proposal(source_url=again), first.slug)
    with pytest.raises(publishing.AlreadyEvidence, match="source of “CleanSpark hires Jeffrey Thomas” already"):
        publish(review, now=now)
    assert first.evidence.count() == 1


def test_pages_that_differ_by_what_they_show_are_two(reviewed: Any, now: datetime) -> None:
    first = publish(reviewed(make_proposal(source_url="https://wire.example.org/show?id=1")), now=now)
    publish(reviewed(make_proposal(source_url="https://wire.example.org/show?id=2"), first.slug), now=now)
    assert first.evidence.count() == 2


def test_the_same_words_of_the_same_speaker_are_kept_once(reviewed: Any, now: datetime) -> None:
    said = (ProposedStatement(speaker="Matt Schultz", text="It fits."),)
    first = publish(reviewed(make_proposal(statements=said)), now=now)
    publish(reviewed(make_proposal(statements=said, source_url="https://b.example/1"), first.slug), now=now)
    assert first.statements.count() == 1


def test_a_retracted_announcement_takes_no_evidence(reviewed: Any, clsk: Company, now: datetime) -> None:
    gone = make_announcement(clsk, state="retracted")
    with pytest.raises(publishing.NoSuchAnnouncement, match="no published announcement"):
        publish(reviewed(make_proposal(), gone.slug), now=now)


@given(st.text(max_size=60))
def test_whatever_is_no_web_address_is_dropped(words: str) -> None:
    kept = publishing.web_address(words)
    assert kept == "" or kept.lower().startswith(("http://", "https://"))


@given(st.text(max_size=200))
def test_every_title_makes_a_slug_that_fits(title: str) -> None:
    base = publishing.slug_base(Company(key="CLSK"), make_proposal(title=title))
    assert base.startswith("clsk-2025-10-20-")
    assert len(base) <= 140

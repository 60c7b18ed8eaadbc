"""The names on record and the queue."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.factories import make_company, make_user
from tracker.companies.models import Alias, Counterparty, Listing, Person, Security, Site
from tracker.extraction import selectors
from tracker.extraction.models import Candidate
from tracker.extraction.reading import read
from tracker.extraction.scene import Article

pytestmark = pytest.mark.django_db


def make_candidate(**fields: Any) -> Candidate:
    author = make_user(f"user{Candidate.objects.count()}")
    values: dict[str, Any] = {
        "entered_by": author,
        "title": "t",
        "queued_at": datetime.fromisoformat("2025-10-21T09:00Z"),
    }
    return Candidate.objects.create(**{**values, **fields})


def test_the_book_holds_every_name_and_ticker() -> None:
    company = make_company("BITF", name="Keel Infrastructure Corp.", ticker="KEEL")
    Listing.objects.create(security=Security.objects.get(key="BITF"), ticker="BITF", exchange="XTSE")
    Alias.objects.create(company=company, name="Bitfarms")
    party = Counterparty.objects.create(key="humain", name="Humain", kind="sovereign")
    Alias.objects.create(counterparty=party, name="هيوماين")
    Person.objects.create(key="ben-gagnon", name="Ben Gagnon")
    Site.objects.create(
        key="panther", name="Panther Creek", company=company, country="US", use="ai_hpc", status="planned"
    )
    book = selectors.alias_book()
    assert {ticker: key for ticker, key in book.tickers.items() if key == "BITF"} == {"KEEL": "BITF", "BITF": "BITF"}
    assert book.companies[0].names == ("Keel Infrastructure Corp.", "Bitfarms")
    assert book.counterparties[0].names == ("Humain", "هيوماين")
    assert (book.sites[0].company, book.people[0].name) == ("BITF", "Ben Gagnon")
    assert book.sorts == {"humain": "sovereign"}


def test_a_text_is_read_with_the_names_of_the_database() -> None:
    make_company("CLSK", name="CleanSpark, Inc.")
    article = Article("", "", None, "CleanSpark signs AI lease", "The data center is in Georgia.")
    assert read(article, selectors.alias_book()).company == "CLSK"


def test_an_empty_record_names_nobody() -> None:
    article = Article("", "", None, "CleanSpark signs AI lease", "")
    assert read(article, selectors.alias_book()).company == ""


def test_the_book_is_built_in_six_queries(django_assert_num_queries: Any) -> None:
    make_company("CLSK")
    with django_assert_num_queries(6):
        selectors.alias_book()


def test_the_queue_is_narrowed_by_company_kind_language_and_state() -> None:
    company = make_company("CLSK")
    wanted = make_candidate(company=company, kind="lease", language="fr")
    make_candidate(kind="lease", language="fr")
    make_candidate(company=company, kind="hosting", language="fr")
    make_candidate(company=company, kind="lease", language="en")
    decided = make_candidate(company=company, kind="lease", language="fr", state="approved")
    assert list(selectors.queue(company="CLSK", kind="lease", language="fr")) == [wanted]
    assert list(selectors.queue(state="approved")) == [decided]


def test_the_queue_is_oldest_first(now: datetime) -> None:
    late = make_candidate(queued_at=now)
    early = make_candidate(queued_at=now - timedelta(days=1))
    assert list(selectors.queue()) == [early, late]


def test_the_same_week_holds_undecided_and_approved_of_one_company() -> None:
    company = make_company("CLSK")
    day = date(2025, 10, 20)
    near = make_candidate(company=company, announced_on=day + timedelta(days=3))
    approved = make_candidate(company=company, announced_on=day, state="approved")
    make_candidate(company=company, announced_on=day, state="rejected")
    make_candidate(company=company, announced_on=day + timedelta(days=4))
    make_candidate(company=make_company("IREN"), announced_on=day)
    assert set(selectors.same_week_candidates("CLSK", day)) == {near, approved}

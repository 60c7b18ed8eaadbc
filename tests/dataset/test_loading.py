"""Loading: what is in the files is on record afterwards, once, whatever was there before."""

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.dataset.small import BARS, FRENCH, PRESS, Records, write
from tracker.announcements.models import Announcement, Assertion, Evidence, ReportedMove, Statement, Valuation
from tracker.companies.models import Alias, Company, Listing, Person, Position, Security, Site, SiteStatus
from tracker.dataset.loading import DATA, DatasetErrors, is_loaded, load
from tracker.dataset.models import DatasetLoad
from tracker.markets.models import PriceBar
from tracker.sources.models import Source

pytestmark = pytest.mark.django_db


def all_rows() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table with all its columns, many-to-many tables included."""
    models = apps.get_app_config("tracker").get_models(include_auto_created=True)
    return {model.__name__: list(model._default_manager.order_by("pk").values_list()) for model in models}


def hire() -> Announcement:
    return Announcement.objects.get(slug="clsk-2025-10-20-hire")


def test_bundled_files_load_and_loading_again_changes_nothing(now: datetime) -> None:
    first = load(now=now)
    assert first.changed
    assert first.counts == {
        "companies": Company.objects.count(),
        "securities": Security.objects.filter(company=None).count(),
        "counterparties": 108,
        "executives": Person.objects.filter(kind="executive").count(),
        "commentators": Person.objects.exclude(kind="executive").count(),
        "sites": Site.objects.count(),
        "sources_cited": 294,
        "announcements": Announcement.objects.count(),
        "valuations": Valuation.objects.count(),
        "sources": Source.objects.count(),
        "price_bars": PriceBar.objects.count(),
    }
    assert first.counts["announcements"] == (DATA / "announcements.yaml").read_text(encoding="utf-8").count("\n- key: ")
    rows = all_rows()
    second = load(now=now + timedelta(days=1))
    assert not second.changed
    assert second.counts == first.counts
    assert all_rows() == rows


def test_bundled_hire_at_cleanspark_has_all_its_parts(now: datetime) -> None:
    load(now=now)
    announcement = Announcement.objects.get(slug="clsk-2025-10-20-jeffrey-thomas")
    assert announcement.published_at == now
    assert [(act.person.key, act.action, act.previous_employer) for act in announcement.people.all()] == [
        ("jeffrey-thomas", "joins", "Humain")
    ]
    assert [statement.person and statement.person.key for statement in announcement.statements.all()] == [
        "matt-schultz",
        "scott-garrison",
    ]
    move = announcement.reported_moves.get()
    assert (move.pct, move.basis, move.price) == (Decimal(11), "intraday", Decimal("21.86"))
    assert move.evidence is not None
    assert move.evidence.url == move.source_url == "https://www.mexc.co/fr/news/136344"
    assert announcement.evidence.count() == len(announcement.other_sources) + 1
    assert announcement.related.count() == 3
    assert set(announcement.context_companies.values_list("key", flat=True)) == {"BITF", "CAN", "GLXY"}
    assert announcement.context_valuations.count() == 2
    closes = PriceBar.objects.filter(security__key="CLSK", session_on__range=("2025-10-17", "2025-10-20"))
    assert list(closes.values_list("close", flat=True)) == [Decimal("19.525"), Decimal("20.4")]
    listings = Listing.objects.filter(security__key="BITF").order_by("exchange", "valid_to")
    assert set(listings.values_list("ticker", "exchange", "valid_from", "valid_to")) == {
        ("BITF", "XNAS", None, day("2026-04-05")),
        ("KEEL", "XNAS", day("2026-04-06"), None),
        ("BITF", "XTSE", None, day("2026-04-05")),
        ("KEEL", "XTSE", day("2026-04-06"), None),
    }
    assert Security.objects.get(key="NB2").currency == "EUR"
    galaxy = Listing.objects.get(security__key="GLXY", exchange="XNAS")
    assert (galaxy.valid_from, galaxy.valid_from_precision) == (day("2025-05-16"), "day")


def day(text: str) -> Any:
    return datetime.fromisoformat(text).date()


def test_small_record_becomes_rows_with_their_precision(tmp_path: Path, now: datetime) -> None:
    load(now=now, root=write(tmp_path))
    listing = Listing.objects.get(ticker="CLSK")
    assert (listing.valid_from, listing.valid_from_precision) == (day("2016-11-01"), "month")
    site = Site.objects.get()
    assert (site.ready_on, site.ready_precision) == (day("2026-01-01"), "year")
    assert (site.mw_gross, site.mw_critical_it) == (Decimal(60), None)
    assert SiteStatus.objects.get().status == "operating"
    assert set(Alias.objects.values_list("name", "kind")) == {
        ("CleanSpark", "alias"),
        ("Clean Spark", "alias"),
        ("Stratean", "former_name"),
        ("HUMAIN AI", "alias"),
        ("Atlanta South", "alias"),
    }
    post, former = Position.objects.filter(person__key="jeffrey-thomas").order_by("is_former")
    assert (post.started_on, post.started_precision, post.previous_employer) == (day("2025-10-01"), "month", "Humain")
    assert (former.employer, former.is_former) == ("Humain", True)


def test_sources_become_evidence_with_what_the_main_one_states(tmp_path: Path, now: datetime) -> None:
    load(now=now, root=write(tmp_path))
    main, other = hire().evidence.order_by("-is_main")
    assert (main.url, main.source_name, main.tier, main.language) == (PRESS, "The News", "press", "en")
    assert (other.url, other.source_name, other.tier, other.language) == (FRENCH, "Le Fil", "aggregator", "fr")
    stated = dict(main.assertions.values_list("field", "value"))
    assert stated["announced_on"] == "2025-10-20"
    assert stated["people"] == [
        {"name": "Jeffrey Thomas", "action": "joins", "title": "SVP", "previous_employer": "Humain"}
    ]
    assert not other.assertions.exists()
    said = Statement.objects.get()
    assert (said.speaker, said.is_verbatim, said.language, said.evidence) == ("Matt Schultz", False, "en", main)


def test_amounts_keep_their_own_currency(tmp_path: Path, now: datetime) -> None:
    value = {"usd": 46_000_000, "local_amount": 62_800_000, "local_currency": "CAD", "what": "purchase_price"}
    load(now=now, root=write(tmp_path, _set("announcements", value=value)))
    found = hire()
    assert (found.value_amount, found.value_currency) == (Decimal(62_800_000), "CAD")
    assert (found.value_usd, found.value_counts) == (Decimal(46_000_000), "purchase_price")
    load(now=now, root=write(tmp_path, _set("announcements", value={"usd": 46_000_000, "what": "bid"})))
    found = hire()
    assert (found.value_amount, found.value_currency) == (Decimal(46_000_000), "USD")
    assert found.value_usd == found.value_amount


def _set(name: str, **fields: Any) -> Any:
    def change(records: Records) -> None:
        records[name][0].update(fields)

    return change


def test_a_correction_updates_its_rows_and_keeps_their_keys(tmp_path: Path, now: datetime) -> None:
    load(now=now, root=write(tmp_path))
    before = {model: model.objects.get().pk for model in (Announcement, Statement, ReportedMove)}
    published = hire().published_at

    def change(records: Records) -> None:
        announcement = records["announcements"][0]
        announcement["title"] = "CleanSpark names a head of AI data centers"
        announcement["reported_move"]["pct"] = 11.96
        announcement["quotes"][0]["gist"] = "He is very glad."
        records["companies"][0]["aliases"] = ["CleanSpark"]

    report = load(now=now + timedelta(days=1), root=write(tmp_path, change))
    assert report.changes == 4
    assert {model: model.objects.get().pk for model in before} == before
    assert hire().title == "CleanSpark names a head of AI data centers"
    assert hire().updated_at == now + timedelta(days=1)
    assert hire().published_at == published
    assert ReportedMove.objects.get().pct == Decimal("11.96")
    assert Statement.objects.get().text == "He is very glad."
    assert not Alias.objects.filter(name="Clean Spark").exists()


def test_what_a_file_no_longer_has_goes_with_its_parent_staying(tmp_path: Path, now: datetime) -> None:
    load(now=now, root=write(tmp_path))

    def change(records: Records) -> None:
        for field in ("quotes", "reported_move", "context", "sites", "counterparties", "other_sources"):
            del records["announcements"][0][field]

    load(now=now, root=write(tmp_path, change))
    assert [Statement.objects.count(), ReportedMove.objects.count(), Evidence.objects.count()] == [0, 0, 1]
    assert not hire().sites.exists()
    assert not hire().context_people.exists()
    assert hire().context_text == ""


def test_another_page_can_become_the_main_source(tmp_path: Path, now: datetime) -> None:
    load(now=now, root=write(tmp_path))
    change = _set("announcements", source_url=FRENCH, source_language="fr", other_sources=[PRESS])
    load(now=now, root=write(tmp_path, change))
    assert list(hire().evidence.values_list("url", "is_main")) == [(FRENCH, True), (PRESS, False)]
    assert Assertion.objects.filter(evidence__url=PRESS).count() == 0
    load(now=now, root=write(tmp_path))
    assert hire().evidence.get(is_main=True).url == PRESS


def test_a_record_taken_out_of_a_file_stays_on_record(tmp_path: Path, now: datetime) -> None:
    load(now=now, root=write(tmp_path))

    def change(records: Records) -> None:
        records["announcements"].clear()
        del records["valuations"][0]["announcement"]

    load(now=now, root=write(tmp_path, change))
    assert hire().evidence.count() == 2


def test_a_status_that_a_site_had_stays_in_its_history(tmp_path: Path, now: datetime) -> None:
    load(now=now, root=write(tmp_path))
    load(now=now, root=write(tmp_path, _set("sites", status="converting")))
    assert set(SiteStatus.objects.values_list("status", flat=True)) == {"operating", "converting"}


def test_bundled_bars_follow_the_file_and_never_replace_a_providers(tmp_path: Path, now: datetime) -> None:
    load(now=now, root=write(tmp_path))
    PriceBar.objects.filter(session_on="2025-10-20").update(provider="yfinance", close=Decimal("20.41"))
    load(now=now, root=write(tmp_path, bars=BARS.replace("19.525", "19.52").replace(",20.4,", ",20.39,")))
    assert list(PriceBar.objects.values_list("provider", "close")) == [
        ("bundled", Decimal("19.52")),
        ("yfinance", Decimal("20.41")),
    ]
    load(now=now, root=write(tmp_path, bars=BARS.splitlines()[0] + "\n"))
    assert list(PriceBar.objects.values_list("provider", flat=True)) == ["yfinance"]


def test_each_different_load_is_remembered_once(tmp_path: Path, now: datetime) -> None:
    assert not is_loaded(write(tmp_path))
    report = load(now=now, root=tmp_path)
    load(now=now, root=tmp_path)
    assert is_loaded(tmp_path)
    assert DatasetLoad.objects.get().digest == report.digest
    load(now=now, root=write(tmp_path, _set("announcements", notes="Seen again.")))
    assert DatasetLoad.objects.count() == 2


def test_loading_again_asks_as_few_questions_for_more_records(tmp_path: Path, now: datetime) -> None:
    load(now=now, root=write(tmp_path))
    with CaptureQueriesContext(connection) as few:
        load(now=now, root=tmp_path)
    extra = [{"key": f"party-{n}", "name": f"Party {n}", "kind": "vendor", "aliases": [f"P{n}"]} for n in range(50)]
    write(tmp_path, lambda records: records["counterparties"].extend(extra))
    load(now=now, root=tmp_path)
    with CaptureQueriesContext(connection) as many:
        load(now=now, root=tmp_path)
    assert len(many) == len(few)


def test_a_row_made_here_that_contradicts_the_files_is_named(tmp_path: Path, now: datetime) -> None:
    fields = {"name": "Other", "ticker": "CLSK", "role": "miner", "status": "listed", "country": "US"}
    Company.objects.create(key="OTHER", **fields)
    with pytest.raises(DatasetErrors, match="contradicts a row that was made here"):
        load(now=now, root=write(tmp_path))
    assert not Announcement.objects.exists()

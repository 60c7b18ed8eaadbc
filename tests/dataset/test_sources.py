"""The starting set of sources: what the file says, what it leaves to people, what it refuses."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.dataset.small import Records, write
from tests.factories import make_source
from tracker.companies.models import Company
from tracker.dataset.loading import DatasetErrors, check, load
from tracker.sources.models import Source, SourceKind

pytestmark = pytest.mark.django_db
SEC = "https://data.sec.gov/submissions/CIK0000827876.json"


def changed(key: str, **fields: Any) -> Callable[[Records], None]:
    def change(records: Records) -> None:
        next(record for record in records["sources"] if record["key"] == key).update(fields)

    return change


def wrong(tmp_path: Path, key: str, **fields: Any) -> set[tuple[str, str, str]]:
    with pytest.raises(DatasetErrors) as caught:
        check(write(tmp_path, changed(key, **fields)))
    return {(error.file, error.record, error.field) for error in caught.value.errors}


class TestLoading:
    def test_a_source_is_made_as_the_file_says(self, tmp_path: Path, now: datetime) -> None:
        load(now=now, root=write(tmp_path))
        sec, news = Source.objects.get(key="sec-clsk"), Source.objects.get(key="news")
        assert (sec.kind, sec.url, sec.tier, sec.interval_minutes) == ("edgar", SEC, "filing", 15)
        assert (sec.is_enabled, sec.is_verified, news.is_enabled, news.is_verified) == (True, True, False, False)
        assert sec.next_poll_at is not None
        assert now <= sec.next_poll_at <= now + timedelta(minutes=10)

    def test_pausing_and_what_polls_found_stay(self, tmp_path: Path, now: datetime) -> None:
        load(now=now, root=write(tmp_path))
        Source.objects.filter(key="sec-clsk").update(is_enabled=False, etag='"v1"', next_poll_at=now)
        load(now=now, root=write(tmp_path, changed("sec-clsk", interval_minutes=30)))
        source = Source.objects.get(key="sec-clsk")
        assert (source.interval_minutes, source.is_enabled, source.etag, source.next_poll_at) == (
            30,
            False,
            '"v1"',
            now,
        )

    def test_another_address_starts_from_nothing(self, tmp_path: Path, now: datetime) -> None:
        load(now=now, root=write(tmp_path))
        Source.objects.filter(key="news").update(etag='"v1"', failures=4)
        load(now=now, root=write(tmp_path, changed("news", url="https://news.example.org/new")))
        source = Source.objects.get(key="news")
        assert (source.url, source.etag, source.failures) == ("https://news.example.org/new", "", 0)

    def test_an_address_that_somebody_entered_here_stays_theirs(self, tmp_path: Path, now: datetime) -> None:
        make_source("mine", url="https://news.example.org/feed")
        load(now=now, root=write(tmp_path))
        assert set(Source.objects.values_list("key", flat=True)) == {"mine", "sec-clsk"}

    def test_the_bundled_ones_need_no_key_and_cover_every_cik(self, now: datetime) -> None:
        load(now=now)
        assert not Source.objects.filter(is_enabled=True, is_verified=False).exists()
        assert not Source.objects.filter(is_enabled=True, kind=SourceKind.YFINANCE_NEWS).exists()
        assert not Source.objects.filter(licence_note="").exists()
        moments = Source.objects.filter(is_enabled=True).values_list("next_poll_at", flat=True)
        assert len(set(moments)) > 0.8 * len(moments)
        followed = " ".join(Source.objects.filter(kind=SourceKind.EDGAR).values_list("url", flat=True))
        assert [company.key for company in Company.objects.exclude(cik="") if company.cik not in followed] == []


class TestErrors:
    @pytest.mark.parametrize(
        ("key", "fields", "field"),
        [
            ("sec-clsk", {"url": "https://www.sec.gov/cgi-bin/browse-edgar?CIK=827876"}, "url"),
            ("news", {"url": SEC}, "url"),
            ("news", {"url": "http://news.example.org/feed"}, "url"),
            ("news", {"enabled": True}, "enabled"),
            ("news", {"kind": "gopher"}, "kind"),
            ("news", {"interval_minutes": 0}, "interval_minutes"),
            ("news", {"interval_minutes": 1.5}, "interval_minutes"),
            ("news", {"company": "NOPE"}, "company"),
            ("news", {"password": "x"}, "password"),
        ],
    )
    def test_each_slip_is_named_with_its_field(
        self, tmp_path: Path, key: str, fields: dict[str, Any], field: str
    ) -> None:
        assert {place[2] for place in wrong(tmp_path, key, **fields)} == {field}

    def test_a_filing_list_of_another_company_is_noticed(self, tmp_path: Path) -> None:
        def change(records: Records) -> None:
            records["companies"][0]["cik"] = "0000000001"

        with pytest.raises(DatasetErrors, match="The CIK is not that of CLSK"):
            check(write(tmp_path, change))

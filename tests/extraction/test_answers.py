"""Articles as JSON lines in, readings out."""

import json
import re
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.eval import ARTICLES
from tests.extraction.books import bundled_book
from tracker.extraction.answers import BadLine, Line, parse_line, read_all


def line(**fields: object) -> bytes:
    return json.dumps({"id": "one", "headline": "TeraWulf leases 30 MW to an AI tenant", **fields}).encode()


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"{bad", "not JSON"),
        (b"[1]", "list, not an object"),
        (b"null", "not an object"),
        (b"\xff\xfe{}", "not UTF-8 (byte 0)"),
        (b'{"headline": "x"}', '"id" is missing'),
        (line(id=True), '"id" is missing'),
        (line(id=""), '"id" is missing'),
        (line(text=7), '"text" is int'),
        (line(url=["x"]), '"url" is list'),
        (line(published="yesterday"), "'yesterday', not a day"),
        (line(published=20251020), "not a day"),
        (b'{"id": 1, "n": ' + b"9" * 5000 + b"}", "not JSON"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_a_line_that_is_no_article_says_why(raw: bytes, told: str) -> None:
    with pytest.raises(BadLine, match=re.escape(told)):
        parse_line(raw)


@pytest.mark.parametrize(
    ("published", "stamp"),
    [
        ("2025-10-20", "2025-10-20T12:00:00+00:00"),
        ("2025-10-20T23:30:00+02:00", "2025-10-20T23:30:00+02:00"),
        ("2025-10-20T09:00:00", "2025-10-20T09:00:00+00:00"),
        ("2025-10-20T09:00:00Z", "2025-10-20T09:00:00+00:00"),
    ],
)
def test_a_day_or_a_time_of_publication_is_taken(published: str, stamp: str) -> None:
    at = parse_line(line(published=published)).article.published_at
    assert at is not None
    assert at.isoformat() == stamp


@pytest.mark.parametrize("published", [None, ""])
def test_publication_may_be_unknown(published: object) -> None:
    assert parse_line(line(published=published)).article.published_at is None


def test_markup_and_lone_surrogates_are_cleaned_before_reading() -> None:
    raw = b'{"id": 1, "headline": "A &amp; B \\ud800", "text": "<p>x<script>alert(1)</script></p>", "url": null}'
    article = parse_line(raw).article
    assert (article.headline, article.text, article.url) == ("A & B \ufffd", "x", "")


def answers(*lines: Line) -> list[dict[str, object]]:
    return [json.loads(row) for row in read_all(lines, bundled_book())]


def test_every_line_is_answered_in_order_with_its_own_id() -> None:
    found = answers(*(parse_line(line(id=number)) for number in (3, "b", 3)))
    assert [row["id"] for row in found] == [3, "b", 3]


def test_stories_are_grouped_across_the_whole_input() -> None:
    other = parse_line(line(id="two", headline="Riot Platforms buys an AI site in Ohio for $40 million"))
    first = parse_line(line(url="https://x.example.com/a"))
    again = parse_line(line(id="three", url="http://m.x.example.com/a?utm_source=rss"))
    assert [row["story"] for row in answers(first, other, again)] == ["story-1", None, "story-1"]


@pytest.mark.parametrize(
    "filling", ["lease 30 MW ", "<b>", "&amp;", "TeraWulf $5 million ", "Aa Bb ", "11% ", "\x00", "\u202e"]
)
def test_a_text_of_five_megabytes_is_read_in_bounded_time(filling: str) -> None:
    started = time.perf_counter()
    (found,) = answers(parse_line(line(text=(filling * 5_000_000)[:5_000_000])))
    assert found["primary_ticker"] == "WULF"
    assert time.perf_counter() - started < 5


def test_every_fact_has_its_span_and_rule() -> None:
    (found,) = answers(parse_line(line()))
    evidence = found["evidence"]
    assert isinstance(evidence, list)
    assert {
        "field": "capacity_mw",
        "value": "30",
        "where": "headline",
        "span": [16, 21],
        "rule": "capacity",
    } in evidence


def test_the_record_is_read_without_keeping_the_articles() -> None:
    def lines() -> Iterator[Line]:
        for raw in ARTICLES.read_bytes().splitlines():
            yield parse_line(raw)

    assert sum(1 for _row in read_all(lines(), bundled_book())) == 78


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20), lambda one: st.lists(one, max_size=3), max_leaves=5
)


def article_or_refusal(raw: bytes) -> Line | str:
    try:
        return parse_line(raw)
    except BadLine as error:
        return str(error)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(["id", "url", "outlet", "published", "headline", "text"]), JSON))
def test_any_object_is_an_article_or_a_bad_line(row: dict[str, object]) -> None:
    found = article_or_refusal(json.dumps(row).encode())
    assert len(answers(found)) == 1 if isinstance(found, Line) else found


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_an_article_or_a_bad_line(raw: bytes) -> None:
    assert article_or_refusal(raw)

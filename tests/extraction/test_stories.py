"""Which tellings are of one story, across outlets and languages."""

import json
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extraction.books import bundled_book
from tracker.extraction.duplicates import Event, restates
from tracker.extraction.reading import read
from tracker.extraction.scene import Article
from tracker.extraction.stories import SAME_STORY, StoryIndex, Telling, group, sameness, stored_telling, telling_of

LEASE_EN = (
    "Cipher leases 168 MW to Fluidstack in $3 billion AI deal",
    "Cipher Mining signed a ten-year AI lease with Fluidstack for 168 MW at Barber Lake. Google backs $1.4 billion.",
)
LEASE_FR = (
    "Cipher Mining signe avec Fluidstack pour 3 milliards de dollars",
    "Le mineur de bitcoin louera 168 MW d'IA à Barber Lake pendant dix ans. Google garantit 1,4 milliard de dollars.",
)
LEASE_ZH = (
    "比特币矿企Cipher Mining与Fluidstack签署30亿美元AI租约",
    "双方签署为期十年的租约,容量168兆瓦,谷歌提供14亿美元担保。",
)
FOLLOW_UP = (
    "Fluidstack takes another 39 MW from Cipher for $830 million",
    "Cipher Mining leases 39 MW more to Fluidstack at Barber Lake for AI. Google adds $333 million to its guarantee.",
)


def telling(piece: tuple[str, str], published: str = "", url: str = "") -> Telling:
    at = datetime.fromisoformat(f"{published}T12:00:00+00:00") if published else None
    article = Article(url, "", at, *piece)
    return telling_of(article, read(article, bundled_book()))


def one_story(*tellings: Telling) -> bool:
    return len(set(group(tellings))) == 1 and group(tellings)[0] is not None


@pytest.mark.parametrize("days", [("2025-09-25", "2025-09-25", "2025-09-26"), ("2025-09-25", "", ""), ("", "", "")])
def test_one_event_in_three_languages_is_one_story(days: tuple[str, str, str]) -> None:
    pieces = (LEASE_EN, LEASE_FR, LEASE_ZH)
    assert one_story(*(telling(piece, day) for piece, day in zip(pieces, days, strict=True)))


@pytest.mark.parametrize("day", ["2025-09-29", "2025-11-20", ""])
def test_a_follow_up_with_other_figures_stays_apart(day: str) -> None:
    assert group([telling(LEASE_EN, "2025-09-25"), telling(FOLLOW_UP, day)]) == [None, None]


def test_the_same_words_months_later_are_another_story() -> None:
    assert group([telling(LEASE_EN, "2025-09-25"), telling(LEASE_EN, "2025-12-25")]) == [None, None]


def test_one_address_is_one_story_whatever_is_told_there() -> None:
    first = telling(LEASE_EN, "2025-09-25", "https://x.example.com/a?utm_source=rss")
    edited = telling(("Correction: AI news", "Something else."), "2026-01-25", "https://m.x.example.com/a/")
    assert one_story(first, edited)


def test_other_companies_with_alike_figures_stay_apart() -> None:
    other = (
        "TeraWulf leases 168 MW to Fluidstack in $3 billion AI deal",
        LEASE_EN[1].replace("Cipher Mining", "TeraWulf"),
    )
    assert group([telling(LEASE_EN, "2025-09-25"), telling(other, "2025-09-25")]) == [None, None]


def test_irrelevant_stories_are_grouped_as_well() -> None:
    update = (
        "MARA mines 736 BTC in September",
        "MARA Holdings produced 736 BTC and held 52,850 BTC; hashrate reached 60.4 EH/s.",
    )
    again = ("Production: MARA holds 52,850 bitcoin", "The miner produced 736 BTC in September at 60.4 EH/s, it said.")
    next_month = (
        "MARA mines 717 BTC in October",
        "MARA Holdings produced 717 BTC and held 53,250 BTC; hashrate reached 60.9 EH/s.",
    )
    found = group([telling(update, "2025-10-03"), telling(again, "2025-10-04"), telling(next_month, "2025-11-04")])
    assert found == [0, 0, None]


def test_a_story_about_nobody_on_record_is_one_story_by_its_figures() -> None:
    one = ("Nvidia quarter: $57.0 billion", "Revenue rose 62% to $57.0 billion; data centers brought $51.2 billion.")
    other = (
        "Nvidia bat les attentes",
        "Le chiffre d'affaires atteint 57,01 milliards de dollars, dont 51,2 milliards pour les centres.",
    )
    assert one_story(telling(one, "2025-11-19"), telling(other, "2025-11-20"))


def test_two_hires_of_one_company_on_one_day_are_two_stories() -> None:
    one = (
        "CleanSpark hires Dana Whitfield for AI",
        "CleanSpark appointed Dana Whitfield as Chief Data Center Officer for AI.",
    )
    other = (
        "CleanSpark hires Omar Lindqvist for AI",
        "CleanSpark appointed Omar Lindqvist as Chief Compute Officer for AI.",
    )
    assert group([telling(one, "2025-10-20"), telling(other, "2025-10-20")]) == [None, None]


def test_what_is_stored_with_a_candidate_is_compared_alike() -> None:
    article = Article("https://x.example.com/a", "", datetime(2025, 9, 25, tzinfo=UTC), *LEASE_EN)
    reading = read(article, bundled_book())
    told = telling_of(article, reading)
    kept = json.loads(json.dumps(reading.as_json()))
    days = {"first_on": told.first_on, "last_on": told.last_on}
    assert stored_telling(kept, company="CIFR", kind=reading.kind, title=reading.headline, url=told.url, **days) == told


def test_the_order_of_the_input_does_not_change_the_stories() -> None:
    pieces = [(LEASE_EN, "2025-09-25"), (LEASE_FR, ""), (FOLLOW_UP, "2025-11-20"), (LEASE_ZH, "2025-09-26")]
    for seed in range(6):
        shuffled = Random(seed).sample(pieces, len(pieces))
        found = group([telling(*piece) for piece in shuffled])
        assert {shuffled[i][0] for i, story in enumerate(found) if story is not None} == {LEASE_EN, LEASE_FR, LEASE_ZH}


def test_a_new_telling_is_looked_up_not_compared_with_all() -> None:
    index = StoryIndex()
    for number in range(3_000):
        index.add(
            Telling(company="IREN", kind="lease", marks=frozenset({f"w{number}", "q:microsoft"}), url=f"x.com/{number}")
        )
    started = time.perf_counter()
    assert index.alike(Telling(company="IREN", kind="lease", marks=frozenset({"w77", "q:microsoft"}), is_relevant=True))
    assert time.perf_counter() - started < 0.1


MARKS = st.frozensets(
    st.sampled_from(["w300", "m3.7e9", "n447", "p5.28", "d08-14", "c:IREN", "q:dell", "x:houston", "?"])
)
DAYS = st.none() | st.dates(min_value=date(2025, 1, 1), max_value=date(2025, 1, 20))
TELLINGS = st.builds(
    Telling,
    company=st.sampled_from(["", "IREN", "WULF"]),
    kind=st.sampled_from(["", "lease", "financing"]),
    is_relevant=st.booleans(),
    first_on=DAYS,
    last_on=DAYS,
    marks=MARKS,
    headline_people=st.frozensets(st.sampled_from(["h:a", "h:b"])),
    capacity=st.sampled_from(["", "w300", "w160"]),
    value=st.sampled_from(["", "m3.7e9"]),
    joining=st.frozensets(st.text(max_size=3), max_size=2),
    url=st.sampled_from(["", "x.com/1", "x.com/2"]),
    title=st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=6).map(tuple),
)


@settings(max_examples=200, deadline=None)
@given(TELLINGS, TELLINGS)
def test_sameness_is_symmetric(a: Telling, b: Telling) -> None:
    assert sameness(a, b) == sameness(b, a)


@settings(max_examples=100, deadline=None)
@given(st.lists(TELLINGS, max_size=12))
def test_every_story_has_its_first_telling_and_is_not_alone(tellings: list[Telling]) -> None:
    found = group(tellings)
    assert len(found) == len(tellings)
    for number, first in enumerate(found):
        if first is not None:
            assert first <= number
            assert found[first] == first
            assert found.count(first) > 1


@given(TELLINGS)
def test_a_telling_with_an_address_is_like_itself(telling: Telling) -> None:
    if telling.url:
        assert sameness(telling, telling) >= SAME_STORY


OLD = Event(
    company="WULF",
    kind="lease",
    announced_on=date(2025, 8, 14),
    counterparties=frozenset({"fluidstack"}),
    sites=frozenset({"lake-mariner-ny"}),
    capacity_mw=Decimal(200),
)


@pytest.mark.parametrize(
    ("changes", "is_told_again"),
    [
        ({"announced_on": date(2025, 11, 10)}, True),
        ({"announced_on": date(2025, 11, 10), "capacity_mw": Decimal(215), "kind": "strategy"}, True),
        (
            {
                "announced_on": date(2025, 11, 10),
                "counterparties": frozenset(),
                "sites": frozenset({"Lake Mariner NY"}),
            },
            True,
        ),
        ({"announced_on": date(2025, 8, 15)}, False),
        ({"announced_on": None}, False),
        ({"announced_on": date(2025, 11, 10), "capacity_mw": Decimal(160)}, False),
        ({"announced_on": date(2025, 11, 10), "capacity_mw": None}, False),
        ({"announced_on": date(2025, 11, 10), "company": "CIFR"}, False),
        ({"announced_on": date(2025, 11, 10), "counterparties": frozenset({"aws"}), "sites": frozenset()}, False),
    ],
)
def test_an_old_deal_told_again_is_recognised(changes: dict[str, Any], is_told_again: bool) -> None:
    values = {name: getattr(OLD, name) for name in Event.__slots__} | changes
    new = Event(**values)
    assert restates(OLD, new) is is_told_again
    assert restates(new, OLD) is is_told_again

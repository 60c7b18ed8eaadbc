"""Filters from plain strings: what is understood, what is left out with a sentence, and that nothing raises."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reactions.studies.conftest import Market
from tracker.announcements.models import Evidence
from tracker.companies.models import Counterparty
from tracker.reactions.sample_filter import DATE, parse

NAMES = ("company", "kind", "scope", "counterparty", "confidence", "tier", "min_mw", "max_mw", "from", "to")
SWITCHES = ("clean", "anchor", "followups")


def test_every_filter_is_read(market: Market) -> None:
    Counterparty.objects.create(key="big-cloud", name="Big Cloud", kind="hyperscaler")
    found, problems = parse(
        {
            "company": "m1, M2",
            "kind": "lease,hosting",
            "scope": "ai_hpc",
            "counterparty": "Big Cloud",
            "confidence": "high",
            "tier": "filing",
            "min_mw": "100",
            "max_mw": "250.5",
            "from": "2025-02-01",
            "to": "2025-09-30",
            "clean": "1",
            "anchor": "date",
            "followups": "keep",
        }
    )
    assert problems == ()
    assert (found.companies, found.kinds, found.scopes) == (("M1", "M2"), ("lease", "hosting"), ("ai_hpc",))
    assert (found.counterparties, found.confidences, found.tiers) == (("big-cloud",), ("high",), ("filing",))
    assert (found.min_mw, found.max_mw) == (Decimal(100), Decimal("250.5"))
    assert (found.from_on, found.to_on) == (date(2025, 2, 1), date(2025, 9, 30))
    assert (found.clean_only, found.anchor, found.keep_follow_ups) == (True, DATE, True)
    assert parse(found.query)[0].query == found.query


def test_nothing_asked_for_limits_nothing(market: Market) -> None:
    one = market.tell("M0", 150)
    found, problems = parse({})
    assert (found.query, problems, found.matching_ids()) == ({}, (), {one.pk})


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"kind": "leese"}, "“leese” is no kind here"),
        ({"company": "NOPE"}, "“NOPE” is no company here"),
        ({"min_mw": "many"}, "“many” is no size in MW"),
        ({"max_mw": "NaN"}, "“NaN” is no size in MW"),
        ({"min_mw": "-5"}, "“-5” is no size in MW"),
        ({"min_mw": "1e999999999"}, "is no size in MW"),
        ({"from": "2025-02-30"}, "“2025-02-30” is no day"),
        ({"clean": "perhaps"}, "Write 1 or 0"),
        ({"anchor": "moon"}, "There are: news, date"),
        ({"from": "2025-05-02", "to": "2025-05-01"}, "ends before it starts"),
        ({"min_mw": "300", "max_mw": "200"}, "neither limits the sample"),
    ],
)
def test_a_bad_value_is_said_and_left_out(market: Market, values: dict[str, str], words: str) -> None:
    found, problems = parse(values)
    assert len(problems) == 1
    assert words in problems[0]
    assert found.query == {}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(values=st.dictionaries(st.sampled_from((*NAMES, *SWITCHES)), st.text(max_size=60)))
def test_no_text_in_an_address_raises(db: None, values: dict[str, str]) -> None:
    found, problems = parse(values)
    found.matching_ids()
    assert all(problems)


def test_each_filter_narrows_the_sample(market: Market) -> None:
    cloud = Counterparty.objects.create(key="big-cloud", name="Big Cloud", kind="hyperscaler")
    lease = market.tell("M0", 150, capacity_mw=Decimal(200), capacity_basis="gross", confidence="high")
    lease.counterparties.add(cloud)
    Evidence.objects.create(
        announcement=lease, source_name="SEC", tier="filing", is_main=True, added_at=lease.published_at
    )
    other = market.tell("M1", 160, kind="financing", scope="corporate")
    market.tell("M2", 170, state="retracted")
    assert parse({})[0].matching_ids() == {lease.pk, other.pk}
    for values in (
        {"company": "M0"},
        {"kind": "lease"},
        {"scope": "ai_hpc"},
        {"counterparty": "big-cloud"},
        {"confidence": "high"},
        {"tier": "filing"},
        {"min_mw": "200"},
        {"max_mw": "200"},
        {"to": market.days[155].isoformat()},
    ):
        assert parse(values)[0].matching_ids() == {lease.pk}, values

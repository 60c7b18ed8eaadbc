"""Marks: shapes, tiers, bars."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.charts.drawings import FAMILIES, SHAPES, VERDICTS
from tracker.extraction.choices import Kind
from tracker.reactions import claims
from tracker.sources.models import Tier
from tracker.templatetags import marks


def test_every_kind_has_a_family_with_a_shape_and_a_name() -> None:
    assert set(FAMILIES) == set(Kind.values)
    assert set(FAMILIES.values()) == set(SHAPES) == set(marks.FAMILY_NAMES)


def test_every_verdict_has_a_glyph() -> None:
    verdicts = {claims.HOLDS_AT_CLOSE, claims.INTRADAY_ONLY, claims.NOT_BORNE_OUT, claims.OFF_SESSION}
    assert set(VERDICTS) == {*verdicts, claims.NO_PRICES}


@pytest.mark.parametrize("tier", Tier.values)
def test_a_tier_has_bars_and_a_word(tier: str) -> None:
    assert 'class="on"' in marks.tier(tier)
    assert str(Tier(tier).label) in marks.tier(tier)


def test_what_is_not_about_ai_is_hollow() -> None:
    assert "is-hollow" in marks.shape("lease", "mining")
    assert "is-hollow" not in marks.shape("lease", "ai_hpc")


def test_an_unknown_kind_is_escaped() -> None:
    assert "<script>" not in marks.kind("<script>")


@given(st.floats(min_value=-5, max_value=5), st.one_of(st.none(), st.floats(min_value=-5, max_value=5)))
def test_a_reaction_bar_stays_in_its_box(first: float, second: float | None) -> None:
    drawn = marks.reaction_bar(first, second)
    assert ('class="rb__c' in drawn) == (abs(first) > 0.15 or abs(second or 0) > 0.15)
    assert "nan" not in drawn


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_reaction_draws_nothing(nothing: str | None) -> None:
    assert marks.reaction_bar(nothing) == ""


def test_segments_fill_the_whole() -> None:
    parts = marks.segments([("operating", 25.0), ("converting", 0.0), ("planned", 75.0)], 100)
    assert [(part.state, part.start, part.width) for part in parts] == [("operating", 0, 25), ("planned", 25, 75)]
    assert marks.segments([("operating", 1.0)], 0) == []

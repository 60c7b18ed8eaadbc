"""A study out of the cache: every figure as it went in, what is missing still missing."""

from django.core.cache import cache

from tests.reactions.studies.conftest import Market
from tracker.reactions import studies
from tracker.reactions.sample_filter import parse
from tracker.reactions.studies_events import event_views, owners
from tracker.reactions.studies_kept import Kept


def test_a_study_comes_out_as_it_went_in(market: Market) -> None:
    for number, session in enumerate((130, 140, 150, 160, 170, 198)):
        market.tell(f"M{number % 3}", session, capacity_mw=100 + number, capacity_basis="gross")
    market.tell("M4", 20, kind="hosting")  # too early to be measured
    view = studies.study({})
    given = studies.material(parse({})[0], "spy_btc")
    cache.set("kept", Kept.of(view, given.found))
    opened = cache.get("kept").opened()

    assert opened == view
    assert len(opened.events) == 7
    assert list(opened.events) == event_views(given.found, owners())
    late, early = opened.events[0], opened.events[-1]
    assert late.ar[-1] is None
    assert not late.windows[-1].is_complete
    assert early.headline.t is None

"""Stored bars as aligned returns: one matrix of sessions by shares with the factors that a normal-return model needs.

Returns are simple ones between dividend-adjusted closes where both bars have them, else between closes as printed. A
session without a bar or with a volume of zero is missing; the next return then spans several sessions, and `spans`
says how many. A share is one Security whatever its ticker (BITF became KEEL), and a relisting after a merger is
another Security: nothing is spliced.

BTC trades around the clock. On record are daily UTC bars, whose close comes three to four hours after New York's; they
are compounded from session to session, weekends included, and the session before joins as a further factor
(METHOD section 3). The last UTC bar is stored only when its day is over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
from django.db.models import Count, FloatField, Max
from django.db.models.functions import Cast
from numpy.typing import NDArray

from tracker.companies.choices import SecurityKind
from tracker.companies.models import Security
from tracker.markets import calendar
from tracker.markets.models import PriceBar
from tracker.reactions.event_study import HEADLINE, Model, Panel, Spec
from tracker.reactions.event_study.placebos import SessionCars
from tracker.reactions.suspects import quarantined_sessions

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Row = tuple[int, date, float, float | None, int | None]

SPY: Final = "SPY"
BTC: Final = "BTC"
BTC_LAG: Final = "BTC lag 1"
WGMI: Final = "WGMI"
PEERS: Final = "peers"
# Factor -> the security whose returns it is.
SECURITY_OF: Final = {SPY: "SPY", BTC: "BTC-USD", WGMI: "WGMI"}
# The named normal-return models and their factors, in the order of the sensitivity strip.
FACTORS: Final[Mapping[str, tuple[str, ...]]] = {
    "raw": (),
    "spy_adjusted": (SPY,),
    "spy": (SPY,),
    "btc": (BTC, BTC_LAG),
    "spy_btc": (SPY, BTC, BTC_LAG),
    "spy_btc_peers": (SPY, BTC, BTC_LAG, PEERS),
    "wgmi": (WGMI,),
}
CORE_MODEL: Final = {"raw": Model.RAW, "spy_adjusted": Model.MARKET_ADJUSTED}
HEADLINE_MODEL: Final = "spy_btc"
BTC_ALIGNMENT: Final = "utc_daily_with_lag"
# A basket of fewer other shares is a pair trade, not a sector.
FEWEST_PEERS: Final = 3
# Below any move that can be in quarantine.
LARGE: Final = 0.5


@dataclass(frozen=True, eq=False, slots=True)
class Prices:
    """Every share's returns over the same T sessions, S shares by key (`ids` of the rows), and factors; NaN is missing.

    `traded` (T, S): whether there is a bar with trade. `factors`: returns (T,) by name, those on record only.
    `first`, `last` (S,): index of a share's first and last traded session, -1 where it has none.
    """

    vintage: str
    days: tuple[date, ...]
    shares: tuple[str, ...]
    ids: tuple[int, ...]
    returns: Floats
    spans: Ints
    traded: Bools
    factors: dict[str, Floats]
    first: Ints
    last: Ints

    @property
    def until(self) -> date | None:
        """The last session on record."""
        return self.days[-1] if self.days else None


def vintage() -> str:
    """What the stored bars are as of: it changes when a bar is added, replaced or removed, or a share is added."""
    bars = PriceBar.objects.aggregate(Count("pk"), Max("pk"), Max("fetched_at"))
    shares = Security.objects.aggregate(Count("pk"), Max("pk"), Max("updated_at"))
    return "|".join(str(value) for value in (*bars.values(), *shares.values()))


class _Kept:
    """The matrix of the newest vintage as read and as used, with what is made of it by model: one per process."""

    bars: Prices | None = None
    used: Prices | None = None
    panels: dict[str, Panel] = {}
    cars: dict[str, SessionCars] = {}


def prices() -> Prices:
    """The matrix of the stored bars without moves in quarantine; bars are read once per process and vintage."""
    now = vintage()
    bars = _Kept.bars
    if bars is None or bars.vintage != now:
        bars = _Kept.bars = read(now)
    held = _held(bars)
    name = f"{now}|{sorted((pk, sorted(days)) for pk, days in held.items())}" if held else now
    used = _Kept.used
    if used is None or used.vintage != name:
        used = _Kept.used = without(bars, held, name) if held else bars
        _Kept.panels, _Kept.cars = {}, {}
    return used


def _held(bars: Prices) -> dict[int, set[date]]:
    """Sessions in quarantine, asked for only where there are moves of such a size at all."""
    columns = np.unique(np.nonzero(np.abs(np.nan_to_num(bars.returns)) > LARGE)[1])
    ids = [bars.ids[column] for column in columns.tolist()]
    return quarantined_sessions(ids) if ids else {}


def without(bars: Prices, held: Mapping[int, set[date]], name: str) -> Prices:
    """The same prices, named anew, without the returns into and out of sessions in quarantine.

    Nothing spans such a session either: the closes before and after it may be on different bases.
    """
    returns = bars.returns.copy()
    places = {day: at for at, day in enumerate(bars.days)}
    for column, pk in enumerate(bars.ids):
        for at in (places[day] for day in held.get(pk, ()) if day in places):
            later = np.flatnonzero(bars.traded[at + 1 :, column])
            returns[[at, *(later[:1] + at + 1)], column] = np.nan
    return replace(bars, vintage=name, returns=returns)


def panel(found: Prices, model: str) -> Panel:
    """The panel of a named model (a key of FACTORS) whose factors are on record; see `is_available`."""
    if found is not _Kept.used:
        return _panel(found, model)
    if model not in _Kept.panels:
        _Kept.panels[model] = _panel(found, model)
    return _Kept.panels[model]


def session_cars(found: Prices, model: str) -> SessionCars:
    """The headline window's CAR of every session under a named model, kept as long as the panel is."""
    made = _Kept.cars.get(model) if found is _Kept.used else None
    if made is None:
        made = SessionCars.of(panel(found, model), replace(spec(model), windows=(HEADLINE,)))
        if found is _Kept.used:
            _Kept.cars[model] = made
    return made


def spec(model: str) -> Spec:
    """How the pure core makes the normal returns of a named model."""
    return Spec(model=CORE_MODEL.get(model, Model.OLS))


def is_available(found: Prices, model: str) -> bool:
    """Whether every factor of the model has prices."""
    return all(name == PEERS or name in found.factors for name in FACTORS[model])


def _panel(found: Prices, model: str) -> Panel:
    names = FACTORS[model]
    columns = [found.factors[name] for name in names if name != PEERS]
    factors = np.column_stack(columns) if columns else np.empty((len(found.days), 0))
    if PEERS in names:
        each = np.broadcast_to(factors[:, None, :], (*found.returns.shape, factors.shape[1]))
        factors = np.concatenate([each, peers(found)[:, :, None]], axis=2)
    return Panel(
        days=found.days,
        securities=found.shares,
        returns=found.returns,
        factor_names=names,
        factors=factors,
        spans=found.spans,
    )


def peers(found: Prices) -> Floats:
    """The equal-weight mean of all other shares' one-session returns, per share (T, S)."""
    single = np.isfinite(found.returns) & (found.spans == 1)
    own = np.where(single, found.returns, 0.0)
    others = single.sum(axis=1, keepdims=True) - single
    total = own.sum(axis=1, keepdims=True) - own
    return np.where(others >= FEWEST_PEERS, total / np.maximum(others, 1), np.nan)


# --- reading ----------------------------------------------------------------------------------------------------------


def read(now: str) -> Prices:
    """Read all bars in four queries; `now` is the vintage they are of."""
    securities = Security.objects.order_by("key")
    shares = dict(securities.filter(company__isnull=False, is_primary=True).values_list("pk", "key"))
    marks = dict(securities.filter(company__isnull=True).values_list("key", "pk"))
    coins = set(securities.filter(kind=SecurityKind.CRYPTO).values_list("pk", flat=True))
    rows = _rows()
    days = _sessions(rows, coins)
    place = {pk: at for at, pk in enumerate([*shares, *marks.values()])}
    closes, adjusted, traded = _grids(rows, place, coins, days)
    returns, spans = trade_to_trade(closes, adjusted, traded)
    own = slice(0, len(shares))
    seen = np.ascontiguousarray(traded[:, own])
    some = seen.any(axis=0)
    return Prices(
        vintage=now,
        days=days,
        shares=tuple(shares.values()),
        ids=tuple(shares),
        returns=np.ascontiguousarray(returns[:, own]),
        spans=np.ascontiguousarray(spans[:, own]),
        traded=seen,
        factors=_factors(returns, spans, {key: place[pk] for key, pk in marks.items()}),
        first=np.where(some, seen.argmax(axis=0) if len(days) else 0, -1).astype(np.int64),
        last=np.where(some, len(days) - 1 - seen[::-1].argmax(axis=0) if len(days) else 0, -1).astype(np.int64),
    )


def _rows() -> list[Row]:
    # Floats from the database: a Decimal per price would take longer than all the arithmetic.
    found = PriceBar.objects.order_by().annotate(
        price=Cast("close", FloatField()), adjusted=Cast("adjusted_close", FloatField())
    )
    return list(found.values_list("security_id", "session_on", "price", "adjusted", "volume"))


def _sessions(rows: Sequence[Row], coins: set[int]) -> tuple[date, ...]:
    known = {day for security, day, *_values in rows if security not in coins}
    if not known:
        return ()
    start, end = max(min(known), calendar.FIRST_DAY), min(max(known), calendar.LAST_DAY)
    return tuple(calendar.sessions_between(start, end)) if start <= end else ()


def _grids(
    rows: Sequence[Row], place: Mapping[int, int], coins: set[int], days: Sequence[date]
) -> tuple[Floats, Floats, Bools]:
    """Closes, adjusted closes and whether anything traded, (T, S); a volume that is not known counts as trade."""
    at = {day: number for number, day in enumerate(days)}
    kept = [row for row in rows if row[1] in at and row[0] in place]
    shape = (len(days), len(place))
    closes, adjusted, traded = np.full(shape, np.nan), np.full(shape, np.nan), np.zeros(shape, dtype=np.bool_)
    where = ([at[row[1]] for row in kept], [place[row[0]] for row in kept])
    closes[where] = [row[2] for row in kept]
    adjusted[where] = [np.nan if row[3] is None else row[3] for row in kept]
    traded[where] = [row[4] != 0 or row[0] in coins for row in kept]
    return closes, adjusted, traded


def trade_to_trade(closes: Floats, adjusted: Floats, traded: Bools) -> tuple[Floats, Ints]:
    """Simple returns from each traded session to the next one, and how many sessions each spans (1 where missing)."""
    sessions = np.arange(len(closes))[:, None]
    newest = np.maximum.accumulate(np.where(traded, sessions, -1), axis=0)
    before = np.vstack([np.full((1, closes.shape[1]), -1), newest[:-1]]) if len(closes) else newest
    known = traded & (before >= 0)
    columns = np.broadcast_to(np.arange(closes.shape[1]), closes.shape)
    earlier = np.maximum(before, 0)
    plain = closes / closes[earlier, columns] - 1
    with_dividends = adjusted / adjusted[earlier, columns] - 1
    moves = np.where(np.isfinite(with_dividends), with_dividends, plain)
    spans = np.where(known, sessions - before, 1)
    return np.where(known, moves, np.nan), spans.astype(np.int64)


def _factors(returns: Floats, spans: Ints, place: Mapping[str, int]) -> dict[str, Floats]:
    """Benchmark returns over single sessions; a return over a gap belongs to no session and is missing."""
    found = {}
    for name, key in SECURITY_OF.items():
        if key in place:
            column = place[key]
            moves = np.where(spans[:, column] == 1, returns[:, column], np.nan)
            if np.isfinite(moves).any():
                found[name] = moves
    if BTC in found:
        found[BTC_LAG] = np.concatenate([[np.nan], found[BTC][:-1]])
    return found

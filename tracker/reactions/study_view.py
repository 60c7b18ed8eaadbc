"""What a study shows, as plain frozen data: no rows, no arrays, ready for pages, files and the cache.

Returns are fractions as floats (0.061 is +6.1 %), p and q lie between 0 and 1, MW and dollars are Decimal. None means
that a figure does not exist (too few events, no price), never zero. A window is a pair of relative sessions, both
included; session 0 is the event session. Flags are the keys of `tracker.reactions.confounders`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from tracker.reactions.study_view_events import HEADLINE, EventView, Packed, Window, Windows, WindowView

__all__ = [
    "ALL",
    "CLEAN",
    "HEADLINE",
    "CellView",
    "EventView",
    "ExcludedView",
    "GroupView",
    "ModelView",
    "PathView",
    "PlaceboView",
    "PointView",
    "SampleView",
    "ScatterView",
    "StudyView",
    "Window",
    "WindowView",
    "Windows",
]

ALL: Final = "all"
CLEAN: Final = "clean"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellView:
    """One group over one window.

    `test` is the headline test: "none" under 5 events, "permutation" from 5 to 9, "kp" from 10 on; `p` is its p-value,
    `q` the one after Benjamini–Hochberg over all exploratory cells of the sample (None in the exempt headline cell).
    `band` is the pointwise 95 % band of the mean; `mde` the smallest mean that 80 % of such samples would detect.
    `tests`: every further statistic by name (`t_cs`, `patell_z`, `bmp_t`, `kp_t`, `corrado_cowan`, `grank_t`, …).
    """

    window: Window
    n: int
    n_firms: int
    n_positive: int
    caar: float | None
    median: float | None
    sd: float | None
    test: str
    p: float | None
    q: float | None
    band: tuple[float, float] | None
    mde: float | None
    is_headline: bool
    tests: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """A group over all windows. `key`: "all", "kind=lease" or "company=CLSK"; `label` in the reader's language."""

    key: str
    by: str  # "all", "kind", "company"
    value: str  # "", "lease", "CLSK"
    label: str
    n_events: int
    n_firms: int
    cells: tuple[CellView, ...]

    @property
    def headline(self) -> CellView:
        """Its cell of the window that was declared beforehand."""
        return next(cell for cell in self.cells if cell.window == HEADLINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PathView:
    """Mean cumulative abnormal return per relative session with its pointwise 95 % band and N; 21 values each."""

    taus: tuple[int, ...]
    caar: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    aar: tuple[float | None, ...]
    n: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointView(Packed):
    """One event of a scatter: its size (MW or USD) and its CAR[0,+1] with standard error."""

    event_id: str
    size: Decimal
    car: float
    se: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScatterView:
    """Announced size against CAR[0,+1], one basis at a time: MW of different bases are not comparable.

    `measure` is "mw" or "usd", `basis` a CapacityBasis value or "" for dollars. `rho` is Spearman's rank correlation
    with its two-sided p, None under 5 points.
    """

    measure: str
    basis: str
    label: str
    points: tuple[PointView, ...]
    rho: float | None
    p: float | None

    @property
    def n(self) -> int:
        """How many events have that size on record."""
        return len(self.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelView:
    """A normal-return model; in the sensitivity strip with the headline window of group "all" under it."""

    key: str
    label: str
    note: str  # "contains this stock", how BTC is aligned; "" where there is nothing to say
    is_chosen: bool
    is_available: bool  # False where a factor has no prices
    n: int = 0
    caar: float | None = None
    band: tuple[float, float] | None = None
    test: str = "none"
    p: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceboView:
    """Means over random sessions without news of the same firms, beside the finding; `p` is the share as far out."""

    window: Window
    observed: float | None
    draws: tuple[float, ...]
    p: float | None
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleView:
    """The study over one sample: "all" events or only the "clean" ones, side by side.

    `family`: how many exploratory cells the q-values are over. `sentence`: the finding in plain words. `groups`: all,
    each kind, each company; of the sample that stands beside the shown one only "all", and no scatters.
    """

    key: str
    label: str
    sentence: str
    n_events: int
    n_firms: int
    family: int
    groups: tuple[GroupView, ...]
    path: PathView
    scatters: tuple[ScatterView, ...]

    @property
    def whole(self) -> GroupView:
        """The group of all its events."""
        return self.groups[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcludedView:
    """An announcement that is in no figure, and why: `reason` is a key, `words` the sentence."""

    announcement_id: int
    slug: str
    title: str
    ticker: str
    announced_on: date
    reason: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyView:
    """Everything on a study's page. `sentence` comes first on it; `problems` are filters that were not understood.

    `query` is the sample as it stands in the address, without empty or bad values. `prices_until`: the last session of
    the panel. `btc_alignment` is "utc_daily_with_lag" as long as only daily UTC bars of BTC are on record.
    """

    sentence: str
    problems: tuple[str, ...]
    query: Mapping[str, str]
    anchor: str  # "news" or "date"
    model: ModelView
    factor_names: tuple[str, ...]
    btc_alignment: str
    windows: tuple[Window, ...]
    taus: tuple[int, ...]
    all: SampleView
    clean: SampleView
    events: tuple[EventView, ...]  # newest first
    excluded: tuple[ExcludedView, ...]
    models: tuple[ModelView, ...]
    placebo: PlaceboView
    flag_counts: Mapping[str, int]
    method_version: str
    price_vintage: str
    prices_until: date | None
    sample_hash: str

    @property
    def shown(self) -> SampleView:
        """The sample that the page shows first: clean only where the reader asked for it."""
        return self.clean if self.query.get("clean") else self.all

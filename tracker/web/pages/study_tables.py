"""The tables of a study: kind by window, tests, all windows, models, all beside clean, single events."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.charts import study_dots, study_heat
from tracker.charts.study_dots import Interval, Scale, Strip
from tracker.charts.study_heat import FEWEST, Cell
from tracker.reactions.study_view import (
    CellView,
    EventView,
    GroupView,
    ModelView,
    SampleView,
    StudyView,
    Window,
)
from tracker.web.pages import study_words
from tracker.web.pages.study_words import Flag, Words

# The tests of the headline window: name, key of the statistic, key of its p-value.
TESTS: Final[tuple[tuple[Words, str, str], ...]] = (
    (gettext_lazy("KP, calendar"), "kp_t", "kp_p"),
    (gettext_lazy("GRANK-T"), "grank_t", "grank_p"),
    (gettext_lazy("Corrado–Cowan"), "corrado_cowan", "corrado_cowan_p"),
    (gettext_lazy("Cross-section t"), "t_cs", "t_cs_p"),
    (gettext_lazy("BMP"), "bmp_t", "bmp_p"),
    (gettext_lazy("Patell"), "patell_z", "patell_p"),
    (gettext_lazy("Company means t"), "firm_t", "firm_p"),
    (gettext_lazy("Generalised sign"), "gsign_z", "gsign_p"),
    (gettext_lazy("Sign, exact"), "", "sign_p"),
    (gettext_lazy("Wilcoxon"), "", "wilcoxon_p"),
    (gettext_lazy("Permutation of signs"), "", "permutation_p"),
)
# Holds of most events of a busy company; the announcement's own page says it.
QUIET: Final = frozenset({"masked"})
# Models whose note is a warning; the notes of the others say how they are made.
WARNED: Final = frozenset({"wgmi"})
PATELL: Final = "patell_z"
FEWEST_PATELL: Final = 30
DECIDING: Final = {"kp": "kp_p", "permutation": "permutation_p"}
# The columns of statistics in the table of all windows.
COLUMNS: Final[tuple[tuple[Words, str], ...]] = (
    (gettext_lazy("t"), "t_cs"),
    (gettext_lazy("Patell"), "patell_z"),
    (gettext_lazy("BMP"), "bmp_t"),
    (gettext_lazy("KP"), "kp_t"),
    (gettext_lazy("Rank"), "grank_t"),
    (gettext_lazy("Gen. sign"), "gsign_z"),
)


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A kind with its cells; `is_on` marks the kind that the sample is narrowed to."""

    kind: str
    label: str
    n_events: int
    n_firms: int
    cells: list[Cell]


def heat_rows(sample: SampleView) -> list[HeatRow]:
    """Kind by window, the largest groups first."""
    kinds = sorted((group for group in sample.groups if group.by == "kind"), key=lambda g: (-g.n_events, g.value))
    return [
        HeatRow(group.value, group.label, group.n_events, group.n_firms, [heat_cell(cell) for cell in group.cells])
        for group in kinds
    ]


def heat_cell(cell: CellView) -> Cell:
    """The headline cell of the whole sample is exempt from correction: its own p counts there."""
    return study_heat.cell(cell.caar, cell.n, cell.p if cell.is_headline and cell.q is None else cell.q)


@dataclass(frozen=True, slots=True)
class StripRow:
    """A group's single events as dots."""

    value: str
    label: str
    strip: Strip

    @property
    def n(self) -> int:
        """How many events."""
        return len(self.strip.dots)


def counted(view: StudyView) -> list[EventView]:
    """The events behind the sample that is shown, with a complete headline window."""
    is_clean = view.shown is view.clean
    kept = [event for event in view.events if (event.is_in_clean if is_clean else event.is_in_all)]
    return [event for event in kept if event.headline.car is not None and event.headline.is_complete]


def strip_rows(groups: Iterable[GroupView], cars: Mapping[str, Sequence[float]], on: Scale) -> list[StripRow]:
    """One row per group that has events, the largest first."""
    rows = [StripRow(group.value, group.label, study_dots.strip(cars.get(group.value, ()), on)) for group in groups]
    return sorted((row for row in rows if row.n), key=lambda row: (-row.n, row.label))


def by_kind(events: Iterable[EventView]) -> dict[str, list[float]]:
    """Headline remainders by kind; an event of several kinds is in each."""
    found: dict[str, list[float]] = {}
    for event in events:
        for kind in event.kinds:
            found.setdefault(kind, []).append(event.headline.car or 0.0)
    return found


def by_company(events: Iterable[EventView]) -> dict[str, list[float]]:
    """Headline remainders by the company's key."""
    found: dict[str, list[float]] = {}
    for event in events:
        found.setdefault(event.company_key, []).append(event.headline.car or 0.0)
    return found


@dataclass(frozen=True, slots=True)
class TestRow:
    """One test of the headline window."""

    name: Words
    statistic: str
    p: str
    is_headline: bool


def test_rows(cell: CellView) -> list[TestRow]:
    """Every test that exists for this many events, the one that decides marked."""
    if cell.test == "none":
        return []
    rows = [_test_row(cell, *test) for test in TESTS]
    return [row for row in rows if row.statistic or row.p]


def _test_row(cell: CellView, name: Words, statistic: str, p: str) -> TestRow:
    if statistic == PATELL and cell.n < FEWEST_PATELL:
        return TestRow(name, "", "", is_headline=False)
    chance = cell.tests.get(p)
    written = study_words.statistic(cell.tests.get(statistic))
    if p == "sign_p" and chance is not None:
        written = _("%(up)s of %(n)s up") % {"up": cell.n_positive, "n": cell.n}
    return TestRow(name, written, study_words.p_value(chance), is_headline=p == DECIDING.get(cell.test))


def _column(cell: CellView, key: str) -> str:
    """A statistic in the table of windows; Patell's only where there are events enough for it."""
    return "" if key == PATELL and cell.n < FEWEST_PATELL else study_words.statistic(cell.tests.get(key))


@dataclass(frozen=True, slots=True)
class WindowRow:
    """One window of the whole sample in the layout of the field."""

    name: str
    cell: CellView
    negative: int
    statistics: list[str]
    sign_p: str
    wilcoxon_p: str
    p: str
    q: str


def window_rows(group: GroupView) -> list[WindowRow]:
    """Every window: N, signs, mean, median, band, statistics."""
    return [
        WindowRow(
            name=study_words.window_name(cell.window),
            cell=cell,
            negative=cell.n - cell.n_positive,
            statistics=[_column(cell, key) for _name, key in COLUMNS],
            sign_p=study_words.p_value(cell.tests.get("sign_p")),
            wilcoxon_p=study_words.p_value(cell.tests.get("wilcoxon_p")),
            p=study_words.p_value(cell.p),
            q=_("exempt") if cell.is_headline else study_words.p_value(cell.q),
        )
        for cell in group.cells
    ]


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model in the sensitivity strip: the same events, another expected move."""

    model: ModelView
    interval: Interval | None
    p: str

    @property
    def warning(self) -> str:
        """What is wrong with it, if anything."""
        return warning(self.model)


def warning(model: ModelView) -> str:
    """A model that needs a word of warning wherever its name stands: the fund that holds the share itself."""
    return model.note if model.key in WARNED else ""


def model_rows(models: Sequence[ModelView]) -> tuple[Scale, list[ModelRow]]:
    """Every model's headline mean with its band on one scale; too few events have no mean."""
    means = [model.caar for model in models if model.caar is not None and model.n >= FEWEST]
    ends = [end for model in models for end in model.band or ()]
    on = study_dots.scale([*means, *ends], trim=0)
    rows = [
        ModelRow(
            model,
            None if model.caar is None or model.n < FEWEST else study_dots.interval(model.caar, model.band, on),
            study_words.p_value(model.p),
        )
        for model in models
    ]
    return on, rows


@dataclass(frozen=True, slots=True)
class BesideRow:
    """A sample's headline, for "all beside clean"."""

    sample: SampleView
    cell: CellView
    p: str
    is_shown: bool


def beside_rows(view: StudyView) -> list[BesideRow]:
    """All events, then the clean ones."""
    return [
        BesideRow(
            sample, sample.whole.headline, study_words.p_value(sample.whole.headline.p), is_shown=sample is view.shown
        )
        for sample in (view.all, view.clean)
    ]


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event of the study's last table."""

    event: EventView
    day_zero: float | None
    t: str
    p_sq: str
    flags: list[Flag]
    counts: bool

    @property
    def kind(self) -> str:
        """The kind whose shape stands before the title."""
        return self.event.kinds[0] if self.event.kinds else ""


def event_rows(events: Iterable[EventView]) -> list[EventRow]:
    """The events with their headline remainder and flags in words."""
    return [_event_row(event) for event in events]


def _event_row(event: EventView) -> EventRow:
    head = event.headline
    keys = [key for key in dict.fromkeys([*event.flags, *head.flags]) if key not in QUIET]
    return EventRow(
        event=event,
        day_zero=at_window(event, (0, 0)),
        t=study_words.statistic(head.t),
        p_sq=study_words.p_value(head.p_sq),
        flags=[study_words.flag(key) for key in keys],
        counts=event.is_in_all and head.is_complete,
    )


def at_window(event: EventView, window: Window) -> float | None:
    """An event's remainder over one window."""
    return next((one.car for one in event.windows if one.window == window), None)

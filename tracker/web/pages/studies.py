"""The study explorer: the sample that the address names, the finding in a sentence, then pictures, tables, events."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator

from tracker.charts import study_heat
from tracker.charts.numbers import NARROW_SPACE
from tracker.charts.study_dots import Scale, scale
from tracker.companies import selectors as companies
from tracker.companies.choices import Confidence
from tracker.companies.models import Company, Counterparty
from tracker.extraction.choices import Kind, Scope
from tracker.reactions import studies
from tracker.reactions.panel import HEADLINE_MODEL
from tracker.reactions.study_view import HEADLINE, CellView, EventView, ScatterView, StudyView
from tracker.sources.models import Tier
from tracker.web.pages import study_pictures, study_tables, study_words
from tracker.web.pages.study_form import ANCHORS, FILTERS, RARE, Link
from tracker.web.pages.study_tables import (
    BesideRow,
    EventRow,
    HeatRow,
    ModelRow,
    StripRow,
    TestRow,
    WindowRow,
)
from tracker.web.pages.study_words import Flag, Words

EVENTS_SHOWN: Final = 100
FEWEST: Final = 5


@dataclass(frozen=True, slots=True)
class SizeRow:
    """A scatter with its chart and its table."""

    scatter: ScatterView
    chart: dict[str, Any]
    rows: list[tuple[EventView, str, float]]
    p: str

    @property
    def element(self) -> str:
        """The id of the element that holds the chart's data."""
        return f"d-size-{self.scatter.measure}-{self.scatter.basis or 'all'}"


@dataclass(frozen=True, kw_only=True)
class StudyPage:
    """Everything on the page."""

    view: StudyView
    companies: list[Company]
    counterparties: list[Counterparty]
    page_number: str

    # --- what the form shows ---

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """Choices of the filter."""
        return [(value, str(label)) for value, label in Kind.choices]

    @property
    def scopes(self) -> list[tuple[str, str]]:
        """Choices of the filter."""
        return [(value, str(label)) for value, label in Scope.choices]

    @property
    def confidences(self) -> list[tuple[str, str]]:
        """Choices of the filter."""
        return [(value, str(label)) for value, label in Confidence.choices]

    @property
    def tiers(self) -> list[tuple[str, str]]:
        """Choices of the filter."""
        return [(value, str(label)) for value, label in Tier.choices]

    @property
    def uses_rare(self) -> bool:
        """Whether one of the filters behind "More" is set."""
        return any(name in self.view.query for name in RARE)

    @property
    def anchors(self) -> tuple[tuple[str, Words], ...]:
        """Choices of what day 0 is."""
        return ANCHORS

    @property
    def asked(self) -> dict[str, str]:
        """What the address names: the sample, and the model where it is not the headline."""
        model = {} if self.view.model.key == HEADLINE_MODEL else {"model": self.view.model.key}
        return {**self.view.query, **model}

    @property
    def query(self) -> str:
        """The same as it stands in an address."""
        return urlencode(self.asked)

    @property
    def date_from(self) -> str:
        """The first day of the sample; a template cannot ask for 'from' by itself."""
        return self.view.query.get("from", "")

    @property
    def is_filtered(self) -> bool:
        """Whether the address names anything at all."""
        return bool(self.asked)

    @cached_property
    def wider(self) -> list[Link]:
        """The address without each filter in turn."""
        given = self.asked
        return [
            Link(label, urlencode({name: value for name, value in given.items() if name != left_out}))
            for left_out, label in FILTERS.items()
            if left_out in given
        ]

    # --- the finding ---

    @property
    def sentence(self) -> str:
        """The finding; a figure and its percent sign stay on one line."""
        return self.view.sentence.replace(" %", f"{NARROW_SPACE}%")

    @property
    def model_warning(self) -> str:
        """What is wrong with the chosen model, if anything."""
        return study_tables.warning(self.view.model)

    @property
    def draws(self) -> int:
        """How many means chance was asked for."""
        return len(self.view.placebo.draws)

    @property
    def headline(self) -> CellView:
        """The pre-declared window over the whole sample."""
        return self.view.shown.whole.headline

    @property
    def is_few(self) -> bool:
        """Whether there are too few events for a mean to be said aloud."""
        return self.headline.n < FEWEST

    @property
    def window_names(self) -> list[str]:
        """The columns of the heat map."""
        return [study_words.window_name(window) for window in self.view.windows]

    @property
    def headline_name(self) -> str:
        """The pre-declared window in words."""
        return study_words.window_name(HEADLINE)

    @property
    def test_name(self) -> Words:
        """The test that decides for this many events."""
        return study_words.TESTS.get(self.headline.test, self.headline.test)

    @property
    def p(self) -> str:
        """Its p-value."""
        return study_words.p_value(self.headline.p)

    # --- pictures and tables ---

    @cached_property
    def path(self) -> dict[str, Any] | None:
        """The chart of the average path."""
        return study_pictures.path(self.view)

    @cached_property
    def placebo(self) -> dict[str, Any] | None:
        """The chart of chance beside the finding; too few events have no p-value of any kind."""
        return None if self.is_few else study_pictures.placebo(self.view)

    @property
    def placebo_p(self) -> str:
        """How often chance was as far out."""
        return study_words.p_value(self.view.placebo.p)

    @cached_property
    def sizes(self) -> list[SizeRow]:
        """Size against answer."""
        events = {event.event_id: event for event in self.view.events}
        return [
            SizeRow(
                scatter,
                chart,
                [(events[p.event_id], study_pictures.size_words(p, scatter), p.car) for p in scatter.points],
                study_words.p_value(scatter.p),
            )
            for scatter, chart in study_pictures.sizes(self.view)
        ]

    @property
    def path_rows(self) -> list[tuple[int, float | None, float | None, float | None, float | None, int]]:
        """The average path as a table: session, day's mean, path, band, N."""
        path = self.view.shown.path
        rows = zip(path.taus, path.aar, path.caar, path.low, path.high, path.n, strict=True)
        return [row if row[-1] >= FEWEST else (row[0], None, None, None, None, row[-1]) for row in rows]

    @cached_property
    def heat(self) -> list[HeatRow]:
        """Kind by window."""
        return study_tables.heat_rows(self.view.shown)

    @property
    def heat_key(self) -> list[tuple[str, str]]:
        """What the tints mean."""
        return list(study_heat.key())

    @cached_property
    def counted(self) -> list[EventView]:
        """The events in the figures."""
        return study_tables.counted(self.view)

    @cached_property
    def dots_scale(self) -> Scale:
        """One scale for all dots."""
        return scale([event.headline.car or 0.0 for event in self.counted])

    @cached_property
    def dots_by_kind(self) -> list[StripRow]:
        """Single events by kind."""
        groups = [group for group in self.view.shown.groups if group.by == "kind"]
        return study_tables.strip_rows(groups, study_tables.by_kind(self.counted), self.dots_scale)

    @cached_property
    def dots_by_company(self) -> list[StripRow]:
        """Single events by company."""
        groups = [group for group in self.view.shown.groups if group.by == "company"]
        return study_tables.strip_rows(groups, study_tables.by_company(self.counted), self.dots_scale)

    @cached_property
    def tests(self) -> list[TestRow]:
        """Every test of the headline window."""
        return study_tables.test_rows(self.headline)

    @cached_property
    def windows(self) -> list[WindowRow]:
        """Every window of the whole sample."""
        return study_tables.window_rows(self.view.shown.whole)

    @property
    def columns(self) -> list[Words]:
        """The statistics in the table of windows."""
        return [name for name, _key in study_tables.COLUMNS]

    @cached_property
    def models(self) -> tuple[Scale, list[ModelRow]]:
        """The same events under every model."""
        return study_tables.model_rows(self.view.models)

    @cached_property
    def beside(self) -> list[BesideRow]:
        """All beside clean."""
        return study_tables.beside_rows(self.view)

    @cached_property
    def listing(self) -> "Page[EventView]":
        """The events of one page of the last table."""
        return Paginator(self.view.events, EVENTS_SHOWN).get_page(self.page_number)

    @cached_property
    def event_rows(self) -> list[EventRow]:
        """Those events with their figures."""
        return study_tables.event_rows(self.listing.object_list)

    @property
    def flag_counts(self) -> list[tuple[Flag, int]]:
        """How many events carry which flag, the most frequent first."""
        counts = sorted(self.view.flag_counts.items(), key=lambda item: (-item[1], item[0]))
        return [(study_words.flag(key), count) for key, count in counts if count]


def gather(asked: Mapping[str, str], *, page_number: str) -> StudyPage:
    """The page for what an address asks for."""
    return StudyPage(
        view=studies.study(asked),
        companies=list(companies.all_companies()),
        counterparties=list(Counterparty.objects.filter(announcements__isnull=False).distinct()),
        page_number=page_number,
    )

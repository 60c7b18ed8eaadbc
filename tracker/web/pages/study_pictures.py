"""From a study's figures to its charts, with the words that they show."""

from typing import Any, Final

from django.utils.translation import gettext as _

from tracker.charts import numbers
from tracker.charts.drawings import FAMILIES
from tracker.charts.study_path import AveragePath, path_chart
from tracker.charts.study_placebo import placebo_chart
from tracker.charts.study_scatter import Sized, size_chart
from tracker.extraction.choices import Scope
from tracker.reactions.study_view import HEADLINE, EventView, PointView, ScatterView, StudyView
from tracker.web.pages import study_tables, study_words

FEWEST_POINTS: Final = 3


def path(view: StudyView) -> dict[str, Any] | None:
    """The average path of the sample shown; None where there is no event to draw."""
    shown, singles = view.shown.path, [event.path for event in study_tables.counted(view)]
    if not singles:
        return None
    average = AveragePath(
        taus=shown.taus,
        mean=shown.caar,
        low=shown.low,
        high=shown.high,
        counts=shown.n,
        singles=singles,
        labels={
            "x": _("sessions from the announcement"),
            "n": "N",
            "window": study_words.window_name(HEADLINE),
            "mean": _("Mean"),
            "band": _("band"),
            "day": _("day"),
            "to": _("to"),
        },
    )
    return {**path_chart(average, HEADLINE), "singles": len(singles)}


def placebo(view: StudyView) -> dict[str, Any] | None:
    """Chance beside the finding; None where either does not exist."""
    found = view.placebo
    if found.observed is None or not found.draws:
        return None
    labels = {
        "x": _("mean remainder over random sessions"),
        "observed": _("found"),
        "to": _("to"),
        "draws": _("draws"),
        "rest": _("%(n)s draws") % {"n": numbers.grouped(len(found.draws))},
    }
    return placebo_chart(found.draws, found.observed, labels)


def sizes(view: StudyView) -> list[tuple[ScatterView, dict[str, Any]]]:
    """Size against answer for every measure with events enough to look at."""
    events = {event.event_id: event for event in view.events}
    return [(one, _size(one, events)) for one in view.shown.scatters if one.n >= FEWEST_POINTS]


def _size(scatter: ScatterView, events: dict[str, EventView]) -> dict[str, Any]:
    is_money = scatter.measure == "usd"
    points = [(point, events[point.event_id]) for point in scatter.points]
    labels = {
        "x": _("dollars announced") if is_money else _("MW announced"),
        "unit": "$" if is_money else "MW",
        "rest": _("point at a mark to read it"),
    }
    sized = [_sized(point, event) for point, event in points]
    return size_chart(sized, labels, [size_words(point, scatter) for point, _event in points])


def _sized(point: PointView, event: EventView) -> Sized:
    return Sized(
        size=float(point.size),
        car=point.car,
        se=point.se,
        family=FAMILIES.get(event.kinds[0] if event.kinds else "", "strategy"),
        about_ai=event.scope == Scope.AI_HPC,
        words=f"{event.ticker}: {event.title}",
    )


def size_words(point: PointView, scatter: ScatterView) -> str:
    """A point's size as it is written."""
    if scatter.measure == "usd":
        return numbers.money(point.size)
    return f"{numbers.grouped(point.size)}{numbers.NARROW_SPACE}MW"

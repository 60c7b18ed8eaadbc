"""The study of a sample: which announcements, under which model, and everything that a page or a file shows of it.

The sample is what an address says. A result is kept in the cache under the sample, the method's version and what bars,
announcements, reactions and earlier decisions are as of: whoever changes one of them gets a new result.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

import numpy as np
from django.core.cache import cache
from django.db.models import Count, Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tracker.announcements.models import Announcement
from tracker.reactions import panel, study_wording
from tracker.reactions import sample as samples
from tracker.reactions.event_results import METHOD_VERSION
from tracker.reactions.event_study import HEADLINE, Panel, Quality, Spec
from tracker.reactions.event_study.placebos import draw
from tracker.reactions.models import Reaction
from tracker.reactions.panel import Bools
from tracker.reactions.sample import Sample, SampleEvent
from tracker.reactions.sample_filter import LONGEST_ECHO, SampleFilter, parse
from tracker.reactions.studies_cells import deciding_cells
from tracker.reactions.studies_events import Measured, event_views, excluded_views, measured, owners
from tracker.reactions.studies_kept import Kept
from tracker.reactions.studies_record import Known, State, known, state
from tracker.reactions.studies_samples import Shown, sample_view
from tracker.reactions.study_view import ALL, CLEAN, CellView, EventView, ModelView, PlaceboView, StudyView

# A day: the key changes with everything that a result rests on, the rest is housekeeping.
KEPT_SECONDS: Final = 86_400
DRAWS: Final = 500
SEED: Final = 20_250_516
FALL_BACKS: Final = (panel.HEADLINE_MODEL, "spy", "btc", "raw")


@dataclass(frozen=True, eq=False, slots=True)
class Material:
    """What a study is computed from: for the pages, and for whoever wants to compute it again."""

    chosen: SampleFilter
    model: str
    known: Known
    sample: Sample
    found: Measured

    @property
    def panel(self) -> Panel:
        """Returns and the model's factors."""
        return panel.panel(self.known.prices, self.model)

    @property
    def spec(self) -> Spec:
        """How the model makes normal returns."""
        return panel.spec(self.model)

    @property
    def counts(self) -> Bools:
        """Which of the sample's events are in the means that are shown first."""
        return self.found.is_clean if self.chosen.clean_only else self.found.counts

    @property
    def shown(self) -> list[SampleEvent]:
        """Those events."""
        return [self.sample.events[at] for at in np.flatnonzero(self.counts).tolist()]


def study(values: Mapping[str, str], model: str = "") -> StudyView:
    """The study that plain strings ask for (see `sample_filter.parse`); the model by its key, else values["model"].

    What is not understood is left out and said in `problems`; nothing that stands in an address raises.
    """
    chosen, problems = parse(values)
    asked = model or str(values.get("model") or "")
    named, trouble = _model(asked)
    now = state()
    key = _key(chosen, named, now)
    kept: Kept | None = cache.get(f"kept-{key}")
    if kept is None:
        given = material(chosen, named, now)
        found = _study(given, key)
        cache.set(f"kept-{key}", Kept.of(found, given.found), KEPT_SECONDS)
    else:
        found = kept.opened()
    if found.model.key != named:
        words = _("No prices of its factors are on record for the model “%(model)s”; another stands in.")
        trouble = (*trouble, words % {"model": study_wording.model_label(named)})
    return replace(found, problems=(*problems, *trouble))


def _model(asked: str) -> tuple[str, tuple[str, ...]]:
    if not asked or asked in panel.FACTORS:
        return asked or panel.HEADLINE_MODEL, ()
    words = _("“%(word)s” is no model here; the headline model stands in. There are: %(known)s.")
    return panel.HEADLINE_MODEL, (words % {"word": asked[:LONGEST_ECHO], "known": ", ".join(panel.FACTORS)},)


def _key(chosen: SampleFilter, model: str, now: State) -> str:
    """The sample and the model with everything that the result rests on."""
    beside = [
        Announcement.counterparties.through.objects.aggregate(Count("pk"), Max("pk")),
        Reaction.objects.filter(is_current=True).aggregate(Count("pk"), Max("pk")),
    ]
    moved = [str(value) for row in beside for value in row.values()]
    parts = [METHOD_VERSION, get_language() or "", model, *sorted(f"{k}={v}" for k, v in chosen.query.items())]
    return "study:" + sha256("|".join([*parts, *now, *moved]).encode()).hexdigest()


def material(chosen: SampleFilter, model: str, now: State | None = None) -> Material:
    """What a study of this sample is computed from; a model without prices gives way to one that has some."""
    record = known(chosen.anchor, now or state())
    named = next((key for key in (model, *FALL_BACKS) if panel.is_available(record.prices, key)), "raw")
    sample = samples.sample(record.record, chosen)
    found = measured(sample.events, record.fitted(named), record.columns(named), record.around)
    return Material(chosen, named, record, sample, found)


def _study(given: Material, key: str) -> StudyView:
    found, spec = given.found, given.spec
    companies = owners()
    events = event_views(found, companies)
    by_id = {event.event_id: event for event in events}
    shown = CLEAN if given.chosen.clean_only else ALL
    shared = Shown(found, by_id, given.chosen.kinds)
    whole, clean = (sample_view(name, shared, in_full=name == shown) for name in (ALL, CLEAN))
    finding = clean if shown == CLEAN else whole
    models = tuple(_strip(key, given, finding.whole.headline) for key in panel.FACTORS)
    return StudyView(
        sentence=finding.sentence,
        problems=(),
        query=given.chosen.query,
        anchor=given.chosen.anchor,
        model=next(one for one in models if one.is_chosen),
        factor_names=panel.FACTORS[given.model],
        btc_alignment=panel.BTC_ALIGNMENT,
        windows=spec.windows,
        taus=tuple(spec.taus),
        all=whole,
        clean=clean,
        events=tuple(events),
        excluded=excluded_views(given.sample.excluded, found, companies),
        models=models,
        placebo=_placebo(given, finding.whole.headline.caar),
        flag_counts=_flag_counts(events),
        method_version=METHOD_VERSION,
        price_vintage=sha256(given.known.prices.vintage.encode()).hexdigest()[:16],
        prices_until=given.known.prices.until,
        sample_hash=key.removeprefix("study:")[:16],
    )


def _flag_counts(events: list[EventView]) -> dict[str, int]:
    """How many events carry each flag, in the session or around it."""
    return dict(Counter(flag for event in events for flag in event.flags).most_common())


def _strip(key: str, given: Material, chosen: CellView) -> ModelView:
    """The headline window of the shown sample under one model; of the chosen one it is there already."""
    view = ModelView(
        key=key,
        label=study_wording.model_label(key),
        note=study_wording.model_note(key),
        is_chosen=key == given.model,
        is_available=panel.is_available(given.known.prices, key),
    )
    rows = given.found.rows[given.counts]
    if not view.is_available or not len(rows):
        return view
    cell = chosen
    if not view.is_chosen:
        fitted = given.known.fitted(key)
        cell = next(deciding_cells(fitted, rows[fitted.quality[rows] != Quality.UNUSABLE], [HEADLINE]))
    return replace(view, n=cell.n, caar=cell.caar, band=cell.band, test=cell.test, p=cell.p)


def _placebo(given: Material, observed: float | None) -> PlaceboView:
    """Random sessions of the same firms, as many as there are events, over the headline window."""
    draws: tuple[float, ...] = ()
    p = None
    rows = given.found.rows[given.counts]
    if len(rows) and observed is not None:
        placed = given.found.fitted.placed
        table = panel.session_cars(given.known.prices, given.model)
        drawn = draw(table, (placed.rows[rows], placed.columns[rows]), draws=DRAWS, seed=SEED)
        known_draws = drawn.draws[np.isfinite(drawn.draws[:, 0]), 0]
        draws, p = tuple(known_draws.tolist()), drawn.p(HEADLINE, observed)
    return PlaceboView(window=HEADLINE, observed=observed, draws=draws, p=p, seed=SEED)

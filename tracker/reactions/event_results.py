"""Stored event studies: what one announcement's window says under each stored model, and when it must be done again.

A result rests on its inputs: method, session, prices of the share and the factors from the estimation window to ten
sessions after, other news of the firm, and the flags. Their fingerprint is stored as the price vintage. Done again is
exactly what has another fingerprint: new bars complete a provisional result, a correction moves a session or masks
the estimation windows of the same firm's other news, everything else stays.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Final

import numpy as np
from django.db import transaction

from tracker.announcements.models import Announcement
from tracker.reactions import confounders, panel
from tracker.reactions import sample as samples
from tracker.reactions.confounders import Confounders
from tracker.reactions.event_paths import path_errors
from tracker.reactions.event_study import Fitted, Quality, fit
from tracker.reactions.figures import number, plain
from tracker.reactions.models import EventResult
from tracker.reactions.panel import Bools, Floats, Ints, Prices
from tracker.reactions.sample import SampleEvent
from tracker.reactions.sample_filter import NEWS
from tracker.reactions.sample_told import AWAITING, Told

# Raise it whenever the method changes: every stored result is then done anew.
METHOD_VERSION: Final = "1"
# The headline, and the two that an announcement's page draws beside it.
STORED_MODELS: Final = ("spy_btc", "spy", "btc")
# Sessions whose prices a result rests on, counted from the event session; a return may span some before the first.
REACH: Final = (-130, 10)
BATCH: Final = 200
# So many ids go into a query; for more it is quicker to read all.
FEW: Final = 500
PLACES: Final = 10
NO_FACTOR: Final = "no_factor"
FIGURES: Final = ("car", "se", "t", "p", "p_sq", "bhar")


@dataclass(frozen=True, eq=False, slots=True)
class Inputs:
    """What the results of some announcements rest on, and its fingerprint by announcement id."""

    prices: Prices
    told: Mapping[int, Told]
    by_told: Mapping[int, SampleEvent]
    events: Sequence[SampleEvent]
    around: Confounders
    prints: Mapping[int, str]

    def of(self, keys: Collection[tuple[int, str]]) -> "Inputs":
        """The same with only the events of these keys."""
        kept = [at for at, event in enumerate(self.events) if event.key in keys]
        around = self.around.of(np.array(kept, dtype=np.intp))
        return replace(self, events=[self.events[at] for at in kept], around=around)


def inputs(ids: Collection[int] | None = None) -> Inputs:
    """The inputs of some published announcements, or of all of them, in a fixed number of queries."""
    prices = panel.prices()
    record = samples.record(prices, NEWS, confounders.earnings_days())
    told = {one.pk: one for one in record.told if ids is None or one.pk in ids}
    places = sorted({record.event_of[pk] for pk in told if pk in record.event_of})
    events = [record.events[place] for place in places]
    by_told = {pk: record.events[record.event_of[pk]] for pk in told if pk in record.event_of}
    around = confounders.confounders(events, record, prices)
    by_event = dict(zip((event.key for event in events), _prints(events, around, prices), strict=True))
    prints = {pk: by_event[by_told[pk].key] if pk in by_told else _print_without(one) for pk, one in told.items()}
    return Inputs(prices, told, by_told, events, around, prints)


def stale_ids() -> list[int]:
    """Published announcements whose results under any stored model are missing or rest on something else by now."""
    found = inputs().prints
    missing = _missing(found)
    return list(dict.fromkeys(pk for pk, _model in missing))


def _missing(prints: Mapping[int, str]) -> list[tuple[int, str]]:
    """Announcement and model of every result that is not there with this fingerprint, in the order of the record."""
    rows = EventResult.objects.filter(is_current=True, method_version=METHOD_VERSION).order_by()
    if len(prints) <= FEW:
        rows = rows.filter(announcement_id__in=prints)
    known = set(rows.values_list("announcement_id", "model", "price_vintage"))
    return [(pk, model) for pk, name in prints.items() for model in STORED_MODELS if (pk, model, name) not in known]


def _print_without(one: Told) -> str:
    return blake2b(f"{one.reason}|{one.when.digest(one.share or '')}".encode(), digest_size=24).hexdigest()


def _prints(events: Sequence[SampleEvent], around: Confounders, prices: Prices) -> list[str]:
    """A fingerprint per event of every figure and flag that its results rest on."""
    names = [name for name in panel.FACTORS[panel.HEADLINE_MODEL] if name in prices.factors]
    # Rounded far below a cent's worth, so that a float's last bits are not news; one row per share, for long slices.
    returns = np.round(prices.returns.T, PLACES) + 0.0
    spans = np.ascontiguousarray(prices.spans.T)
    # Without any benchmark on record it is an array of no rows, not of no dimension.
    factors = np.array([prices.factors[name] for name in names]).reshape(len(names), len(prices.days))
    factors = np.round(factors, PLACES) + 0.0
    flags = np.stack(list(around.by_session.values()), axis=1)
    return [_print(event, (returns, spans, factors), flags[at]) for at, event in enumerate(events)]


def _print(event: SampleEvent, grids: tuple[Floats, Ints, Floats], flags: Bools) -> str:
    returns, spans, factors = grids
    part = slice(max(event.at + REACH[0], 0), event.at + REACH[1] + 1)
    told = (event.share, event.session_on, event.first.when.phase, event.flags, event.masked_on)
    digest = blake2b(repr(told).encode(), digest_size=24)
    for values in (returns[event.column, part], spans[event.column, part], *factors[:, part], flags):
        digest.update(values.tobytes())
    return digest.hexdigest()


# --- results ----------------------------------------------------------------------------------------------------------


def keep(ids: Iterable[int], *, now: datetime) -> int:
    """Do the results of some announcements again where their fingerprint differs; how many rows are new.

    What they replace stays with `is_current` off. An id that is gone or not published is left out.
    """
    wanted = set(ids)
    return _keep(inputs(wanted), now) if wanted else 0


def keep_stale(*, now: datetime, limit: int) -> int:
    """Find what is stale and do it again, at most so many announcements, the newest first; how many rows are new."""
    found = inputs()
    stale = list(dict.fromkeys(pk for pk, _model in _missing(found.prints)))[-limit:]
    return _keep(replace(found, prints={pk: found.prints[pk] for pk in stale}), now) if stale else 0


def _keep(found: Inputs, now: datetime) -> int:
    with transaction.atomic():
        # Two workers with the same announcement wait for each other here; the second finds the first one's work.
        locked = Announcement.objects.select_for_update().filter(pk__in=found.prints).order_by("pk")
        here = set(locked.values_list("pk", flat=True))
        new = _missing({pk: name for pk, name in found.prints.items() if pk in here})
        drafts = _drafts(new, found, now)
        for model in STORED_MODELS:
            replaced = [pk for pk, name in new if name == model]
            current = EventResult.objects.filter(announcement_id__in=replaced, model=model, is_current=True)
            current.update(is_current=False)
        EventResult.objects.bulk_create(drafts, batch_size=BATCH)
    return len(drafts)


def _drafts(new: Sequence[tuple[int, str]], found: Inputs, now: datetime) -> list[EventResult]:
    """New rows; only the events behind them are fitted."""
    shares = dict(zip(found.prices.shares, found.prices.ids, strict=True))
    keys = {found.by_told[pk].key for pk, _model in new if pk in found.by_told}
    some = found.of(keys)
    place = {event.key: at for at, event in enumerate(some.events)}
    fits = {model: _fitted(model, some) for model in sorted({model for _pk, model in new})}
    flags = {model: _flags(fitted, some) for model, fitted in fits.items() if fitted is not None}
    errors = {model: path_errors(fitted) for model, fitted in fits.items() if fitted is not None}
    drafts = []
    for pk, model in new:
        one, event, fitted = found.told[pk], found.by_told.get(pk), fits[model]
        draft = _blank(one, model, event)
        draft.security_id = shares.get(one.share or "")
        draft.price_vintage, draft.measured_at = found.prints[pk], now
        if event is not None and fitted is not None:
            at = place[event.key]
            _fill(draft, fitted, at, flags[model].windows[at])
            draft.se_path = errors[model][at]
            draft.flags = list(flags[model].events[at])
            draft.is_provisional = event.at + REACH[1] >= len(found.prices.days)
        elif event is not None:
            draft.reason = NO_FACTOR
        drafts.append(draft)
    return drafts


def _blank(one: Told, model: str, event: SampleEvent | None) -> EventResult:
    """A row without figures: what there is to say of an announcement that cannot be measured."""
    return EventResult(
        announcement_id=one.pk,
        model=model,
        event_session_on=event.session_on if event else one.when.event_on,
        reason=one.reason,
        is_provisional=one.reason == AWAITING,
        flags=list(one.when.flags),
        method_version=METHOD_VERSION,
    )


def _fitted(model: str, found: Inputs) -> Fitted | None:
    """The fit of all events under a model; None where a factor has no prices."""
    if not found.events or not panel.is_available(found.prices, model):
        return None
    return fit(panel.panel(found.prices, model), [event.event for event in found.events], panel.spec(model))


@dataclass(frozen=True, slots=True)
class _Flags:
    events: Sequence[tuple[str, ...]]
    windows: Sequence[Sequence[tuple[str, ...]]]


def _flags(fitted: Fitted, found: Inputs) -> _Flags:
    return _Flags(
        events=confounders.event_flags(found.events, found.around, confounders.of_fit(fitted)),
        windows=confounders.window_flags(found.around, fitted.spec.windows, fitted.complete),
    )


def _fill(draft: EventResult, fitted: Fitted, at: int, flags: Sequence[tuple[str, ...]]) -> None:
    draft.quality = str(fitted.quality[at])
    if fitted.quality[at] == Quality.UNUSABLE:
        draft.reason = str(fitted.reason[at])
    draft.alpha, draft.sigma = number(fitted.alpha[at]), number(fitted.sigma[at])
    draft.betas = dict(zip(fitted.panel.factor_names, plain(fitted.betas[at]), strict=True))
    draft.n, draft.df = int(fitted.n[at]), int(fitted.df[at])
    draft.ar, draft.se_ar = plain(fitted.ar[at]), plain(fitted.se_ar[at])
    rows = zip(*(plain(getattr(fitted, name)[at]) for name in FIGURES), strict=True)
    draft.windows = [
        {
            "window": list(window),
            **dict(zip(FIGURES, row, strict=True)),
            "is_complete": bool(whole),
            "flags": list(held),
        }
        for window, row, whole, held in zip(fitted.spec.windows, rows, fitted.complete[at], flags, strict=True)
    ]

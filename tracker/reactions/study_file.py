"""A study of the record as a ZIP for whoever wants to compute it again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

import numpy as np

from tracker.companies.models import Security
from tracker.markets.models import PriceBar
from tracker.reactions import studies
from tracker.reactions.event_study import Event, Panel
from tracker.reactions.panel import SECURITY_OF
from tracker.reactions.reproducing.packing import Bundle, pack
from tracker.reactions.sample_filter import parse
from tracker.reactions.studies import Material
from tracker.reactions.study_view import StudyView

PRICE_COLUMNS: Final = ("session_on", "open", "high", "low", "close", "adjusted_close", "volume")


@dataclass(frozen=True, slots=True)
class StudyFile:
    """The ZIP and the name to keep it under."""

    name: str
    content: bytes


def study_file(values: Mapping[str, str], *, site: str, made_at: datetime, with_returns: bool) -> StudyFile:
    """The file of the study that plain strings ask for, as `studies.study` reads them.

    `site` is the address of the pages without a slash at its end. `with_returns`: whether returns and prices may be
    handed on.
    """
    view = studies.study(values)
    chosen, _problems = parse(values)
    given = studies.material(chosen, view.model.key)
    events = _shown(given)
    shares = sorted({event.security for event in events})
    slugs = {event.event_id for event in events}
    bundle = Bundle(
        panel=_narrow(given.panel, shares),
        events=events,
        spec=given.spec,
        about=_about(view, site),
        made_at=made_at,
        notes={
            event.slug: (event.title, f"{site}/announcements/{event.slug}/")
            for event in view.events
            if event.slug in slugs
        },
        prices=price_tables([*shares, *_benchmarks(given.panel)]),
        with_returns=with_returns,
    )
    return StudyFile(f"hashpivot-study-{view.sample_hash}.zip", pack(bundle))


def _shown(given: Material) -> list[Event]:
    """The events of the sample that the page shows first, in its order."""
    return [event.event for event in given.shown]


def _narrow(panel: Panel, shares: list[str]) -> Panel:
    """The panel of some shares only: nobody needs the returns of the others."""
    columns = np.array([panel.securities.index(share) for share in shares], dtype=np.intp)
    return Panel(
        days=panel.days,
        securities=tuple(shares),
        returns=panel.returns[:, columns],
        factor_names=panel.factor_names,
        factors=panel.factors[:, columns] if panel.has_own_factors else panel.factors,
        spans=None if panel.spans is None else panel.spans[:, columns],
    )


def _about(view: StudyView, site: str) -> dict[str, Any]:
    query = urlencode({**view.query, "model": view.model.key})
    return {
        "title": view.sentence,
        "address": f"{site}/studies/?{query}",
        "sample": {**view.query, "anchor": view.anchor},
        "sample_shown": view.shown.key,
        "model": view.model.key,
        "model_label": str(view.model.label),
        "btc_alignment": view.btc_alignment,
        "method_version": view.method_version,
        "price_vintage": view.price_vintage,
        "prices_until": view.prices_until.isoformat() if view.prices_until else None,
    }


def _benchmarks(panel: Panel) -> set[str]:
    return {SECURITY_OF[name] for name in panel.factor_names if name in SECURITY_OF}


def price_tables(keys: Iterable[str]) -> dict[str, str]:
    """Each security's stored bars as CSV by key: columns of PRICE_COLUMNS, oldest first."""
    shares = dict(Security.objects.filter(key__in=list(keys)).order_by("key").values_list("pk", "key"))
    lines = {pk: [",".join(PRICE_COLUMNS)] for pk in shares}
    rows = PriceBar.objects.filter(security_id__in=shares).order_by("security_id", "session_on")
    for pk, *values in rows.values_list("security_id", *PRICE_COLUMNS):
        lines[pk].append(",".join(map(_plain, values)))
    return {key: "\n".join(lines[pk]) + "\n" for pk, key in shares.items()}


def _plain(value: Any) -> str:
    """A value without the zeros that a database may or may not keep at its end."""
    if value is None:
        return ""
    return format(value.normalize(), "f") if hasattr(value, "normalize") else str(value)

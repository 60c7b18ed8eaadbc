"""The figures of a study as JSON values, computed by the pure core alone: what is kept and what is compared."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

import numpy as np

from tracker.reactions.event_study import Event, Fitted, Panel, Spec, fit, group

# Two runs on different processors differ in the last digits of a float; this is what is promised.
TOLERANCE: Final = 1e-9
SMALLEST: Final = 1e-12
Json = Any
OF_EVENT: Final = ("alpha", "betas", "sigma", "r2", "n", "df", "ar", "se_ar")
OF_WINDOW: Final = ("car", "se", "t", "p", "p_sq", "bhar")


def results(panel: Panel, events: Sequence[Event], spec: Spec) -> dict[str, Json]:
    """Every event and every group over every window: the group "all", then each label in the order it is met."""
    fitted = fit(panel, events, spec)
    groups = {"all": list(range(len(events)))}
    for at, event in enumerate(events):
        for label in event.labels:
            groups.setdefault(label, []).append(at)
    return {
        "events": [_event(fitted, at) for at in range(len(events))],
        "groups": {label: _group(fitted, members) for label, members in groups.items()},
    }


def _event(fitted: Fitted, at: int) -> dict[str, Json]:
    windows = {
        window_key(window): {name: plain(getattr(fitted, name)[at, column]) for name in OF_WINDOW}
        for column, window in enumerate(fitted.spec.windows)
    }
    figures = {name: plain(getattr(fitted, name)[at]) for name in OF_EVENT}
    return {"event_id": fitted.event_ids[at], "quality": str(fitted.quality[at]), **figures, "windows": windows}


def _group(fitted: Fitted, members: Sequence[int]) -> dict[str, Json]:
    return {window_key(cell.window): plain(asdict(cell)) for cell in group(fitted, members).cells}


def window_key(window: tuple[int, int]) -> str:
    """A window as the name of a JSON member: "0,1"."""
    return f"{window[0]},{window[1]}"


def plain(value: Json) -> Json:
    """A value as JSON has it: what is not finite becomes null, arrays and tuples lists."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, np.ndarray | list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def differences(kept: Json, found: Json, where: str = "") -> Iterator[str]:
    """Where two results differ by more than the tolerance, in words; nothing where they agree."""
    if isinstance(kept, dict) and isinstance(found, dict):
        for name in dict.fromkeys((*kept, *found)):
            yield from differences(kept.get(name), found.get(name), f"{where} {name}".strip())
    elif isinstance(kept, list) and isinstance(found, list) and len(kept) == len(found):
        for at, (one, other) in enumerate(zip(kept, found, strict=True)):
            name = one["event_id"] if isinstance(one, dict) and "event_id" in one else str(at)
            yield from differences(one, other, f"{where} {name}".strip())
    elif not _agree(kept, found):
        yield f"{where}: {kept!r} was published, {found!r} is found"


def _agree(kept: Json, found: Json) -> bool:
    if isinstance(kept, float) or isinstance(found, float):
        numbers = isinstance(kept, int | float) and isinstance(found, int | float)
        return numbers and math.isclose(kept, found, rel_tol=TOLERANCE, abs_tol=SMALLEST)
    return bool(kept == found)

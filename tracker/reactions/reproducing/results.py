"""The figures of a study, computed by the pure core alone, and where two of them differ."""

import math
from collections.abc import Iterator, Sequence
from typing import Any, Final

from tracker.reactions.event_study import Event, Panel, Spec, fit, report

# Two runs on different processors differ in the last digits of a float; this is what is promised.
TOLERANCE: Final = 1e-9
SMALLEST: Final = 1e-12
# What names a row of a list: an event, or a group of them.
NAMES: Final = ("event_id", "label")
Json = Any


def results(panel: Panel, events: Sequence[Event], spec: Spec) -> dict[str, Json]:
    """Every event and every group over every window, as `manage.py event_study --json` has them."""
    fitted = fit(panel, events, spec)
    return report.document(fitted, report.groups_of(fitted))


def differences(kept: Json, found: Json, where: str = "") -> Iterator[str]:
    """Where two results differ by more than the tolerance, in words; nothing where they agree."""
    if isinstance(kept, dict) and isinstance(found, dict):
        for name in dict.fromkeys((*kept, *found)):
            yield from differences(kept.get(name), found.get(name), f"{where} {name}".strip())
    elif _is_list(kept) and _is_list(found) and len(kept) == len(found):
        for at, (one, other) in enumerate(zip(kept, found, strict=True)):
            yield from differences(one, other, f"{where} {_name(one, at)}".strip())
    elif not _agree(kept, found):
        yield f"{where}: {kept!r} was published, {found!r} is found"


def _is_list(value: Json) -> bool:
    """A list, or what becomes one in a file."""
    return isinstance(value, list | tuple)


def _name(row: Json, at: int) -> str:
    named = [str(row[name]) for name in NAMES if name in row] if isinstance(row, dict) else []
    return named[0] if named else str(at)


def _agree(kept: Json, found: Json) -> bool:
    if isinstance(kept, float) or isinstance(found, float):
        numbers = isinstance(kept, int | float) and isinstance(found, int | float)
        return numbers and math.isclose(kept, found, rel_tol=TOLERANCE, abs_tol=SMALLEST)
    return bool(kept == found)

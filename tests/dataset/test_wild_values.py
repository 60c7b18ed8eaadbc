"""Whatever a file holds, the answer is a list of errors: no value makes the checks themselves fail."""

import copy
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.dataset.small import SMALL
from tracker.dataset.checking import errors_in
from tracker.dataset.files import Files

plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
dates = st.dates().map(str) | st.sampled_from(["2025", "2025-13", "0000-00-00", "2025-10-20T08:00:00-04:00", "٢٠٢٥"])
wild = st.recursive(
    plain | dates,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def spots() -> list[tuple[str | int, ...]]:
    """The path of every value in the small record, at any depth."""
    found: list[tuple[str | int, ...]] = []

    def walk(value: Any, path: tuple[str | int, ...]) -> None:
        pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for name, part in pairs:
            found.append((*path, name))
            walk(part, (*path, name))

    for name, rows in SMALL.items():
        walk(rows, (name,))
    return [path for path in found if len(path) > 2]


@settings(deadline=None, max_examples=300)  # the first one builds the trading calendar
@given(path=st.sampled_from(spots()), value=wild)
@example(path=("announcements", 0, "source_url"), value="https://[::1")
@example(path=("announcements", 0, "reported_move", "applies_to_date"), value="9999-12-31")
@example(path=("announcements", 0, "announced_on"), value="0001-01-01")
@example(path=("sites", 0, "gross_mw"), value=10**400)
@example(path=("valuations", 0, "usd_per_mw"), value=5e-324)
def test_any_value_anywhere_gives_errors_or_passes(path: tuple[str | int, ...], value: object) -> None:
    records: Any = copy.deepcopy(SMALL)
    parent = records
    for name in path[:-1]:
        parent = parent[name]
    parent[path[-1]] = value
    for error in errors_in(Files(records=records)):
        assert error.file == f"{path[0]}.yaml" or error.message
        assert error.message.endswith(".")

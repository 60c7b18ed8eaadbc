"""From a study's figures to the rows of its tables."""

from dataclasses import replace

import pytest

from tests.web.study_maker import cell_view, event_view, study_view, window_view
from tracker.charts.numbers import MINUS
from tracker.web.pages import study_pictures, study_tables, study_words
from tracker.web.pages.studies import StudyPage


def page(n: int = 6) -> StudyPage:
    return StudyPage(view=study_view(n), companies=[], counterparties=[], page_number="1")


def test_the_heat_map_has_a_row_per_kind_and_a_cell_per_window() -> None:
    rows = page().heat
    assert [(row.label, row.n_events, len(row.cells)) for row in rows] == [("Lease", 6, 9)]
    assert rows[0].cells[0].css == "h h-p2 is-open"


def test_the_cell_named_beforehand_stands_by_its_own_p() -> None:
    assert study_tables.heat_cell(cell_view((0, 1), 12, p=0.01, q=None)).is_sure
    assert not study_tables.heat_cell(cell_view((0, 5), 12, p=0.01, q=None)).is_sure
    assert not study_tables.heat_cell(cell_view((0, 5), 12, p=0.01, q=0.06)).is_sure


def test_an_event_of_two_kinds_is_a_dot_in_each() -> None:
    both = event_view(1, 0.05, kinds=("lease", "financing"))
    assert study_tables.by_kind([both, event_view(2, -0.01)]) == {"lease": [0.05, -0.01], "financing": [0.05]}
    assert study_tables.by_company([both]) == {"CLSK": [0.05]}


def test_events_that_do_not_count_are_no_dots() -> None:
    events = (
        event_view(1),
        event_view(2, None),
        event_view(3, is_in_all=False),
        event_view(4, 0.02, is_in_clean=True),
    )
    view = replace(study_view(4), events=events)
    assert [event.event_id for event in study_tables.counted(view)] == ["event-1", "event-4"]
    clean = replace(view, query={"clean": "1"})
    assert [event.event_id for event in study_tables.counted(clean)] == ["event-4"]


def test_the_test_that_decides_is_marked_and_patell_waits_for_thirty_events() -> None:
    rows = {str(row.name): row for row in study_tables.test_rows(cell_view((0, 1), 12))}
    assert [name for name, row in rows.items() if row.is_headline] == ["KP, calendar"]
    assert (rows["KP, calendar"].statistic, rows["KP, calendar"].p) == ("+2.24", ".031")
    assert "Patell" not in rows
    assert {str(row.name): row.p for row in study_tables.test_rows(cell_view((0, 1), 30))}["Patell"] == ".050"
    assert rows["Sign, exact"].statistic == "11 of 12 up"
    assert "Wilcoxon" not in rows


def test_too_few_events_have_no_test_at_all() -> None:
    assert study_tables.test_rows(cell_view((0, 1), 4)) == []


def test_every_window_is_a_row_and_the_exempt_one_says_so() -> None:
    rows = page(12).windows
    assert [row.name for row in rows][:2] == ["day 0", "0 to +1"]
    assert [row.q for row in rows][:2] == [".200", "exempt"]
    assert (rows[0].cell.n_positive, rows[0].negative) == (11, 1)


def test_a_model_without_prices_has_no_interval() -> None:
    _scale, rows = page().models
    assert [row.interval is None for row in rows] == [False, True]


def test_an_events_flags_are_words_each_of_them_once() -> None:
    windows = tuple(
        window_view(one.window, one.car, "date_only", "btc_shock") if one.window == (0, 1) else one
        for one in event_view(1).windows
    )
    row = study_tables.event_rows([replace(event_view(1), windows=windows)])[0]
    assert [str(flag.label) for flag in row.flags] == ["date only", "bitcoin shock"]
    assert row.counts
    assert row.day_zero == 0.05


@pytest.mark.parametrize("changes", [{"is_in_all": False}, {"windows": event_view(1, None).windows}])
def test_an_event_outside_the_means_says_so(changes: dict[str, object]) -> None:
    assert not study_tables.event_rows([event_view(1, **changes)])[0].counts  # type: ignore[arg-type]


def test_an_unknown_flag_is_still_readable() -> None:
    assert study_words.flag("some_new_thing").label == "some new thing"


@pytest.mark.parametrize(
    ("window", "name"), [((0, 0), "day 0"), ((0, 1), "0 to +1"), ((-10, -1), f"{MINUS}10 to {MINUS}1")]
)
def test_windows_have_names(window: tuple[int, int], name: str) -> None:
    assert study_words.window_name(window) == name


def test_charts_are_made_from_what_is_counted() -> None:
    chart = study_pictures.path(study_view(6))
    assert chart is not None
    assert chart["singles"] == 6
    assert study_pictures.path(study_view(0)) is None
    assert study_pictures.placebo(study_view(0)) is None
    assert [scatter.measure for scatter, _chart in study_pictures.sizes(study_view(6))] == ["mw"]
    assert study_pictures.sizes(study_view(2)) == []


def test_the_wider_samples_leave_out_one_filter_each() -> None:
    view = study_view(2, query={"kind": "lease", "company": "CLSK", "model": "spy"})
    shown = StudyPage(view=view, companies=[], counterparties=[], page_number="1")
    assert [(str(link.name), link.query) for link in shown.wider] == [
        ("Company", "kind=lease&model=spy"),
        ("Kind", "company=CLSK&model=spy"),
    ]
    assert shown.is_few
    assert not page(6).is_few

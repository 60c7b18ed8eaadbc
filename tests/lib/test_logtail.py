"""What of a log reaches the terminal."""

from pathlib import Path

import pytest

from tracker.lib.logtail import KEEP_BYTES, LogTail, last_lines, make_room

QUIET = "2025-10-21 09:00:00,123 INFO tracker: read an item"
LOUD = "[2025-10-21 09:00:00,123: ERROR/MainProcess] Task failed"
TRACE = ["Traceback (most recent call last):", '  File "x.py", line 1', "ValueError: no"]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "web.log"
    path.write_text("2025-10-20 ERROR of yesterday\n", encoding="utf-8")
    return path


def _write(log: Path, text: str) -> None:
    with log.open("a", encoding="utf-8") as file:
        file.write(text)


def test_only_what_comes_after_the_start_is_shown(log: Path) -> None:
    assert LogTail(log).new_lines() == []


def test_error_is_shown_with_its_cause_and_without_the_places_in_the_code(log: Path) -> None:
    tail = LogTail(log)
    _write(log, "\n".join([QUIET, LOUD, *TRACE, QUIET, ""]))
    assert tail.new_lines() == [LOUD, TRACE[-1]]


def test_traceback_without_a_record_is_shown_by_its_cause(log: Path) -> None:
    tail = LogTail(log)
    _write(log, "\n".join([QUIET, *TRACE, ""]))
    assert tail.new_lines() == [TRACE[-1]]


def test_unfinished_line_waits_for_its_end(log: Path) -> None:
    tail = LogTail(log)
    _write(log, LOUD[:20])
    assert tail.new_lines() == []
    _write(log, LOUD[20:] + "\n")
    assert tail.new_lines() == [LOUD]


def test_last_lines_of_a_missing_log_are_none(tmp_path: Path) -> None:
    assert last_lines(tmp_path / "none.log") == []


def test_large_log_is_moved_aside_once(tmp_path: Path) -> None:
    log = tmp_path / "log" / "web.log"
    make_room(log)
    log.write_bytes(b"x" * (KEEP_BYTES + 1))
    make_room(log)
    assert not log.exists()
    assert (tmp_path / "log" / "web.log.1").stat().st_size == KEEP_BYTES + 1

"""When news came out and which session counts, in sentences."""

from datetime import UTC, date, datetime

import pytest

from tracker.announcements.models import Announcement
from tracker.reactions.models import Reaction
from tracker.web.pages.session_words import session_sentences

DAY = date(2025, 11, 10)


def reaction(phase: str, event: date = DAY, flags: tuple[str, ...] = (), state: str = "measured") -> Reaction:
    """A reaction of that phase."""
    return Reaction(
        phase=phase, state=state, event_session_on=event, baseline_session_on=date(2025, 11, 7), flags=list(flags)
    )


@pytest.mark.parametrize(
    ("phase", "lead"),
    [
        ("pre", "The news came before the open, so the session of Mon 10 Nov 2025 counts."),
        ("intraday", "The news came during the session of Mon 10 Nov 2025, which counts."),
        ("post", "The news came after the close, so the next session counts: Mon 10 Nov 2025."),
        ("closed", "The market was closed that day, so the next session counts: Mon 10 Nov 2025."),
        ("date_only", "Only the day is known, not the hour; the session of Mon 10 Nov 2025 counts."),
    ],
)
def test_each_phase_says_which_session_counts(phase: str, lead: str) -> None:
    words = session_sentences(Announcement(announced_on=DAY), reaction(phase))
    assert words == [lead, "Moves are from the close of Fri 7 Nov 2025."]


def test_a_day_without_a_session_says_so() -> None:
    sunday = Announcement(announced_on=date(2025, 11, 9))
    words = session_sentences(sunday, reaction("date_only"))
    assert words[0] == "That day had no session, so the next one counts: Mon 10 Nov 2025."


def test_a_known_minute_is_given_in_new_york_and_in_utc() -> None:
    timed = Announcement(announced_on=DAY, announced_at=datetime(2025, 11, 10, 13, 30, tzinfo=UTC))
    assert session_sentences(timed, None) == [
        "Announced Mon 10 Nov 2025, 08:30 in New York (13:30 UTC).",
        "Not measured yet.",
    ]


def test_flags_are_said_and_unknown_ones_passed_over() -> None:
    words = session_sentences(Announcement(announced_on=DAY), reaction("intraday", flags=("gap_precedes_news", "x")))
    assert words[-1] == "What the share did at the open came before the news."


def test_what_was_not_measured_says_why() -> None:
    words = session_sentences(Announcement(announced_on=DAY), reaction("pre", state="awaiting"))
    assert words[-1] == "Session not over yet."

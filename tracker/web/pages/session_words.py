"""When news came out and which session counts for it, in sentences."""

from collections.abc import Iterator
from datetime import UTC
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.announcements.models import Announcement
from tracker.reactions.models import Phase, Reaction, ReactionState

NEW_YORK: Final = ZoneInfo("America/New_York")
LEADS: Final = {
    Phase.PRE.value: gettext_lazy("The news came before the open, so the session of %(event)s counts."),
    Phase.INTRADAY.value: gettext_lazy("The news came during the session of %(event)s, which counts."),
    Phase.POST.value: gettext_lazy("The news came after the close, so the next session counts: %(event)s."),
    Phase.CLOSED.value: gettext_lazy("The market was closed that day, so the next session counts: %(event)s."),
    Phase.DATE_ONLY.value: gettext_lazy("Only the day is known, not the hour; the session of %(event)s counts."),
}
FLAGS: Final = {
    "gap_precedes_news": gettext_lazy("What the share did at the open came before the news."),
    "near_close": gettext_lazy(
        "The news came within half an hour of the close, so part of the answer is in the next session."
    ),
    "halted": gettext_lazy(
        "The share did not trade in the first session after the news; the first one with trades counts."
    ),
    "suspect_move": gettext_lazy(
        "The share moved by more than 60 % with nothing to explain it: not used until somebody has looked at it."
    ),
    "baseline_gap": gettext_lazy("The session before has no trades on record; an earlier close stands in for it."),
}


def session_sentences(announcement: Announcement, reaction: Reaction | None) -> list[str]:
    """When it was announced, which session counts and why, and what to bear in mind."""
    return list(_sentences(announcement, reaction))


def _sentences(announcement: Announcement, reaction: Reaction | None) -> Iterator[str]:
    if announcement.announced_at is not None:
        yield _("Announced %(moment)s.") % {"moment": moment(announcement)}
    if reaction is None:
        yield _("Not measured yet.")
        return
    event = date_format(reaction.event_session_on, "D j M Y")
    if reaction.phase == Phase.DATE_ONLY and reaction.event_session_on != announcement.announced_on:
        yield _("That day had no session, so the next one counts: %(event)s.") % {"event": event}
    else:
        yield str(LEADS[reaction.phase]) % {"event": event}
    if reaction.state == ReactionState.MEASURED:
        before = date_format(reaction.baseline_session_on, "D j M Y")
        yield _("Moves are from the close of %(before)s.") % {"before": before}
    else:
        yield f"{reaction.get_state_display()}."
    yield from (str(FLAGS[flag]) for flag in reaction.flags if flag in FLAGS)


def moment(announcement: Announcement) -> str:
    """'Mon 20 Oct 2025, 08:30 in New York (12:30 UTC)'."""
    at = announcement.announced_at
    if at is None:
        return date_format(announcement.announced_on, "D j M Y")
    local = at.astimezone(NEW_YORK)
    return _("%(day)s, %(local)s in New York (%(utc)s UTC)") % {
        "day": date_format(local.date(), "D j M Y"),
        "local": f"{local:%H:%M}",
        "utc": f"{at.astimezone(UTC):%H:%M}",
    }

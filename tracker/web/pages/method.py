"""The method's page: what it says of the record by number, and every flag with its sentence."""

from dataclasses import dataclass

from django.db.models import Count

from tracker.announcements.models import Announcement
from tracker.web.pages.study_words import FLAGS, Flag


@dataclass(frozen=True, slots=True)
class Times:
    """How many announcements are on record, and of how many the minute is known."""

    all: int
    timed: int


@dataclass(frozen=True, slots=True)
class MethodPage:
    """Everything on the page that is not its text."""

    flags: list[Flag]
    times: Times


def gather() -> MethodPage:
    """The page, in one query."""
    counts = Announcement.objects.published().aggregate(all=Count("pk"), timed=Count("announced_at"))
    return MethodPage(flags=list(FLAGS.values()), times=Times(**counts))

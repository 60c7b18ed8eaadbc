"""Where an announcement's section against the market has its figures from: stored results, or the other anchor's."""

from collections.abc import Mapping
from dataclasses import asdict

from tracker.announcements.models import Announcement
from tracker.reactions import studies
from tracker.reactions.event_paths import path_errors
from tracker.reactions.event_study import fit
from tracker.reactions.models import EventResult, Reaction
from tracker.reactions.sample_filter import DATE, NEWS, parse
from tracker.reactions.study_view import EventView, StudyView
from tracker.reactions.timing import DATE_ONLY, timing
from tracker.web.pages.measured import BESIDE, MODEL, Measured


def measured(announcement: Announcement, reaction: Reaction | None, *, anchor: str = NEWS) -> Measured | None:
    """The event studies of one announcement; None where none was made yet.

    The stored ones count from the session that could first answer. Counted from the day of the news, where that is
    another session, they are worked out for the page.
    """
    rows = list(EventResult.objects.filter(announcement=announcement).order_by("-measured_at", "-pk"))
    current = {row.model: row for row in rows if row.is_current}
    if MODEL not in current:
        return None
    others = _by_date(announcement) if anchor == DATE and has_other_anchor(announcement, current[MODEL]) else {}
    shown = others or current
    return Measured(
        announcement=announcement,
        reaction=reaction,
        result=shown[MODEL],
        beside={name: shown[name] for name in BESIDE if name in shown},
        earlier=[row for row in rows if row.model == MODEL and not row.is_current],
        anchor=DATE if others else NEWS,
        has_other_anchor=has_other_anchor(announcement, current[MODEL]),
    )


def has_other_anchor(announcement: Announcement, stored: EventResult) -> bool:
    """Whether the day of the news is another session than the one that could first answer."""
    return timing(announcement.announced_on).event_on != stored.event_session_on and not stored.reason


def _by_date(announcement: Announcement) -> dict[str, EventResult]:
    """The same event studies counted from the day of the news, by model; nothing of it is stored."""
    day = announcement.announced_on.isoformat()
    asked = {"company": announcement.company.key, "from": day, "to": day, "anchor": DATE}
    found: dict[str, EventResult] = {}
    for model in (MODEL, *BESIDE):
        view = studies.study(asked, model)
        event = next((one for one in view.events if announcement.slug in (one.slug, *one.others)), None)
        if event is not None and view.model.key == model:
            found[model] = _unsaved(announcement, event, view)
            if model == MODEL:
                found[model].se_path = _errors(asked, event.event_id)
    return found if MODEL in found else {}


def _errors(asked: Mapping[str, str], event_id: str) -> list[float | None]:
    """The standard errors of one event's running sum."""
    given = studies.material(parse(asked)[0], MODEL)
    events = [one.event for one in given.sample.events]
    errors = path_errors(fit(given.panel, events, given.spec))
    return errors[[event.event_id for event in events].index(event_id)]


def _unsaved(announcement: Announcement, event: EventView, view: StudyView) -> EventResult:
    return EventResult(
        announcement=announcement,
        model=view.model.key,
        is_provisional=any(not one.is_complete for one in event.windows),
        event_session_on=event.session_on,
        quality=event.quality,
        alpha=event.alpha,
        betas=dict(event.betas),
        sigma=event.sigma,
        n=event.n,
        df=event.df,
        ar=list(event.ar),
        se_ar=list(event.se_ar),
        windows=[{**asdict(one), "window": list(one.window)} for one in event.windows],
        # Read by the day on purpose: its hour is known all the same.
        flags=[flag for flag in event.flags if flag != DATE_ONLY],
        method_version=view.method_version,
        price_vintage=view.price_vintage,
    )

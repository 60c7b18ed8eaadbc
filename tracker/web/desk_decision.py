"""The right of the desk: one candidate with its words, its fields against the record, and what is like it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from tracker.announcements.matching import Match, restated_announcements, similar_announcements
from tracker.announcements.models import Announcement
from tracker.announcements.publishing import web_address
from tracker.extraction import selectors as readings
from tracker.extraction.models import Candidate, CandidateState
from tracker.extraction.proposal import Proposal
from tracker.moderation.models import Review
from tracker.moderation.selectors import Claim, claim_on, is_own_entry, review_of
from tracker.web.desk_fields import Row, rows
from tracker.web.desk_marks import Marked, marked
from tracker.web.desk_names import names_in
from tracker.web.desk_proposals import proposal_of
from tracker.web.desk_stories import Story, story
from tracker.web.desk_tape import TapeLine, tape_lines


@dataclass(frozen=True, slots=True)
class Similar:
    """An announcement that may tell of the same event, why, and how many sources it has."""

    match: Match
    reasons: str
    sources: int

    @property
    def next_source(self) -> int:
        """Which source this one would be."""
        return self.sources + 1


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """Everything one decision needs. `chosen` is what "add as source" adds to unless somebody picks another."""

    candidate: Candidate
    proposal: Proposal | None
    words: Marked
    rows: list[Row]
    similar: list[Similar]
    chosen: Similar | None
    restated: list[Announcement]
    story: Story
    tape: list[TapeLine]
    claim: Claim | None
    review: Review | None
    is_own: bool
    original: str
    seen: str

    @property
    def adds_by_default(self) -> bool:
        """Whether the first button adds to an announcement on record instead of making a new one."""
        if self.chosen is None:
            return False
        return self.chosen.match.is_same or self.chosen.match.announcement.slug == suggested(self.proposal)

    @property
    def is_open(self) -> bool:
        """Whether it can still be decided."""
        return self.candidate.state == CandidateState.WAITING


def gather(candidate: Candidate, user: User, *, now: datetime, pick: str = "") -> DecisionPage:
    """Read together what is needed to decide; `pick` is the slug of the announcement to compare with."""
    proposal = proposal_of(candidate)
    headline, text = readings.candidate_text(candidate)
    words = marked(headline, text, candidate.reading.get("facts", []))
    similar = _similar(proposal) if proposal else []
    chosen = _choose(similar, pick or suggested(proposal))
    compared = chosen.match.announcement if chosen and (pick or chosen.match.is_same) else None
    return DecisionPage(
        candidate=candidate,
        proposal=proposal,
        words=words,
        rows=rows(proposal, compared, names_in(proposal), words.numbers) if proposal else [],
        similar=similar,
        chosen=chosen,
        restated=restated_announcements(proposal) if proposal else [],
        story=story(candidate),
        tape=tape_lines(proposal) if proposal else [],
        claim=claim_on(candidate, asker=user, now=now),
        review=review_of(candidate.pk) if candidate.state != CandidateState.WAITING else None,
        is_own=is_own_entry(candidate, user),
        original=web_address(candidate.item.url if candidate.item else proposal.source_url if proposal else ""),
        seen=fingerprint(candidate),
    )


def fingerprint(candidate: Candidate) -> str:
    """Stands for what the candidate proposes: a decision names it, so that nobody decides on what they did not see."""
    return hashlib.sha256(json.dumps(candidate.proposal, sort_keys=True).encode()).hexdigest()[:16]


def suggested(proposal: Proposal | None) -> str:
    """The slug that whoever entered the proposal says it belongs to, or ''."""
    return proposal.words.get("adds_to", "") if proposal else ""


def _similar(proposal: Proposal) -> list[Similar]:
    return [
        Similar(match, reason_words(match.reasons), len(match.announcement.evidence.all()))
        for match in similar_announcements(proposal, limit=8)
    ]


def _choose(similar: list[Similar], slug: str) -> Similar | None:
    named = [entry for entry in similar if entry.match.announcement.slug == slug]
    return named[0] if named else similar[0] if similar else None


def reason_words(codes: tuple[str, ...]) -> str:
    """Codes for and against as a phrase: 'same day, person; another site'."""
    things = {
        "company": _("company"),
        "day": _("day"),
        "kind": _("kind"),
        "people": _("person"),
        "counterparties": _("counterparty"),
        "sites": _("site"),
        "capacity": _("capacity"),
        "value": _("value"),
        "title": _("words of the title"),
    }
    same = [things[code] for code in codes if code in things]
    other = [things[code.removeprefix("other_")] for code in codes if code.startswith("other_")]
    parts = [_("same %(what)s") % {"what": ", ".join(same)}] if same else []
    return "; ".join([*parts, *([_("another %(what)s") % {"what": ", ".join(other)}] if other else [])])

"""What the tape says about the share moves of a proposal, before anything is decided."""

from dataclasses import dataclass
from datetime import date

from tracker.companies.models import Company
from tracker.extraction.proposal import Proposal, ProposedMove
from tracker.markets import selectors as markets
from tracker.markets.calendar import EventSession, OutsideCalendar, event_session, event_session_of_day
from tracker.reactions import claims, wording


@dataclass(frozen=True, slots=True)
class TapeLine:
    """One printed move held against its session: the verdict and the sentence for it."""

    session_on: date
    verdict: str
    label: str
    sentence: str


def tape_lines(proposal: Proposal) -> list[TapeLine]:
    """A line per printed move. None where nothing was printed, or no share or session is known for it."""
    moves = [move for move in proposal.moves if move.pct is not None or move.price is not None]
    company = Company.objects.filter(key=proposal.company).first() if moves else None
    security = markets.primary_security(company) if company is not None else None
    if security is None:
        return []
    sessions = [(move, _session(move, proposal)) for move in moves]
    return [_line(move, session, security.pk) for move, session in sessions if session is not None]


def _session(move: ProposedMove, proposal: Proposal) -> EventSession | None:
    try:
        if move.applies_to_on is not None:
            return event_session_of_day(move.applies_to_on)
        if proposal.announced_at is not None:
            return event_session(proposal.announced_at)
        return event_session_of_day(proposal.announced_on)
    except OutsideCalendar:
        return None


def _line(move: ProposedMove, session: EventSession, security_id: int) -> TapeLine:
    tape = _tape(security_id, session.baseline_on, session.event_on)
    result = claims.check(claims.Claim(pct=move.pct, price=move.price, basis=move.basis), tape)
    return TapeLine(session.event_on, result.verdict, wording.label(result), wording.sentence(result))


def _tape(security_id: int, before_on: date, session_on: date) -> claims.Tape | None:
    bars = {bar.session_on: bar for bar in markets.bars(security_id, start=before_on, end=session_on)}
    before, bar = bars.get(before_on), bars.get(session_on)
    if before is None or bar is None:
        return None
    return claims.Tape(previous_close=before.close, close=bar.close, open=bar.open, high=bar.high, low=bar.low)

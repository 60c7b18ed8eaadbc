"""Whether two tellings are of the same event. Pure.

Names and keys may be mixed: both are compared by their folded words, so "Jeffrey Thomas" meets "jeffrey-thomas".
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tracker.extraction.proposal import Proposal
from tracker.lib.text import fold, same_words

SAME_EVENT = 0.5

_CUSTOMER_KINDS = frozenset({"lease", "hosting", "gpu_cloud"})
_POST_KINDS = frozenset({"executive_hire", "executive_departure"})
_DEAL_END_KINDS = frozenset({"termination", "merger_acquisition"})
_BUILD_KINDS = frozenset(
    {"construction", "conversion", "energization", "site_acquisition", "power_agreement", "strategy"}
)
# Somebody hired to run a new business: one outlet tells of the hire, another of the plan.
_HIRED_FOR = frozenset({"executive_hire", "strategy"})
_CLOSE_KINDS = (_HIRED_FOR, _CUSTOMER_KINDS, _POST_KINDS, _DEAL_END_KINDS, _BUILD_KINDS)
_FIGURES_AGREE_WITHIN = Decimal("0.10")
# Of one block of power one telling gives the critical load and another the gross figure.
_GROSS_OVER_CRITICAL = Decimal("1.5")
_FAR_DAYS = 3
_TOO_MANY_DIFFERENCES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One telling, reduced to what tells events apart. Sets hold keys or names; capacity in MW, value in US dollars."""

    company: str
    kind: str
    announced_on: date | None
    title: str = ""
    people: frozenset[str] = frozenset()
    counterparties: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()
    capacity_mw: Decimal | None = None
    value_usd: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike, 0 to 1; from SAME_EVENT on it is one event.

    Reasons are codes, for and against: "day", "kind", "people", "counterparties", "sites", "capacity", "value",
    "title", and "other_company", "other_day", "other_people", "other_counterparties", "other_sites",
    "other_capacity", "other_value".
    """

    score: float
    reasons: tuple[str, ...]

    @property
    def is_same_event(self) -> bool:
        """Whether both tell of one event."""
        return self.score >= SAME_EVENT


@dataclass(frozen=True, slots=True)
class _Weight:
    """What agreement adds and disagreement takes away."""

    agree: float
    differ: float


_PEOPLE = _Weight(0.45, 0.6)
_COUNTERPARTIES = _Weight(0.25, 0.25)
_SITES = _Weight(0.15, 0.15)
_CAPACITY = _Weight(0.2, 0.35)
_VALUE = _Weight(0.3, 0.35)


def event_of(proposal: Proposal) -> Event:
    """The event a proposal tells of. An amount in another currency is no value here."""
    return Event(
        company=proposal.company,
        kind=proposal.kind,
        announced_on=proposal.announced_on,
        title=proposal.title,
        people=frozenset(person.name for person in proposal.people),
        counterparties=frozenset((*proposal.counterparties, *([proposal.guarantor] if proposal.guarantor else []))),
        sites=frozenset(proposal.sites),
        capacity_mw=proposal.capacity_mw,
        value_usd=proposal.value_amount if proposal.value_currency == "USD" else None,
    )


def likeness(a: Event, b: Event) -> Likeness:
    """How likely both tell of one event. Symmetric; events of different companies are never one."""
    if a.company != b.company:
        return Likeness(0.0, ("other_company",))
    parts = [
        _days(a.announced_on, b.announced_on),
        _kinds(a.kind, b.kind),
        _names(a.people, b.people, _PEOPLE, "people"),
        _names(a.counterparties, b.counterparties, _COUNTERPARTIES, "counterparties"),
        _names(a.sites, b.sites, _SITES, "sites"),
        _figures(a.capacity_mw, b.capacity_mw, _CAPACITY, "capacity"),
        _values(a, b),
        _titles(a.title, b.title),
    ]
    total = sum(points for points, _reason in parts)
    reasons = tuple(reason for _points, reason in parts if reason)
    if "other_day" in reasons or sum(reason.startswith("other_") for reason in reasons) >= _TOO_MANY_DIFFERENCES:
        total = min(total, SAME_EVENT - 0.1)
    return Likeness(round(min(1.0, max(0.0, total)), 3), reasons)


def restates(a: Event, b: Event) -> bool:
    """Whether one tells again, on another day, what the other announced: company, tenant or site, and MW within 10 %.

    Results and presentations repeat old deals; a moderator is told so, nothing is decided. Symmetric.
    """
    if a.company != b.company or a.announced_on is None or b.announced_on is None:
        return False
    if abs((a.announced_on - b.announced_on).days) <= 1 or not a.capacity_mw or not b.capacity_mw:
        return False
    ratio = max(a.capacity_mw, b.capacity_mw) / min(a.capacity_mw, b.capacity_mw)
    if ratio > 1 + _FIGURES_AGREE_WITHIN:
        return False
    return _share_a_name(a.counterparties, b.counterparties) or _share_a_name(a.sites, b.sites)


def _share_a_name(a: frozenset[str], b: frozenset[str]) -> bool:
    return bool({same_words(name) for name in a} & {same_words(name) for name in b})


def _days(a: date | None, b: date | None) -> tuple[float, str]:
    if a is None or b is None:
        return 0.15, ""
    gap = abs((a - b).days)
    if gap <= 1:
        return 0.3, "day"
    return (0.1, "") if gap <= _FAR_DAYS else (-0.1, "other_day")


def close_kinds(a: str, b: str) -> bool:
    """Whether two outlets may file one event under these two kinds."""
    return any(a in group and b in group for group in _CLOSE_KINDS)


def _kinds(a: str, b: str) -> tuple[float, str]:
    if a == b:
        return 0.25, "kind"
    return (0.15, "kind") if close_kinds(a, b) else (-0.1, "")


def _names(a: frozenset[str], b: frozenset[str], weight: _Weight, reason: str) -> tuple[float, str]:
    """Shared names speak for, two lists with nothing in common against; silence says nothing."""
    if not a or not b:
        return 0.0, ""
    ours, theirs = {same_words(name) for name in a}, {same_words(name) for name in b}
    if ours & theirs:
        return weight.agree, reason
    return -weight.differ, f"other_{reason}"


def _figures(a: Decimal | None, b: Decimal | None, weight: _Weight, reason: str) -> tuple[float, str]:
    if not a or not b:
        return 0.0, ""
    ratio = max(a, b) / min(a, b)
    if ratio <= 1 + _FIGURES_AGREE_WITHIN:
        return weight.agree, reason
    if reason == "capacity" and ratio <= _GROSS_OVER_CRITICAL:
        return 0.0, "other_capacity"
    return -weight.differ, f"other_{reason}"


def _values(a: Event, b: Event) -> tuple[float, str]:
    """Amounts told under different kinds may count different things: they can agree, but not contradict."""
    points, reason = _figures(a.value_usd, b.value_usd, _VALUE, "value")
    return (points, reason) if points > 0 or a.kind == b.kind else (0.0, "")


def _titles(a: str, b: str) -> tuple[float, str]:
    """Shared words of titles; short words carry nothing."""
    ours, theirs = _title_words(a), _title_words(b)
    if not ours or not theirs:
        return 0.0, ""
    share = len(ours & theirs) / len(ours | theirs)
    return 0.25 * share, "title" if share >= 0.3 else ""


def _title_words(title: str) -> set[str]:
    return {word for word in same_words(fold(title)).split() if len(word) > 3}

"""Whether a piece belongs on record."""

from dataclasses import dataclass
from math import exp

from tracker.extraction.rules.passage import Passage

# What a customer of AI gets of a miner, and which customers those are.
AI_KINDS = frozenset({"lease", "hosting", "gpu_cloud"})
AI_CUSTOMERS = frozenset({"hyperscaler", "ai_lab", "neocloud"})
_ABOUT_PEOPLE = frozenset({"executive_hire", "executive_departure"})
RELEVANT_FROM = 0.5
# A data center let to somebody is a move even where AI is not named.
_THIRD_PARTY_USE = 3.0
_ABOUT_RATINGS = 2.5


@dataclass(frozen=True, slots=True)
class Subject:
    """What relevance is judged on, counted over the whole piece."""

    has_company: bool
    companies: int
    kind: str
    kind_score: float
    ai_customers: int


def relevance(subject: Subject, headline: Passage, body: Passage) -> float:
    """Between 0 and 1, relevant from RELEVANT_FROM: an AI or HPC data-center move by one listed miner."""
    if not subject.has_company or not subject.kind:
        return 0.0
    ai = _weighed("ai", headline, body)
    centers = _weighed("data_center", headline, body)
    points = min(ai, 6.0) + min(centers, 3.0) * 0.6 + 1.5 * min(subject.ai_customers, 2)
    if ai == 0 and subject.ai_customers == 0:
        if not _is_of_data_centers(subject, headline, body):
            return 0.0
        points = _THIRD_PARTY_USE
    points += min(subject.kind_score, 4.0) * 0.5
    against = 2.0 * headline.count("roundup") + min(body.count("roundup"), 4) + _production(headline, body)
    against += _ABOUT_RATINGS * _opens_with_rating(body)
    against += 1.5 * _weighed("price_story", headline, body)
    against += 1.0 * max(0, subject.companies - 4)
    return round(1 / (1 + exp(against + 2.0 - points)), 3)


def _opens_with_rating(body: Passage) -> bool:
    """Whether the first sentence already tells what analysts think: such a piece is about them."""
    return bool(body.hits.get("roundup")) and bool(body.in_sentence("roundup", 0))


def _is_of_data_centers(subject: Subject, headline: Passage, body: Passage) -> bool:
    """Whether a piece that does not name AI is about data centers let to others, or about those who run them."""
    if subject.kind in _ABOUT_PEOPLE:
        return bool(headline.count("data_center"))
    if subject.kind not in AI_KINDS:
        return False
    return bool(headline.count("data_center") or body.count("data_center")) or _is_let_by_the_megawatt(headline, body)


def _is_let_by_the_megawatt(headline: Passage, body: Passage) -> bool:
    """Power let to somebody in a piece that says nothing of mining."""
    return bool(headline.powers or body.powers) and not headline.count("mining") and not body.count("mining")


def _production(headline: Passage, body: Passage) -> float:
    """How much a piece speaks of mined coins; below a headline on AI they are the usual rest of a report."""
    in_headline, in_body = headline.count("production"), body.count("production")
    if not in_headline and (headline.count("ai") or in_body == 1):
        return 0.6 * min(in_body, 4)
    return 2.4 * min(in_headline, 2) + 1.2 * min(in_body, 4)


def _weighed(topic: str, headline: Passage, body: Passage) -> float:
    return 2.0 * min(headline.count(topic), 2) + min(body.count(topic), 4)

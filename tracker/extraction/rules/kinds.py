"""Which kind of announcement a piece tells of, and whether it belongs on record."""

from dataclasses import dataclass, replace
from math import exp

from tracker.extraction.rules.passage import Passage
from tracker.extraction.rules.phrases import Hit

_KIND, _WEAK = "kind:", "weak:"
_WEAK_SHARE = 0.4
# Somebody who joins, found by name, speaks for a hire as a phrase does.
_JOINER_WEIGHT = 1.2
_HEADLINE_WEIGHT, _LEAD_WEIGHT, _BODY_WEIGHT = 3.0, 1.5, 0.6
_LEAD_SENTENCES = 2
_AI_KINDS = frozenset({"lease", "hosting", "gpu_cloud"})
# A data center let to somebody is a move even where AI is not named.
_THIRD_PARTY_USE = 3.0
AI_CUSTOMERS = frozenset({"hyperscaler", "ai_lab", "neocloud"})
RELEVANT_FROM = 0.5


@dataclass(frozen=True, slots=True)
class KindFound:
    """A kind, its score, and the phrase that spoke loudest for it."""

    kind: str
    score: float
    passage: Passage
    hit: Hit


def rank_kinds(headline: Passage, body: Passage, *, has_joiner: bool = False) -> list[KindFound]:
    """All kinds the words speak for, strongest first. The headline counts most, then the first sentences."""
    best: dict[str, KindFound] = {}
    for passage in (headline, body):
        for topic, hits in passage.hits.items():
            if topic.startswith((_KIND, _WEAK)):
                _add(best, topic[len(_KIND) :], passage, hits, 1.0 if topic.startswith(_KIND) else _WEAK_SHARE)
    hire = best.get("executive_hire")
    if hire is not None and has_joiner:
        best["executive_hire"] = replace(hire, score=hire.score + _JOINER_WEIGHT)
    found = sorted(best.values(), key=lambda one: (-one.score, one.kind))
    return _hires_win(found)


def _add(best: dict[str, KindFound], kind: str, passage: Passage, hits: list[Hit], share: float) -> None:
    weights = [(share * _weight(passage, hit) * _specificity(hit), hit) for hit in hits]
    loudest = max(weights, key=lambda pair: pair[0])
    score = loudest[0] + 0.15 * min(sum(weight for weight, _hit in weights) - loudest[0], 4.0)
    known = best.get(kind)
    if known is None:
        best[kind] = KindFound(kind, score, passage, loudest[1])
    else:
        best[kind] = KindFound(kind, known.score + score, known.passage, known.hit)


def _weight(passage: Passage, hit: Hit) -> float:
    if passage.where == "headline":
        return _HEADLINE_WEIGHT
    return _LEAD_WEIGHT if passage.sentence_index(hit.start) < _LEAD_SENTENCES else _BODY_WEIGHT


def _specificity(hit: Hit) -> float:
    """Longer phrases say more: "convertible notes offering" against "plans"."""
    return 0.7 + min(hit.end - hit.start, 18) / 30


def _hires_win(found: list[KindFound]) -> list[KindFound]:
    """Where one comes and one goes, the hire is the kind."""
    kinds = [one.kind for one in found]
    if kinds[:1] == ["executive_departure"] and "executive_hire" in kinds:
        hire = found.pop(kinds.index("executive_hire"))
        found.insert(0, hire)
    return found


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
        if subject.kind not in _AI_KINDS or not (centers or _is_let_by_the_megawatt(headline, body)):
            return 0.0
        points = _THIRD_PARTY_USE
    points += min(subject.kind_score, 4.0) * 0.5
    against = (
        2.0 * headline.count("roundup") + min(body.count("roundup"), 4) + 1.2 * _weighed("production", headline, body)
    )
    against += 1.5 * _weighed("price_story", headline, body)
    against += 1.0 * max(0, subject.companies - 4)
    return round(1 / (1 + exp(against + 2.0 - points)), 3)


def _is_let_by_the_megawatt(headline: Passage, body: Passage) -> bool:
    """Power let to somebody in a piece that says nothing of mining."""
    return bool(headline.powers or body.powers) and not headline.count("mining") and not body.count("mining")


def _weighed(topic: str, headline: Passage, body: Passage) -> float:
    return 2.0 * min(headline.count(topic), 2) + min(body.count(topic), 4)

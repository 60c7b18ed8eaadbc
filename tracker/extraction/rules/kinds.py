"""Which kind of announcement a piece tells of, and whether it belongs on record."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import exp

from tracker.extraction.rules.names import Mention
from tracker.extraction.rules.passage import Passage
from tracker.extraction.rules.people import Named
from tracker.extraction.rules.phrases import Hit

_KIND, _WEAK, _MASK = "kind:", "weak:", "not_a_kind"
# What doing something to something is. The nearest object counts: "sells shares to buy land" is a financing.
_FRAMES: dict[str, dict[str, str]] = {
    "buy": {
        "ground": "site_acquisition",
        "site": "site_acquisition",
        "gpus": "equipment_purchase",
        "company": "merger_acquisition",
        "power": "power_agreement",
        "compute": "gpu_cloud",
        "coins": "",
        "machines": "",
        "securities": "",
    },
    "sell": {
        "securities": "financing",
        "ground": "divestiture",
        "site": "divestiture",
        "company": "divestiture",
        "compute": "gpu_cloud",
        "coins": "",
        "power": "",
        "machines": "",
    },
    "build": {"site": "construction", "power": "construction", "megawatts": "construction", "gpus": ""},
    "raise": {"money": "financing", "securities": "financing", "amount": "financing", "coins": ""},
    "close": {"money": "financing", "securities": "financing"},
    "rent": {
        "ground": "site_acquisition",
        "site": "lease",
        "megawatts": "lease",
        "power": "lease",
        "compute": "gpu_cloud",
        "gpus": "gpu_cloud",
    },
    "take": {
        "ground": "site_acquisition",
        "megawatts": "hosting",
        "company": "merger_acquisition",
        "gpus": "gpu_cloud",
    },
    "turn": {"site": "conversion", "machines": "conversion", "mining": "conversion"},
    "end": {"agreement": "termination"},
    "switch_on": {"site": "energization", "power": "energization", "megawatts": "energization"},
    "secure": {
        "power": "power_agreement",
        "megawatts": "power_agreement",
        "ground": "site_acquisition",
        "site": "site_acquisition",
        "money": "financing",
        "gpus": "equipment_purchase",
    },
}
_REACH = 48
# Building is also what money, land and people are for: by itself it says less.
_PHRASE_SHARE = {"strategy": 0.85}  # a plan is the kind where nothing harder is told
_FRAME_SHARE = {"construction": 0.5}
# What a customer gets of a miner, whatever the verb.
_OF_CUSTOMERS = {"power_agreement": "hosting", "site_acquisition": "hosting", "construction": "hosting"}
# Languages in which what is bought can stand before the word for buying.
_OBJECT_FIRST = frozenset({"de", "ja", "zh"})
_WEAK_SHARE = 0.4
# Somebody who joins, found by name, speaks for a hire as a phrase does.
_JOINER_WEIGHT = 2.0
_NOBODY_SHARE = 0.4
_CUSTOMER_WEIGHT, _LEAST_WEIGHT = 1.8, 0.4
_HEADLINE_WEIGHT, _LEAD_WEIGHT, _BODY_WEIGHT = 3.0, 1.5, 0.6
_LEAD_SENTENCES = 2
_AI_KINDS = frozenset({"lease", "hosting", "gpu_cloud"})
# A data center let to somebody is a move even where AI is not named.
_THIRD_PARTY_USE = 3.0
AI_CUSTOMERS = frozenset({"hyperscaler", "ai_lab", "neocloud"})
RELEVANT_FROM = 0.5
_NEARLY, _ENDING = 0.5, 0.35
_CAN_END = frozenset({"merger_acquisition", "divestiture", "lease", "hosting", "site_acquisition", "partnership"})


@dataclass(frozen=True, slots=True)
class KindFound:
    """A kind, its score, and the phrase that spoke loudest for it."""

    kind: str
    score: float
    passage: Passage
    hit: Hit


def rank_kinds(
    headline: Passage, body: Passage, *, customers: Iterable[Mention] = (), people: tuple[Named, ...] = ()
) -> list[KindFound]:
    """All kinds the words speak for, strongest first. The headline counts most, then the first sentences."""
    named = list(customers)
    best: dict[str, KindFound] = {}
    for passage in (headline, body):
        for kind, hits in _frames(passage, [m.start for m in named if m.where == passage.where]).items():
            _add(best, kind, passage, hits, _FRAME_SHARE.get(kind, 1.0))
        for topic, hits in passage.hits.items():
            if topic.startswith((_KIND, _WEAK)):
                own = _not_within_another(hits, topic, passage)
                kind = topic[len(_KIND) :]
                share = _PHRASE_SHARE.get(kind, 1.0) if topic.startswith(_KIND) else _WEAK_SHARE
                _add(best, kind, passage, own, share)
    _weigh_by_people(best, people)
    _add_without_words(best, headline, body, named)
    found = sorted(best.values(), key=lambda one: (-one.score, one.kind))
    return _endings_win(_hires_win(found))


def _weigh_by_people(best: dict[str, KindFound], people: tuple[Named, ...]) -> None:
    """Somebody who comes speaks for a hire; where nobody is named, "retired" and "names" hardly speak of posts."""
    for kind in ("executive_hire", "executive_departure"):
        found = best.get(kind)
        if found is not None and not people:
            best[kind] = replace(found, score=found.score * _NOBODY_SHARE)
        elif found is not None and kind == "executive_hire" and any(one.action == "joins" for one in people):
            best[kind] = replace(found, score=found.score + _JOINER_WEIGHT)


def _add_without_words(best: dict[str, KindFound], headline: Passage, body: Passage, customers: list[Mention]) -> None:
    """What a piece is about where no word says it: capacity for a customer of AI, else a plan of some kind."""
    in_headline = next((m for m in customers if m.where == headline.where), None)
    has_figures = any(passage.powers or passage.money for passage in (headline, body))
    if in_headline is not None and has_figures:
        hit = Hit("weak:hosting", in_headline.start, in_headline.end)
        of_customers = [best[kind] for kind in sorted(_AI_KINDS) if kind in best]
        told = max(of_customers, key=lambda one: one.score, default=KindFound("hosting", 0.0, headline, hit))
        best[told.kind] = replace(told, score=told.score + _CUSTOMER_WEIGHT)
    if not best:
        passage = headline if headline.count("ai") else body
        if passage.count("ai"):
            best["strategy"] = KindFound("strategy", _LEAST_WEIGHT, passage, passage.hits["ai"][0])


def _frames(passage: Passage, customers: list[int]) -> dict[str, list[Hit]]:
    """What is done to what: buying land, selling shares. From the verb to the nearest object of its sentence."""
    found: dict[str, list[Hit]] = {}
    for verb, objects in _FRAMES.items():
        for hit in passage.hits.get(f"verb:{verb}", ()):
            if any(_is_within(hit, other) for other in passage.near(_MASK, hit.start, hit.end)):
                continue
            kind, end = _framed(passage, hit, objects)
            if kind in _OF_CUSTOMERS and any(0 < hit.start - at <= _REACH for at in customers):
                kind = _OF_CUSTOMERS[kind]
            if kind:
                found.setdefault(kind, []).append(Hit(_KIND + kind, hit.start, end))
    return found


def _framed(passage: Passage, verb: Hit, objects: dict[str, str]) -> tuple[str, int]:
    """The kind that a verb makes with the object it meets first; "" where it meets none."""
    first, last = passage.sentence(verb.start)
    met = _objects(passage, objects, verb.end, min(last, verb.end + _REACH))
    if met:
        _at, kind, end = min(met)
        return kind, end
    if passage.language in _OBJECT_FIRST:
        met = _objects(passage, objects, max(first, verb.start - _REACH), verb.start)
    return (max(met)[1], verb.end) if met else ("", 0)


def _objects(passage: Passage, objects: dict[str, str], start: int, end: int) -> list[tuple[int, str, int]]:
    """Objects between two characters, as words or as figures: start, kind, end."""
    met = [
        (hit.start, kind, hit.end)
        for name, kind in objects.items()
        for hit in passage.near(f"object:{name}", start, end)
    ]
    for name, figures in (("megawatts", passage.powers), ("amount", passage.money)):
        if name in objects:
            met += [(one.start, objects[name], one.end) for one in figures if start <= one.start < end]
    return met


def _not_within_another(hits: list[Hit], topic: str, passage: Passage) -> list[Hit]:
    """Without those that are part of a longer phrase of another kind: "convertible notes" are no conversion."""
    others = [name for name in passage.hits if name.startswith((_KIND, _MASK)) and name != topic]
    return [
        hit
        for hit in hits
        if not any(_is_within(hit, other) for name in others for other in passage.near(name, hit.start, hit.end))
    ]


def _is_within(hit: Hit, other: Hit) -> bool:
    return other.start <= hit.start and hit.end <= other.end and other.end - other.start > hit.end - hit.start


def nearly_as_strong(ranked: list[KindFound]) -> tuple[str, ...]:
    """The kinds after the first that the words speak for at least half as loudly."""
    return tuple(one.kind for one in ranked[1:] if one.score >= _NEARLY * ranked[0].score)


def _add(best: dict[str, KindFound], kind: str, passage: Passage, hits: list[Hit], share: float) -> None:
    if not hits:
        return
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


def _endings_win(found: list[KindFound]) -> list[KindFound]:
    """A deal that ends is told of in the words of the deal: the ending is the kind where the headline speaks of it."""
    kinds = [one.kind for one in found]
    if kinds and kinds[0] in _CAN_END and "termination" in kinds:
        at = kinds.index("termination")
        if found[at].passage.where == "headline" and found[at].score >= _ENDING * found[0].score:
            found.insert(0, found.pop(at))
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

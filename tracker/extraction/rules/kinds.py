"""Which kind of announcement a piece tells of."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tracker.extraction.rules.frames import NEXT_TO, REACH, Around, frames, is_within, outside_frames
from tracker.extraction.rules.named import Named
from tracker.extraction.rules.names import Mention
from tracker.extraction.rules.passage import Passage
from tracker.extraction.rules.phrases import Hit
from tracker.extraction.rules.relevance import AI_KINDS

_KIND, _WEAK, _MASK = "kind:", "weak:", "not_a_kind"
# "leases a site to CoreWeave": somebody gets it.
_TO_SOMEBODY = re.compile(
    r"\b(?:to|à|an|a|with|avec|mit|con)\s(?:a\s|an\s|un\s|une\s|the\s|einen\s)?"
    r"(?:[A-Z]|hyperscal|AI|tenant|customer)"
)
# "sold to TeraWulf", "vendu à l'américain MARA": the subject is the one who buys.
_TO_SUBJECT = re.compile(r"\s(?:to|à|an|a)\s(?:l['’][a-zà-ÿ]{3,14}\s|the\s)?$")
_AND = re.compile(r"\s?(?:and|et|und|y|e|&|と|与|與|和)\s?")
# Building is also what money, land and people are for: by itself it says less.
_PHRASE_SHARE = {"strategy": 0.85}  # a plan is the kind where nothing harder is told
_FRAME_SHARE = {"construction": 0.5}
_WEAK_SHARE = 0.4
# Somebody who joins, found by name, speaks for a hire as a phrase does.
_JOINER_WEIGHT, _LEAVER_WEIGHT = 2.0, 1.0
_NOBODY_SHARE = 0.4
_TOGETHER_WEIGHT, _RIGHT_BEHIND = 2.0, 2
_CUSTOMER_WEIGHT, _LEAST_WEIGHT = 1.8, 0.4
_HEADLINE_WEIGHT, _LEAD_WEIGHT, _BODY_WEIGHT = 3.0, 1.5, 0.6
_LEAD_SENTENCES = 2
_NEARLY, _ENDING, _COMES_TOO = 0.5, 0.35, 0.2
_CAN_END = frozenset({"merger_acquisition", "divestiture", "lease", "hosting", "site_acquisition", "partnership"})


@dataclass(frozen=True, slots=True)
class KindFound:
    """A kind, its score, and the phrase that spoke loudest for it."""

    kind: str
    score: float
    passage: Passage
    hit: Hit


@dataclass(frozen=True, slots=True)
class Sides:
    """The subject of the piece and every name found in it."""

    company: str
    mentions: tuple[Mention, ...]


NO_SIDES = Sides("", ())


def rank_kinds(
    headline: Passage,
    body: Passage,
    *,
    customers: Iterable[Mention] = (),
    people: tuple[Named, ...] = (),
    sides: Sides = NO_SIDES,
) -> list[KindFound]:
    """All kinds the words speak for, strongest first. The headline counts most, then the first sentences."""
    named = list(customers)
    best: dict[str, KindFound] = {}
    for passage in (headline, body):
        named_at = {at for m in sides.mentions if m.where == passage.where for at in range(m.start, m.end)}
        framed = frames(passage, around(passage, named, sides.company, sides.mentions))
        for kind, hits in framed.items():
            _add(best, kind, passage, hits if kind else [], _FRAME_SHARE.get(kind, 1.0))
        for topic, hits in passage.hits.items():
            if topic.startswith((_KIND, _WEAK)):
                kind = topic[len(_KIND) :]
                own = outside_frames(_not_within_another(hits, topic, passage), kind, framed)
                own = [hit for hit in own if hit.start not in named_at]  # "Macquarie Equipment Finance" is a name
                if kind == "strategy":
                    own = _without_partners(own, passage, sides)
                share = _PHRASE_SHARE.get(kind, 1.0) if topic.startswith(_KIND) else _WEAK_SHARE
                _add(best, kind, passage, own, share)
    _weigh_by_people(best, people)
    _add_without_words(best, headline, body, named)
    _weigh_by_sides(best, headline, body, sides)
    found = sorted(best.values(), key=lambda one: (-one.score, one.kind))
    return _endings_win(_hires_win(_leases_win(found, headline, body)))


def _weigh_by_people(best: dict[str, KindFound], people: tuple[Named, ...]) -> None:
    """Somebody who comes speaks for a hire; where nobody is named, "retired" and "names" hardly speak of posts."""
    left = best.get("executive_departure")
    if left is not None and any(one.action == "leaves" for one in people):
        best["executive_departure"] = replace(left, score=left.score + _LEAVER_WEIGHT)
    for kind in ("executive_hire", "executive_departure"):
        found = best.get(kind)
        if found is not None and not people:
            best[kind] = replace(found, score=found.score * _NOBODY_SHARE)
        elif found is not None and kind == "executive_hire":
            comes = any(one.action == "joins" for one in people)
            score = found.score + _JOINER_WEIGHT if comes else found.score * _NOBODY_SHARE
            best[kind] = replace(found, score=score)


def _weigh_by_sides(best: dict[str, KindFound], headline: Passage, body: Passage, sides: Sides) -> None:
    """Who does it to whom in the headline: what a counterparty sells to the subject is bought."""
    named = [m for m in sides.mentions if m.where == headline.where]
    _weigh_togetherness(best, headline, named)
    subject = next((m for m in named if m.key == sides.company and m.owner == "company"), None)
    if subject is None:
        return
    others = [m for m in named if m.owner == "counterparty" or (m.owner == "company" and m.key != subject.key)]
    sold = best.get("divestiture")
    if sold and sold.passage is headline and any(m.end <= sold.hit.start < subject.start for m in others):
        _merge(best, replace(best.pop("divestiture"), kind="merger_acquisition"))
    elif sold and sold.passage is headline and _TO_SUBJECT.search(headline.text, sold.hit.start, subject.start):
        has_land = any(passage.count("object:ground") for passage in (headline, body))
        _merge(best, replace(best.pop("divestiture"), kind="site_acquisition" if has_land else "merger_acquisition"))
    _move_to_lessee(best, headline, subject)


def _weigh_togetherness(best: dict[str, KindFound], headline: Passage, named: list[Mention]) -> None:
    """Two firms named in one breath do something together: "MARA and Starwood to turn mines into campuses"."""
    found = best.get("partnership")
    firms = sorted((m for m in named if m.owner in ("company", "counterparty")), key=lambda m: m.start)
    if found is None:
        return
    if any(_AND.fullmatch(headline.text, one.end, other.start) for one, other in pairwise(firms)):
        best["partnership"] = replace(found, score=found.score + _TOGETHER_WEIGHT)


def _move_to_lessee(best: dict[str, KindFound], headline: Passage, subject: Mention) -> None:
    """A miner that leases ground or a plant, and lets it to nobody, has a new site: "leases the Cayuga plant"."""
    verb = next((hit for hit in headline.hits.get("verb:rent", ()) if 0 < hit.start - subject.end <= NEXT_TO), None)
    if verb is None or "lease" not in best or _TO_SOMEBODY.search(headline.text, verb.end):
        return
    reach = verb.end, min(len(headline.text), verb.end + REACH)
    land = [*headline.near("object:ground", *reach), *headline.near("object:site", *reach)]
    nearest = min((hit.start for hit in land), default=None)
    if nearest is not None and not any(reach[0] <= power.start < nearest for power in headline.powers):
        _merge(best, replace(best.pop("lease"), kind="site_acquisition"))


def _merge(best: dict[str, KindFound], found: KindFound) -> None:
    known = best.get(found.kind)
    best[found.kind] = replace(found, score=found.score + (known.score if known else 0.0))


def _add_without_words(best: dict[str, KindFound], headline: Passage, body: Passage, customers: list[Mention]) -> None:
    """What a piece is about where no word says it: capacity for a customer of AI, else a plan of some kind."""
    in_headline = next((m for m in customers if m.where == headline.where), None)
    has_figures = any(passage.powers or passage.money for passage in (headline, body))
    if in_headline is not None and has_figures:
        hit = Hit("weak:hosting", in_headline.start, in_headline.end)
        of_customers = [best[kind] for kind in sorted(AI_KINDS) if kind in best]
        told = max(of_customers, key=lambda one: one.score, default=KindFound("hosting", 0.0, headline, hit))
        best[told.kind] = replace(told, score=told.score + _CUSTOMER_WEIGHT)
    if not best:
        passage = headline if headline.count("ai") else body
        if passage.count("ai"):
            best["strategy"] = KindFound("strategy", _LEAST_WEIGHT, passage, passage.hits["ai"][0])


def around(passage: Passage, customers: Iterable[Mention], company: str, mentions: Iterable[Mention]) -> Around:
    """Who is named in a passage, by the part they may have in the news of a company."""
    here = [m for m in mentions if m.where == passage.where]
    subject = [m for m in here if m.owner == "company" and m.key == company]
    firms = [m for m in here if m.owner == "counterparty" or (m.owner == "company" and m.key != company)]
    return Around(
        subject=tuple(m.start for m in subject),
        customers=tuple(m.start for m in customers if m.where == passage.where),
        firms=tuple(firms),
        own=tuple(subject),
        sites=tuple(m for m in here if m.owner == "site"),
    )


def _without_partners(hits: list[Hit], passage: Passage, sides: Sides) -> list[Hit]:
    """Without "turns to" where a firm follows: who turns to somebody does business, who turns to AI has a plan."""
    firms = [m.start for m in sides.mentions if m.where == passage.where and m.owner == "counterparty"]
    return [hit for hit in hits if not any(0 < at - hit.end <= _RIGHT_BEHIND for at in firms)]


def _not_within_another(hits: list[Hit], topic: str, passage: Passage) -> list[Hit]:
    """Without those that are part of a longer phrase of another kind: "convertible notes" are no conversion."""
    others = [name for name in passage.hits if name.startswith((_KIND, _MASK)) and name != topic]
    return [
        hit
        for hit in hits
        if not any(is_within(hit, other) for name in others for other in passage.near(name, hit.start, hit.end))
    ]


def nearly_as_strong(ranked: Sequence[KindFound]) -> tuple[str, ...]:
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


def _leases_win(found: list[KindFound], headline: Passage, body: Passage) -> list[KindFound]:
    """Capacity that a customer takes is a lease where the text calls it one and never calls it hosting."""
    kinds = [one.kind for one in found]
    if kinds[:1] != ["hosting"] or "lease" not in kinds:
        return found
    called = [headline.count(_KIND + kind) + body.count(_KIND + kind) for kind in ("lease", "hosting")]
    if called[0] and not called[1]:
        found.insert(0, found.pop(kinds.index("lease")))
    return found


def _hires_win(found: list[KindFound]) -> list[KindFound]:
    """Where one comes and one goes, the hire is the kind."""
    kinds = [one.kind for one in found]
    if kinds[:1] == ["executive_departure"] and "executive_hire" in kinds:
        if found[kinds.index("executive_hire")].score < _COMES_TOO * found[0].score:
            return found
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

"""Choosing, of the firms that a piece names, those on the other side of the deal: by learnt weights. Pure.

A firm is judged by everything said of it: where it stands, the words around it, what it is, whether it is on record,
and what the rules make of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tracker.extraction.learnt import Weights, weights
from tracker.extraction.picking import around, near
from tracker.extraction.rules.names import Mention
from tracker.extraction.rules.parties import Guarantor, is_product, party_score
from tracker.extraction.rules.passage import HEADLINE, Fact, Passage
from tracker.extraction.rules.setting import Setting
from tracker.extraction.scene import Scene
from tracker.extraction.traits import words_of, zones_of
from tracker.lib.text import fold

_LOOKED_AT, _MOST_TIMES, _MOST_FIRMS, _MOST_SENTENCES = 2, 4, 6, 5
_MOST_SCORE, _LEAST_SCORE, _MOST_FIRMNESS = 4.0, -3.0, 4.0
_INITIALS, _MOST_RANK, _PARTY_FROM = 3, 4, 1.3
_RULES_SAY, _LEAST_FIRMNESS = 0.25, 0.7


@dataclass(frozen=True, slots=True)
class Partner:
    """A firm that could be on the other side: its mentions, best first, and its traits with their strengths."""

    key: str
    mentions: tuple[Mention, ...]
    rule_score: float
    traits: Mapping[str, float]


def partners(scene: Scene, setting: Setting, guarantor: Guarantor | None) -> dict[str, Fact]:
    """Those that are likelier on the other side than not, by key; the guarantor is none of them."""
    model = weights("partners")
    by_where = {passage.where: passage for passage in scene.passages}
    found: dict[str, Fact] = {}
    for one in candidates(scene, setting):
        if (guarantor is None or one.key != guarantor.key) and _score(model, one) > 0:
            m = _fullest(one)
            rule = "party.known" if m not in scene.firms else "party.unlisted"
            found[one.key] = by_where[m.where].fact("counterparty", one.key, (m.start, m.end), rule)
    return found


def _score(model: Weights, one: Partner) -> float:
    """Above 0 for a likely partner; what the rules say counts a little beyond what was learnt of them."""
    return model.scores(one.traits)[0] + _RULES_SAY * (
        max(_LEAST_SCORE, min(_MOST_SCORE, one.rule_score)) - _PARTY_FROM
    )


def _fullest(one: Partner) -> Mention:
    """The mention that is best placed; where it is initials, the one that spells them out."""
    first = one.mentions[0]
    if first.end - first.start > _INITIALS:
        return first
    return max(one.mentions, key=lambda m: m.end - m.start)


def candidates(scene: Scene, setting: Setting) -> list[Partner]:
    """Every firm named but the subject, on record or not, with its traits."""
    subject = scene.company.key if scene.company else ""
    by_key: dict[str, list[Mention]] = {}
    for m in (*scene.mentions, *(m for m, firm in scene.firms.items() if firm.firmness >= _LEAST_FIRMNESS)):
        if _can_be_partner(m, setting, subject):
            by_key.setdefault(m.key, []).append(m)
    by_where = {passage.where: passage for passage in scene.passages}
    scored = {
        key: sorted(
            ((party_score(by_where[m.where], m, setting), m) for m in mentions[:_MOST_TIMES]), key=lambda row: -row[0]
        )
        for key, mentions in by_key.items()
    }
    ranks = {key: rank for rank, key in enumerate(sorted(scored, key=lambda key: -scored[key][0][0]), start=1)}
    found = []
    for key, mentions in by_key.items():
        names = [*_of_firm(scene, setting, mentions, len(by_key)), f"rule rank:{min(ranks[key], _MOST_RANK)}"]
        score = scored[key][0][0]
        if score >= _PARTY_FROM:
            names.append("rule positive")
        traits = dict.fromkeys(names, 1.0)
        traits["rule score"] = max(_LEAST_SCORE, min(_MOST_SCORE, score)) / 2
        firm = scene.firms.get(mentions[0])
        if firm is not None:
            traits["firmness"] = min(firm.firmness, _MOST_FIRMNESS) / 2
        found.append(Partner(key, tuple(m for _points, m in scored[key]), score, traits))
    return found


def _can_be_partner(mention: Mention, setting: Setting, subject: str) -> bool:
    """Whether a name is a firm's other than the subject's, and not where somebody in the piece comes from."""
    if mention.owner == "company":
        return mention.key != subject
    name = setting.book.names.get(("counterparty", mention.key), mention.key)
    return mention.owner == "counterparty" and fold(name) not in setting.not_parties


def _of_firm(scene: Scene, setting: Setting, mentions: list[Mention], firms: int) -> Iterator[str]:
    """What is said of a firm at its first places."""
    first = mentions[0]
    firm = scene.firms.get(first)
    sort = "miner" if first.owner == "company" else firm.sort if firm else scene.book.sorts.get(first.key, "")
    yield from ("always", f"kind:{setting.kind}", f"sort:{sort}", f"kind:{setting.kind} sort:{sort}")
    yield "doubtful" if firm and not firm.is_sure else "unlisted" if firm else "on record"
    yield f"times:{min(len(mentions), _MOST_TIMES)}"
    yield f"firms:{min(firms, _MOST_FIRMS)}"
    by_where = {passage.where: passage for passage in scene.passages}
    if any(m.where == HEADLINE for m in mentions):
        yield from ("headline", f"kind:{setting.kind} headline", f"sort:{sort} headline")
    in_text = [m for m in mentions if m.where != HEADLINE]
    if in_text:
        body = by_where[in_text[0].where]
        yield f"sentence:{min(body.sentence_index(in_text[0].start), _MOST_SENTENCES)}"
    if scene.company is not None and any(_shares_sentence(by_where[m.where], m, scene) for m in mentions):
        yield "beside subject"
    for m in (*(m for m in mentions if m.where == HEADLINE), *in_text[:_LOOKED_AT]):
        yield from _at(scene, by_where[m.where], m)


def _at(scene: Scene, passage: Passage, m: Mention) -> Iterator[str]:
    """The words and phrases around one mention."""
    zone = zones_of(passage)(m.start)
    for name in around(passage, m, words_of(passage, scene)):
        yield name
        if name.startswith(("b1", "a1")):
            yield f"{zone} {name}"
    yield from near(passage, m)
    if is_product(passage, m):
        yield "product"


def _shares_sentence(passage: Passage, mention: Mention, scene: Scene) -> bool:
    """Whether the subject is named in the sentence of a firm."""
    subject = scene.company.key if scene.company else ""
    start, end = passage.sentence(mention.start)
    return any(m.key == subject and m.where == passage.where and start <= m.start < end for m in scene.mentions)

"""What a piece says, told as traits that weights can be learnt for: words, word pairs, phrases of the tables, frames.

Names and figures stand for what they are ("<party>", "<mw>"), so that what is learnt of one deal holds for the next.
A trait's name begins with where it stands: H the headline, L the first two sentences, B the rest, A headline or first
sentences; then "|" and words, "#" and a topic of the lexicon, or "@" and a kind that a frame makes. Pure.
"""

import re
from collections.abc import Callable, Container, Iterator
from math import log
from typing import NamedTuple

from tracker.extraction.rules.frames import frames
from tracker.extraction.rules.kinds import around
from tracker.extraction.rules.passage import HEADLINE, Passage
from tracker.extraction.rules.relevance import RELEVANT_FROM
from tracker.extraction.scene import Scene, Word

_LEAD_SENTENCES = 2
_STRENGTH = {"H": 1.5, "L": 1.0, "B": 0.5}
_TOPICS = ("kind:", "weak:", "verb:", "object:", "firm:")
_MORE_TOPICS = frozenset({
    "guarantee", "joining", "leaving", "former", "critical_it", "option", "deal", "mining", "production", "roundup",
    "price_story", "data_center", "ai",
})  # fmt: skip
_UNSPACED = frozenset({"ja", "zh"})
_CJK_PAIR = re.compile("(?=([\u3040-\u30ff\u3400-\u9fff]{2}))")
_MOST_SCORE, _MOST_COMPANIES, _STEM = 6.0, 5, 4
_MOST_ODDS, _NEXT_TO_NOTHING = 3.0, 0.001
_NO_TEXT, _SHORT_TEXT = 40, 200


class Trait(NamedTuple):
    """A trait, how strongly it is there, and the characters it is seen at."""

    name: str
    strength: float
    passage: Passage
    start: int
    end: int


def traits(scene: Scene) -> dict[str, float]:
    """All traits of a piece by name, with how strongly each is there."""
    found = dict(_of_whole(scene))
    for _passage, name, strength, _start, _end in _told(scene):
        if strength > found.get(name, 0.0):
            found[name] = strength
    return found


def spoken(scene: Scene, wanted: Container[str]) -> Iterator[Trait]:
    """Those of the wanted traits that have characters of their own, in reading order."""
    for passage, name, strength, start, end in _told(scene):
        if name in wanted:
            yield Trait(name, strength, passage, start, end)


def _told(scene: Scene) -> Iterator[tuple[Passage, str, float, int, int]]:
    for passage in scene.passages:
        for name, strength, start, end in _of_passage(passage, scene):
            yield passage, name, strength, start, end


def _of_whole(scene: Scene) -> Iterator[tuple[str, float]]:
    """What the rules make of the piece, and who is in it."""
    yield "always", 1.0
    for one in scene.ranked:
        yield f"rule:{one.kind}", min(one.score, _MOST_SCORE) / 2
    if scene.ranked:
        yield f"first:{scene.ranked[0].kind}", 1.0
    odds = log((scene.relevance + _NEXT_TO_NOTHING) / (1 - scene.relevance + _NEXT_TO_NOTHING))
    yield "rule relevance", max(-_MOST_ODDS, min(_MOST_ODDS, odds)) / 2
    if scene.relevance >= RELEVANT_FROM:
        yield "rule relevant", 1.0
    yield f"length:{_length(scene)}", 1.0
    yield from ((f"person:{one.action or 'named'}", 1.0) for one in scene.people)
    if not scene.people:
        yield "person:none", 1.0
    companies = {m.key for m in scene.mentions if m.owner == "company"}
    yield f"companies:{min(len(companies), _MOST_COMPANIES)}", 1.0
    subject = scene.company
    if subject is None:
        yield "company:none", 1.0
    elif any(m.where == HEADLINE and m.owner == "company" and m.key == subject.key for m in scene.mentions):
        yield "company:headline", 1.0


def _length(scene: Scene) -> str:
    """Whether there is a text beside the headline: feeds often give none, or its first sentence."""
    length = len(scene.passages[1].text)
    return "none" if length < _NO_TEXT else "short" if length < _SHORT_TEXT else "long"


def _of_passage(passage: Passage, scene: Scene) -> Iterator[tuple[str, float, int, int]]:
    words, zone_of = words_of(passage, scene), zones_of(passage)
    yield from _of_words(words, zone_of)
    if scene.language in _UNSPACED:
        yield from _of_pairs(passage, words, zone_of)
    for topic, hits in passage.hits.items():
        if topic.startswith(_TOPICS) or topic in _MORE_TOPICS:
            for hit in hits:
                zone = zone_of(hit.start)
                yield f"{zone}#{topic}", _STRENGTH[zone] if zone != "B" else 1.0, hit.start, hit.end
    sides = around(passage, scene.customers, scene.company.key if scene.company else "", scene.known)
    for kind, hits in frames(passage, sides).items():
        for hit in hits:
            zone = zone_of(hit.start)
            yield f"{zone}@{kind}", _STRENGTH[zone] if zone != "B" else 1.0, hit.start, hit.end


def zones_of(passage: Passage) -> Callable[[int], str]:
    """Which part of the piece a character of the passage is in."""
    if passage.where == HEADLINE:
        return lambda _at: "H"
    lead = passage.spans[_LEAD_SENTENCES - 1][1] if len(passage.spans) >= _LEAD_SENTENCES else len(passage.text)
    return lambda at: "L" if at < lead else "B"


def words_of(passage: Passage, scene: Scene) -> list[Word]:
    """The words of a passage, names and figures replaced by what they are."""
    if passage.where not in scene.words:
        scene.words[passage.where] = _make_words(passage, scene)
    return scene.words[passage.where]


def _make_words(passage: Passage, scene: Scene) -> list[Word]:
    covers = _covers(passage, scene)
    words = list(covers)
    at = 0
    for token in passage.words:
        while at < len(covers) and covers[at].end <= token.start:
            at += 1
        if at < len(covers) and covers[at].start < token.end:
            continue
        words.append(Word(token.start, token.end, "<number>" if token.word[0].isdigit() else token.word))
    return sorted(words)


def _covers(passage: Passage, scene: Scene) -> list[Word]:
    """Names and figures in reading order, without overlaps."""
    subject = scene.company.key if scene.company else ""
    kinds = {"counterparty": "<party>", "site": "<site>", "person": "<person>", "company": "<company>"}
    found = [
        Word(m.start, m.end, "<subject>" if m.owner == "company" and m.key == subject else kinds[m.owner])
        for m in scene.known
        if m.where == passage.where
    ]
    found += [Word(one.start, one.end, "<person>") for one in scene.people if one.where == passage.where]
    for name, figures in (
        ("<mw>", passage.powers),
        ("<money>", passage.money),
        ("<years>", passage.terms),
        ("<percent>", passage.percentages),
    ):
        found += [Word(one.start, one.end, name) for one in figures]
    apart: list[Word] = []
    for cover in sorted(found):
        if not apart or cover.start >= apart[-1].end:
            apart.append(cover)
    return apart


def _of_words(words: list[Word], zone_of: Callable[[int], str]) -> Iterator[tuple[str, float, int, int]]:
    """Words, and in headline and first sentences pairs of them and how they begin ("leas*")."""
    before: Word | None = None
    for word in words:
        zone = zone_of(word.start)
        strength = _STRENGTH[zone]
        yield f"{zone}|{word.word}", strength, word.start, word.end
        if zone == "B":
            before = None
            continue
        yield f"A|{word.word}", 1.0, word.start, word.end
        if len(word.word) > _STEM and word.word.isalpha():
            yield f"A|{word.word[:_STEM]}*", 1.0, word.start, word.end
        if before is not None:
            pair = f"{before.word} {word.word}"
            yield f"{zone}|{pair}", strength, before.start, word.end
            yield f"A|{pair}", 1.0, before.start, word.end
        before = word


def _of_pairs(
    passage: Passage, words: list[Word], zone_of: Callable[[int], str]
) -> Iterator[tuple[str, float, int, int]]:
    """Pairs of characters in scripts without spaces, outside of names and figures."""
    covered = [word for word in words if word.word.startswith("<")]
    at = 0
    for match in _CJK_PAIR.finditer(passage.text):
        start, end = match.span(1)
        while at < len(covered) and covered[at].end <= start:
            at += 1
        if at < len(covered) and covered[at].start < end:
            continue
        zone = zone_of(start)
        yield f"{zone}|{match.group(1)}", _STRENGTH[zone], start, end
        if zone != "B":
            yield f"A|{match.group(1)}", 1.0, start, end

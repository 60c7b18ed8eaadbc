"""Names in a text that nobody on record has and that could be firms, each with every place where it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tracker.extraction.lexicon import lexicon, name_words
from tracker.extraction.rules.passage import Passage
from tracker.extraction.rules.phrases import Token
from tracker.lib.text import fold

UNSPACED = frozenset({"ja", "zh"})
NOUNS_IN_CAPITALS = frozenset({"de"})
_MOST_WORDS, _SHORTEST = 5, 4
_JOINTS = (" ", " & ", "-", "&")
# "CORZ.O": how exchanges note a share.
_QUOTED_AS = re.compile(r"\.(?:O|N|TO|OQ|K)\b")
_TRADE_ENDINGS = (
    "anbieter", "betreiber", "hersteller", "versorger", "konzern", "firma", "unternehmen", "gesellschaft", "fonds",
    "bank", "verbund", "spezialist", "entwickler", "dienstleister", "genossenschaft", "gruppe", "haus", "riese",
    "investor", "startup", "start-up", "up", "labor", "tochter", "verwalter", "lieferant", "erzeuger", "kunde",
    "mieter", "kaufer",
)  # fmt: skip
# "GB300", "NC-1": a machine or a hall.
_MODEL = re.compile(r"[a-z]{1,3}-?\d{1,4}[a-z]?(?![a-z0-9])")
_LATIN = re.compile(r"(?<![A-Za-z])(?P<name>[A-Za-z][A-Za-z0-9&.'’-]{1,24}(?: [A-Z0-9][A-Za-z0-9&.'’-]{0,24}){0,4})")
# "ラインフェルト・エネルギー", "オルビタントAI"; a state, a county and a person (氏) are none.
_KATAKANA = re.compile(
    "(?<![ァ-ヺー・A-Za-z])(?P<name>(?:[A-Z]{1,3})?[ァ-ヺー]{2,14}(?:・[ァ-ヺー]{2,14}){0,3}(?:AI|HPC)?)(?![ァ-ヺー・州郡市町氏])"
)
_HAN = re.compile(
    "(?:与|與|和|从|從|向|由|获|獲|给|給)(?P<name>[\u4e00-\u9fff]{2,10}?)"
    "(?=手里|手中|签|簽|达成|達成|合作|采购|採購|购|購|租|联手|聯手|买|買|取得|共同|的合)"
)


@dataclass(slots=True)
class Candidate:
    """A name in capitals with every place where it stands."""

    name: str
    spans: list[tuple[Passage, int, int]] = field(default_factory=list)


def candidates(
    passages: tuple[Passage, Passage], taken: dict[str, list[tuple[int, int]]], persons: frozenset[str]
) -> list[Candidate]:
    """Names in the text that nobody on record has, with where the headline has them too."""
    headline, body = passages
    found: dict[str, Candidate] = {}
    for start, end in _names_in(body):
        name = body.text[start:end]
        if _is_free(taken[body.where], start, end) and _could_be_firm(name, persons):
            found.setdefault(fold(name), Candidate(name)).spans.append((body, start, end))
    for candidate in found.values():
        name = candidate.name if candidate.name in headline.text else _short(candidate.name)
        for at in _occurrences(name, headline.text) if name else ():
            if _is_free(taken[headline.where], at, at + len(name)):
                candidate.spans.append((headline, at, at + len(name)))
    return list(found.values())


def _short(name: str) -> str:
    """What a firm is called for short: "Palisade" of Palisade Compute; "" where that is no name by itself."""
    first = name.split(maxsplit=1)[0]
    folded = fold(first)
    is_common = folded in name_words("firm_endings") or folded in name_words("not_people") or is_region(folded)
    return "" if first == name or is_common or len(first) < _SHORTEST else first


def _occurrences(name: str, text: str) -> Iterator[int]:
    """Where a name stands by itself in a text."""
    at = text.find(name)
    while at != -1:
        before, after = text[at - 1 : at] if at else "", text[at + len(name) : at + len(name) + 1]
        if not _is_latin(before) and not _is_latin(after):
            yield at
        at = text.find(name, at + 1)


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _is_free(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    return all(last <= start or first >= end for first, last in spans)


def _names_in(passage: Passage) -> Iterator[tuple[int, int]]:
    """Runs of words in capitals; in scripts without spaces, runs of Latin words."""
    if passage.language in UNSPACED:
        for pattern in (_LATIN, _KATAKANA if passage.language == "ja" else _HAN):
            yield from (m.span("name") for m in pattern.finditer(passage.text))
        return
    run: list[Token] = []
    for token in passage.words:
        if not run and token.raw.islower():
            continue  # most words are
        goes_on = bool(run) and _is_capital(token) and passage.text[run[-1].end : token.start] in _JOINTS
        if run and not goes_on:
            yield from _trimmed(passage, run)
            run = []
        if run or _is_capital(token):
            run.append(token)
    if run:
        yield from _trimmed(passage, run)


def _is_capital(token: Token) -> bool:
    """Whether a word is written as a name: "Fluidstack", "xAI"."""
    return token.raw[0].isupper() or (token.raw[0].isalpha() and any(c.isupper() for c in token.raw[1:3]))


def _trimmed(passage: Passage, run: list[Token]) -> Iterator[tuple[int, int]]:
    """The run without words of grammar and of the calendar at its ends."""
    stop_words = lexicon().stop_words.get(passage.language, frozenset())
    not_firms = name_words("not_firms")
    endings = name_words("firm_endings")
    if is_region(" ".join(token.word for token in run)):
        return
    if run and _QUOTED_AS.match(passage.text, run[-1].end):
        run = run[:-1]  # "CoreWeave CRWV.O"
    while run and (run[0].word in stop_words or run[0].word in not_firms or _is_trade(passage, run)):
        run = run[1:]
    while run and run[-1].word in not_firms and (len(run) == 1 or run[-1].word not in endings):
        run = run[:-1]
    if run and len(run) <= _MOST_WORDS and not all(token.word in endings for token in run):
        yield run[0].start, run[-1].end


def _is_trade(passage: Passage, run: list[Token]) -> bool:
    """Whether a German run begins with what a firm is: "Cloud-Anbieter Example", "Klinikverbund Example"."""
    if passage.language not in NOUNS_IN_CAPITALS or len(run) == 1:
        return False
    first = run[0]
    return first.word.endswith(_TRADE_ENDINGS) or passage.text[first.end : run[1].start] == "-"


def is_region(folded: str) -> bool:
    return folded.replace("-", " ") in name_words("regions")


def _could_be_firm(name: str, persons: frozenset[str]) -> bool:
    folded = fold(name)
    words = folded.split()
    if folded in persons or is_region(folded) or words[0] in name_words("not_firms") or len(folded) == 1:
        return False
    if folded.startswith("data cent") or (
        not name.isascii() and (name in name_words("katakana_words") or name in name_words("katakana_no_firms"))
    ):
        return False
    if words[0] in name_words("not_people") and words[0].endswith("ceo"):
        return False
    return not words[0][0].isdigit() and not _MODEL.match(folded) and words[-1] not in name_words("press_endings")

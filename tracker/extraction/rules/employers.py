"""Where somebody comes from: "former X executive", "previously at Y", "chez Z"."""

import re

from tracker.extraction.lexicon import name_words
from tracker.extraction.rules.names import Circle
from tracker.extraction.rules.passage import Fact, Passage
from tracker.lib.text import fold

CAPITALISED = r"[A-ZÀ-ÖØ-ÞĀ-Ž][A-Za-zÀ-ÖØ-öø-ÿĀ-ž'’\-]{1,24}"
_ORG = rf"(?P<org>{CAPITALISED}(?:\s(?:of\s|&\s)?{CAPITALISED}){{0,2}})"
_FORMER_ORG = re.compile(
    rf"\b(?:[Ff]ormer|[Ee]x-?|[Aa]ncien(?:ne)?)\s?{_ORG}\s(?:executive|exec|banker|chief|president|head|manager|boss|CEO|CFO|cadre|dirigeant)"
)
_FORMERLY_OF = re.compile(rf"\b(?:[Ff]ormerly|[Pp]reviously|[Mm]ost\srecently|[Ll]ate)\s(?:of|with|at)\s{_ORG}")
# A sentence that goes on about the person of the one before.
_PRONOUN = re.compile(r"(?:He|She|They|Il|Elle|Er|Sie|Ella|Él|Ele|Ela|Lui|Lei)\s")
_AT_ORG = re.compile(rf"\b(?:at|from|de\schez|chez|de|bei|na|da)\s{_ORG}")
_FROM_WITHIN = 160


def previous_employer(passage: Passage, at: int, circle: Circle) -> Fact | None:
    """The employer that the sentence of a name gives, or the next one where it goes on about the same person."""
    start, end = passage.sentence(at)
    found = _previous_in(passage, (start, end), at, circle)
    if found is None and end < len(passage.text) and _PRONOUN.match(passage.text, end):
        found = _previous_in(passage, passage.sentence(end), end, circle)
    return found


def _previous_in(passage: Passage, span: tuple[int, int], at: int, circle: Circle) -> Fact | None:
    """The employer that a sentence gives, by "former X executive", "formerly of X" or a cue and "at X"."""
    start, end = span
    direct = _FORMER_ORG.search(passage.text, start, end) or _FORMERLY_OF.search(passage.text, start, end)
    if direct and not _is_own(passage, direct.start("org"), circle):
        return passage.fact("previous_employer", direct.group("org"), direct.span("org"), "employer.former")
    for cue in passage.near("former", start, end):
        if cue.start < at - 40:
            continue
        for match in _AT_ORG.finditer(passage.text, cue.start, min(end, cue.end + _FROM_WITHIN)):
            if _can_employ(passage, match, circle):
                return passage.fact("previous_employer", match.group("org"), match.span("org"), "employer.at")
    return None


def _can_employ(passage: Passage, match: re.Match[str], circle: Circle) -> bool:
    first = fold(match.group("org").split()[0])
    if (
        first in name_words("regions")
        or first in name_words("not_people")
        or _is_own(passage, match.start("org"), circle)
    ):
        return False
    return passage.text[match.end("org") : match.end("org") + 1] != "-"


def _is_own(passage: Passage, at: int, circle: Circle) -> bool:
    """Whether the words name the company the piece is about, or a site."""
    return any(
        m.where == passage.where and m.start <= at < m.end and (m.key == circle.company or m.owner == "site")
        for m in circle.mentions
    )

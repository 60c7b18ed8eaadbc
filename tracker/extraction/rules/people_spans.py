"""Which words in capitals are the name of a person: without a title before it, and no place, firm or month."""

import re

from tracker.extraction.lexicon import name_words
from tracker.extraction.rules.employers import CAPITALISED
from tracker.extraction.rules.names import Circle, Mention
from tracker.extraction.rules.passage import Passage
from tracker.lib.text import fold

NAME = re.compile(
    rf"(?<![\w-])(?<![^\WdDlL]['’])(?:{CAPITALISED})(?:\s(?:[A-Z]\.|de|von|van|da|dos|del|di|du|{CAPITALISED})){{0,2}}\s{CAPITALISED}(?![\w-])"
)
# "d'Ingrid Sallow", "l'argentier": what a name can be joined to.
_ELIDED = re.compile(r"(?:[dDlL]['’])(?=[A-ZÀ-ÖØ-Þ])")
_POSSESSIVE = re.compile(r"['’]s?$")
_REGION_AFTER = re.compile(r",\s(?P<region>[A-Z][\w.]+(?:\s[A-Z][a-z]+)?)")
_JOINT = re.compile(r"\s(?:de|of)\s")


def person_span(
    passage: Passage, match: re.Match[str], roles: list[re.Match[str]], circle: Circle
) -> tuple[int, int] | None:
    """The characters of a person's name, None where the capitals are something else."""
    own = _own_words(passage, _before_title(passage, _behind_title(passage, match, roles), roles, circle), circle)
    span = _without_title(passage, own, roles)
    if span is None:
        return None
    end = _POSSESSIVE.sub("", passage.text[span[0] : span[1]])
    return span[0], span[0] + len(end)


def is_place(passage: Passage, span: tuple[int, int]) -> bool:
    """Whether a name is that of a town: "Castle Rock, Colorado"."""
    after = _REGION_AFTER.match(passage.text, span[1])
    return after is not None and fold(after["region"]).strip(".") in _regions()


def is_joined(name: str) -> bool:
    """Whether a name has a preposition within, as those of offices have more often than those of people."""
    return _JOINT.search(name) is not None


def _regions() -> frozenset[str]:
    return name_words("regions") | name_words("region_abbreviations")


def _behind_title(passage: Passage, match: re.Match[str], roles: list[re.Match[str]]) -> re.Match[str]:
    """The name that follows a title of several words in capitals: "Chief Operating Officer David Shaw"."""
    title = next((role for role in roles if role.start() == match.start() and role.end() <= match.end()), None)
    behind = NAME.match(passage.text, title.end() + 1) if title else None
    return behind or match


def _without_title(
    passage: Passage, span: tuple[int, int] | None, roles: list[re.Match[str]]
) -> tuple[int, int] | None:
    """The name behind a title that is written like one: "Finanzvorstand Michael Potter"."""
    if span is None:
        return None
    behind = next((role.end() + 1 for role in roles if role.start() == span[0] and role.end() < span[1]), span[0])
    return (behind, span[1]) if " " in passage.text[behind : span[1]] else span


def _before_title(
    passage: Passage, match: re.Match[str], roles: list[re.Match[str]], circle: Circle
) -> tuple[int, int]:
    """The name before a title that is written like one: "appointed Ada Example Head of Data Centers"."""
    start, end = match.span()
    cut = min((role.start() - 1 for role in roles if start < role.start() < end), default=end)
    is_firm = any(m.owner != "person" and m.where == passage.where and start <= m.start < cut for m in circle.mentions)
    return (start, end) if is_firm or " " not in passage.text[start:cut] else (start, cut)


def _own_words(passage: Passage, span: tuple[int, int], circle: Circle) -> tuple[int, int] | None:
    start, end = span
    text = passage.text
    over = [m for m in circle.mentions if m.where == passage.where and m.start < end and m.end > start]
    known = next((m for m in over if m.owner == "person"), over[0] if over else None)
    if known is not None and known.owner == "person":
        return known.start, known.end
    elided = _ELIDED.match(text, start)
    start = elided.end() if elided else start
    words = [(m.start() + start, m.end() + start, fold(m.group(0))) for m in re.finditer(r"\S+", text[start:end])]
    while words and (_is_never(words[0][2]) or text[words[0][0]].islower() or _is_known(words[0], known)):
        words.pop(0)
    if len(words) < 2 or any(_is_never(word) for _s, _e, word in words) or _is_known(words[-1], known):
        return None
    last = _POSSESSIVE.sub("", words[-1][2])
    if last in name_words("firm_endings") or last in name_words("press_endings"):
        return None
    if fold(text[words[0][0] : words[-1][1]]) in name_words("regions") or last in name_words("regions"):
        return None
    return words[0][0], words[-1][1]


def _is_never(word: str) -> bool:
    word = word.strip(".'’")
    return word in name_words("not_people") or word in name_words("never_persons")


def _is_known(word: tuple[int, int, str], known: Mention | None) -> bool:
    return known is not None and known.start < word[1] and known.end > word[0]

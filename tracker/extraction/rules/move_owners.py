"""Whose shares a figure is about: the company named before it, a short name or ticker, or nobody in a terse line."""

import re
from dataclasses import dataclass
from datetime import date

from tracker.extraction.lexicon import lexicon
from tracker.extraction.rules.names import Mention
from tracker.extraction.rules.passage import Passage
from tracker.lib.quantities import Number

_AT_START, _TERSE_REST, _OPENING, _TO_SUBJECT, _SHORT = 4, 40, 25, 30, 34
_SHORTEST_NAME = 3
_FIRST_WORD = re.compile(r"[^\W_]+")
# A verb, an auxiliary at most, and words of measure.
_NOTHING_BETWEEN = re.compile(
    r"[^\W\d_]{2,14}(?: (?:by|about|nearly|almost|roughly|some|over|more than|as much as|another|un|de|d'environ"
    r"|près de|environ|um|rund|fast|knapp|casi|cerca de|más de|quase|mais de|quasi|circa|oltre|il|del|dell'|em|up|down|"
    r"higher|lower|back)){0,3} ?[-+−]?"
)
_WHOSE = re.compile(
    r",? ?(?:whose|dont l|cuy[ao]s?|deren|dessen|cuj[ao]s?|il cui|la cui|le cui|i cui)\b", re.IGNORECASE
)
_COIN = re.compile(r"\b(?:bitcoin|btc|ether|s&p|dow|nasdaq composite)\b|ビットコイン|比特币", re.IGNORECASE)
_TOPICS_OF_PRICES = ("up", "down", "trading", "flat")


@dataclass(frozen=True, slots=True)
class Moving:
    """What a move is looked for with: the subject's mentions and everybody's, and the day of publication."""

    company: str
    mentions: list[Mention]
    published_on: date | None
    announced_on: date | None


def with_short_names(passages: tuple[Passage, ...], moving: Moving) -> list[Mention]:
    """The mentions and, in order, those by ticker or first name that count only beside a price: "CAN recule",
    "Core slumped".
    """
    by_where = {passage.where: passage.text for passage in passages}
    own = [m for m in moving.mentions if m.key == moving.company and m.owner == "company"]
    firsts = {first.group() for m in own if (first := _FIRST_WORD.match(by_where[m.where], m.start))}
    firsts = {first for first in firsts if len(first) >= _SHORTEST_NAME and first[0].isupper()}
    called = {moving.company, *firsts}
    found = list(moving.mentions)
    for passage in passages:
        if not (passage.percentages or passage.money) or passage.text.isupper():
            continue
        taken = {m.start for m in moving.mentions if m.where == passage.where}
        for token in passage.words:
            if token.raw not in called or token.start in taken:
                continue
            if token.raw == moving.company or _is_subject(passage, token.start, token.end):
                found.append(Mention("company", moving.company, token.start, token.end, passage.where, "short"))
    return sorted(found, key=_place)


def _place(mention: Mention) -> tuple[str, int]:
    return mention.where, mention.start


def _is_subject(passage: Passage, start: int, end: int) -> bool:
    """Whether a sentence opens with the word and goes on with a verb of prices."""
    if start > passage.sentence(start)[0] + _AT_START:
        return False
    return any(hit.start <= end + 2 for topic in _TOPICS_OF_PRICES for hit in passage.near(topic, end, end + 2))


def whose(passage: Passage, at: int, verb: int, moving: Moving) -> str:
    """The company named last before a figure in its sentence; "" where none is.

    A company between two commas before the verb is named in passing: "Hut 8, owner of American Bitcoin, jumped 18%".
    "Dell, whose shares rose" are Dell's. After a semicolon "the stock" is of the company that the piece is about.
    """
    start, _end = passage.sentence(at)
    semicolon = passage.text.rfind("; ", start, at)
    if semicolon != -1 and passage.near("shares", semicolon, at):
        start = semicolon
    before = [
        m
        for m in moving.mentions
        if m.owner in ("company", "counterparty") and m.where == passage.where and start <= m.start < at
    ]
    if before and _WHOSE.match(passage.text, before[-1].end):
        return before[-1].key
    named = [m for m in before if m.owner == "company"]
    if not named and before and before[0].start - start <= _AT_START:
        return before[0].key  # "CoreWeave itself gained 8%"
    if len(named) > 1 and passage.text[max(0, verb - 2) : verb] == ", ":
        comma = passage.text.find(", ", named[0].end, verb - 2)
        if comma != -1:
            named = [m for m in named if m.start < comma]
    return named[-1].key if named else ""


def is_terse(passage: Passage, pct: Number, verb: int) -> bool:
    """A line that is nothing but the move, of whoever the piece is about: "Down 3% premarket.", "Clôture : +7 %"."""
    start, end = passage.sentence(pct.start)
    text = passage.text
    if _COIN.search(text, start, end) or passage.near("not_a_move", start, end):
        return False
    if text[start : pct.start].strip(" +-−–") == "" or text[start : pct.start].rstrip(" +-−–").endswith((":", ":")):
        return bool(pct.sign)
    if pct.start - start <= _AT_START and pct.end <= verb <= pct.end + 1:
        return end - verb <= _SHORT  # "3%高で終えた。"
    opens = verb - start <= 2 and verb < pct.start <= verb + _OPENING
    if opens and end - pct.end <= _TERSE_REST:
        return True
    first = _FIRST_WORD.match(text, start)
    if first is None or first.group().lower() not in lexicon().stop_words.get(passage.language, ()):
        return False  # "Example Corp tumbled 41%" names somebody
    return end - start <= _SHORT and is_bare(passage, pct, verb) and not passage.near("measure", start, pct.start)


def is_of_issuer(passage: Passage, pct: Number, verb: int) -> bool:
    """Whether "it" or "the miner" is said to have risen or fallen, with nothing between verb and percentage."""
    start, _end = passage.sentence(pct.start)
    if not is_bare(passage, pct, verb):
        return False
    return bool(
        passage.near("issuer", max(start, verb - _TO_SUBJECT), verb) or passage.near("issuer", start, start + 2)
    )


def is_bare(passage: Passage, pct: Number, verb: int) -> bool:
    """Whether nothing stands between verb and percentage that could have risen or fallen."""
    if not verb < pct.start <= verb + _OPENING:
        return False
    return _NOTHING_BETWEEN.fullmatch(passage.text, verb, pct.start) is not None


def is_of_market(passage: Passage, at: int) -> bool:
    """Whether a short sentence tells what "the market" or "investors" answered."""
    start, _end = passage.sentence(at)
    return at - start <= 80 and bool(passage.near("market", start, min(at, start + _OPENING)))

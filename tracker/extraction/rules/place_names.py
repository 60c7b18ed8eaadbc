"""Names that could be a site's, in scripts with spaces: words in capitals, judged by the words around them."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from tracker.extraction.rules.names import Mention
from tracker.extraction.rules.passage import HEADLINE, Passage
from tracker.extraction.rules.place_context import SITE_NOUN, Spot, spot_at, sure_rule
from tracker.extraction.rules.place_guesses import likely_rule
from tracker.extraction.rules.place_words import (
    CAPITAL_WORD,
    before_names,
    begins_region,
    could_be_site,
    region_after,
    tables,
)
from tracker.extraction.rules.setting import Setting
from tracker.lib.text import fold

SURE, LIKELY = 2, 1
_KNOWN = "known"
_LONGEST_LIST = 10
# "Project Kati 2", "Dorothy 1B": the number is part of the name; "Corsicana 600 MW" has none.
_NAME = re.compile(
    rf"(?<![\w&.-]){CAPITAL_WORD}(?: {CAPITAL_WORD}){{0,4}}"
    r"(?: \d[A-C]?(?![\w-]|[.,]\d| ?(?:[MGk]W|[EP]H|%|\d|[Mm]ega|[Gg]iga|[MmBb]il|Mrd|Mio|Proz)))?"
)
# "Prime Data Centers".
_FIRM_OF_CENTERS = re.compile(r"Data Cent(?:ers|res)$")
# Nearly every long word of a headline in title case has a capital: nothing tells a name there.
_LONG_WORD, _LOWER_IN_TITLES = 5, 0.15


@dataclass(frozen=True, slots=True)
class SiteName:
    """A name and where it stands, how sure it is a site's, and the rule that says so."""

    start: int
    end: int
    grade: int
    rule: str

    @property
    def is_sure(self) -> bool:
        return self.grade == SURE


def site_names(passage: Passage, setting: Setting) -> list[SiteName]:
    """Every name in a passage that stands where a site's does, in reading order."""
    if passage.where == HEADLINE and _is_title_case(passage):
        return []
    known = [SiteName(m.start, m.end, SURE, _KNOWN) for m in setting.mentions if _is_own_site(m, passage, setting)]
    owners = {m.end: m.key for m in setting.mentions if m.where == passage.where}
    judged = [_judged(spot_at(passage, setting, span, owners)) for span in _names(passage, setting)]
    judged = sorted([*known, *judged], key=lambda one: one.start)
    return [one for one in _joined(passage, judged) if one.grade and one.rule != _KNOWN]


def _is_own_site(mention: Mention, passage: Passage, setting: Setting) -> bool:
    if mention.owner != "site" or mention.where != passage.where:
        return False
    return setting.book.site_owners.get(mention.key) == setting.company


def is_others_site(mention: Mention, passage: Passage, setting: Setting) -> bool:
    """Whether a site on record is another company's, so that its name says nothing of whose site is meant here."""
    if mention.owner != "site" or setting.book.site_owners.get(mention.key) == setting.company:
        return False
    return not setting.book.site_of(setting.company, passage.text[mention.start : mention.end])


def _is_title_case(passage: Passage) -> bool:
    long = [token.raw for token in passage.words if len(token.raw) >= _LONG_WORD]
    return sum(raw[0].islower() for raw in long) <= _LOWER_IN_TITLES * len(long)


def _names(passage: Passage, setting: Setting) -> Iterator[tuple[int, int]]:
    """Runs of words in capitals without the names on record, the words for sites and what else is no name."""
    mentions = [m for m in setting.mentions if m.where == passage.where and not is_others_site(m, passage, setting)]
    starts = [m.start for m in mentions]
    for match in _NAME.finditer(passage.text):
        start, end = match.span()
        i = bisect_left(starts, end)
        while i and mentions[i - 1].end > start:
            i -= 1
            if mentions[i].end >= end:
                end = mentions[i].start
            else:
                start = max(start, mentions[i].end + 1)
        span = _trimmed(passage, start, end)
        if (
            span
            and could_be_site(passage.text[slice(*span)], passage.language)
            and not begins_region(passage.text, span[0])
        ):
            yield span


def _trimmed(passage: Passage, start: int, end: int) -> tuple[int, int] | None:
    """The run without what is no part of a name at its ends: "The", "Campus"; None where nothing is left."""
    if begins_region(passage.text, start):
        return None  # "New York", before "New" is taken off
    nouns = passage.near(SITE_NOUN, start, end)
    for noun in nouns:
        if noun.start <= start < noun.end < end:
            start = noun.end + 1
    fillers = before_names(passage.language)
    while start < end and fold(word := passage.text[start:end].partition(" ")[0]) in fillers:
        start += len(word) + 1
    for noun in reversed(nouns):
        if start < noun.start and noun.end >= end:
            if _FIRM_OF_CENTERS.search(passage.text, start, end):
                return None
            end = noun.start - 1
    return _without_purpose(passage.text, start, end)


def _without_purpose(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Without what only says what a site is for: "Muskogee AI"."""
    while start < end:
        rest, _space, word = text[start:end].rpartition(" ")
        if word and fold(word) not in tables()["before_names"]:
            break
        end = start + len(rest)
    return (start, end) if end - start > 1 else None


def _judged(spot: Spot) -> SiteName:
    rule = sure_rule(spot)
    if rule:
        return SiteName(spot.start, spot.end, SURE, rule)
    rule = likely_rule(spot)
    return SiteName(spot.start, spot.end, LIKELY if rule else 0, rule)


def _joined(passage: Passage, judged: list[SiteName]) -> list[SiteName]:
    """ "Knoxville and Wenatchee mines", "Denton, Marble and Dalton": what is told of one is told of each."""
    for i in range(len(judged) - 1):
        region = region_after(passage.text, judged[i].end)
        gap = passage.text[region.end() if region else judged[i].end : judged[i + 1].start].strip()
        if not _is_joiner(gap) and not (gap == "," and _is_list(passage, judged[i + 1 : i + _LONGEST_LIST])):
            continue
        grade = max(judged[i].grade, judged[i + 1].grade)
        if grade and region_after(passage.text, judged[i + 1].end):
            grade = SURE  # "at Quill Hollow and Tilden Flats in Texas"
        for k in (i, i + 1):
            if judged[k].grade < grade:
                judged[k] = SiteName(judged[k].start, judged[k].end, grade, "joined")
    return judged


def _is_joiner(gap: str) -> bool:
    return fold(gap.strip(", ")) in tables()["joiners"]


def _is_list(passage: Passage, names: list[SiteName]) -> bool:
    """Whether the first name is followed by another with "and", at once or behind more commas."""
    for one, following in pairwise(names):
        gap = passage.text[one.end : following.start].strip()
        if _is_joiner(gap):
            return True
        if gap != ",":
            return False
    return False

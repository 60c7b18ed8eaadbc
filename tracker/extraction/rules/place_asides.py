"""Whether a site is named for something else than the event: a seat, a comparison, an aside, old news at the end."""

import re
from collections.abc import Iterable

from tracker.extraction.rules.passage import HEADLINE, Fact, Passage

_ASIDES = ("total", "background", "of_others", "holding")
# Where a text that leads with its event has come to what else there is to say, counted in sentences from 0.
_LATE, _LATEST = 2, 3
# "the second after River Bend"
_COMPARED = re.compile(
    r"\b(?:after|following|like|unlike|besides|après|comme|tras|como|nach|wie|dopo|come|após)\s(?:the\s|de\s|el\s(?:de\s)?)?$",
    re.IGNORECASE,
)
# "the Austin-based company" is no site.
_SEAT = re.compile(r"-(?:based|headquartered)\b")
# "Betreiber aus Austin", "university of Austin".
_FROM_BEFORE = re.compile(r"(?:\baus|niversity of|niversité d['’]|niversité de|niversidad de|niversität) ?$")
# "AUSTIN, Texas -- ": where a text was filed from.
_DATELINE = re.compile(r"[^\n]{0,24}?\s[-–—]{1,2}\s|,\s[^\n]{1,24}?\s[-–—]{1,2}\s|\s\([^()]{2,20}\)\s[-–—]")
_COMPARED_WITHIN, _FROM_WITHIN, _LONGEST_CODE = 16, 20, 4


def is_dateline(passage: Passage, start: int, end: int) -> bool:
    """Whether a name at the very beginning of a text, in capitals, says where it was filed from."""
    name = passage.text[start:end]
    is_first = start == 0 and passage.where != HEADLINE
    return is_first and name.isupper() and len(name) > _LONGEST_CODE and _DATELINE.match(passage.text, end) is not None


def is_elsewhere(passage: Passage, start: int, end: int, found: dict[str, Fact]) -> bool:
    """Whether a site on record is named for something else than the event, after those found."""
    index = passage.sentence_index(start)
    if _is_seat(passage, start, end) or (index and passage.in_sentence("apart", start)):
        return True
    if is_beside(passage, start, found.values()):
        return bool(found) and _is_compared(passage, start)
    if is_late(passage, start, has_site=bool(found)):
        return True
    if not found:
        return False
    if _is_compared(passage, start) or is_aside(passage, start):
        return True
    in_headline = any(fact.where == HEADLINE for fact in found.values())
    return in_headline and index > 0 and not passage.in_sentence("site_of_event", start)


def _is_seat(passage: Passage, start: int, end: int) -> bool:
    """ "the Austin-based company", "AUSTIN, Texas -- ", "Betreiber aus Austin" """
    if _SEAT.match(passage.text, end) or is_dateline(passage, start, end):
        return True
    return _FROM_BEFORE.search(passage.text, max(0, start - _FROM_WITHIN), start) is not None


def is_late(passage: Passage, at: int, *, has_site: bool) -> bool:
    """Whether a name comes so late that it needs a word of what will happen there: "awaits a lease in Ellendale"."""
    index = passage.sentence_index(at)
    if passage.where == HEADLINE or index < _LATE:
        return False
    is_of_event = bool(passage.in_sentence("site_of_event", at))
    is_other = bool(passage.in_sentence("site_aside", at))
    if has_site:
        return index >= _LATEST or is_other
    if is_other:
        return not is_of_event
    return index >= _LATEST and not is_of_event and is_aside(passage, at)


def is_beside(passage: Passage, at: int, facts: Iterable[Fact]) -> bool:
    """Whether a name stands in one sentence with a place that was found."""
    index = passage.sentence_index(at)
    return any(fact.where == passage.where and passage.sentence_index(fact.start) == index for fact in facts)


def is_aside(passage: Passage, at: int) -> bool:
    """ "together with its site in Austin County", "sold Nautilus in October", "runs a plant at Dresden"."""
    return any(passage.in_sentence(topic, at) for topic in _ASIDES)


def _is_compared(passage: Passage, at: int) -> bool:
    return _COMPARED.search(passage.text[max(0, at - _COMPARED_WITHIN) : at]) is not None

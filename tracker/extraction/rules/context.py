"""What a sentence says besides the news: an earlier event, or another company's. Found once, marked on the passages.

Rules on figures, parties and sites ask for the topics "background" and "of_others" like for any other phrase.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache

from tracker.extraction.rules.names import Mention
from tracker.extraction.rules.passage import HEADLINE, Passage
from tracker.extraction.rules.phrases import Hit, Token
from tracker.lib.text import fold
from tracker.lib.words import MONTHS

BACKGROUND, OF_OTHERS = "background", "of_others"
# A day this long before publication is that of an earlier event.
_EARLIER_BY = timedelta(days=12)
# Months without a year look back this far; farther back they are as likely to come.
_MONTHS_BACK = 5
_AHEAD_WITHIN, _SPEECH_WITHIN = 70, 45
# "said it had signed" tells of the news in the past of the past.
_PLUPERFECT = frozenset({"had", "avait", "avaient", "hatte", "hatten", "habia", "habian", "aveva", "avevano", "tinha"})
_YEARS = range(1990, 2100)
_AFTER = re.compile(r"(?:After|Following|Après|Nach|Tras|Después de|Dopo|Após|Depois de)\s")


def mark_context(
    passages: tuple[Passage, ...], mentions: list[Mention], company: str, published_on: date | None
) -> None:
    """Add the topics "background" and "of_others" to every passage."""
    for passage in passages:
        told = [hit for hit in passage.hits.get(BACKGROUND, ()) if not _is_reported(passage, hit)]
        earlier = [] if published_on is None else [*_earlier_months(passage, published_on)]
        if published_on is not None and passage.where != HEADLINE:
            earlier += _earlier_days(passage, published_on)
        passage.replace(BACKGROUND, told + [hit for hit in earlier if not _is_opening(passage, hit)])
        passage.replace(OF_OTHERS, list(_of_others(passage, mentions, company)))


def _is_reported(passage: Passage, hit: Hit) -> bool:
    if fold(passage.text[hit.start : hit.end]) not in _PLUPERFECT:
        return False
    first, _last = passage.sentence(hit.start)
    before = passage.near("speech", max(first, hit.start - _SPEECH_WITHIN), hit.start)
    return any(said.end <= hit.start for said in before)


def _is_opening(passage: Passage, hit: Hit) -> bool:
    """Whether a sentence only opens with the earlier event: "After the deal in September, the miner has"."""
    first, last = passage.sentence(hit.start)
    if _AFTER.match(passage.text, first) is None:
        return False
    return passage.text.find(",", first, hit.start) == -1 and passage.text.find(",", hit.end, last) != -1


def _earlier_days(passage: Passage, published_on: date) -> Iterator[Hit]:
    """Days of a date well before publication, behind the sentence that tells the news."""
    for named in passage.days(published_on):
        if named.how == "date" and named.day < published_on - _EARLIER_BY and passage.sentence_index(named.start):
            yield Hit(BACKGROUND, named.start, named.end)


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    return {fold(word): month for word, month in MONTHS.items() if len(word) > len("mar")}


def _earlier_months(passage: Passage, published_on: date) -> Iterator[Hit]:
    """Months before that of publication: "sold its stake in October", "bought in December 2022"."""
    months = _months()
    for i, token in enumerate(passage.words):
        month = months.get(token.word)
        if month is None or not passage.sentence_index(token.start) or _is_verb(token):
            continue
        year = _year_after(passage.words, i)
        if _months_before(published_on, month, year) > 0 and not (year is None and _is_ahead(passage, token)):
            yield Hit(BACKGROUND, token.start, token.end)


def _is_verb(token: Token) -> bool:
    """English "may" and "march" are months with a capital."""
    return token.raw in ("may", "march")


def _year_after(words: list[Token], at: int) -> int | None:
    for token in words[at + 1 : at + 3]:
        if token.raw.isascii() and token.raw.isdigit() and int(token.raw) in _YEARS:
            return int(token.raw)
    return None


def _months_before(published_on: date, month: int, year: int | None) -> int:
    """How many months a month lies before that of publication; 0 where it does not, or may not."""
    if year is not None:
        return max(0, (published_on.year - year) * 12 + published_on.month - month)
    back = (published_on.month - month) % 12
    return back if back <= _MONTHS_BACK else 0


def _is_ahead(passage: Passage, token: Token) -> bool:
    first, _last = passage.sentence(token.start)
    return bool(passage.near("to_come", max(first, token.start - _AHEAD_WITHIN), token.start))


def _of_others(passage: Passage, mentions: Iterable[Mention], company: str) -> Iterator[Hit]:
    """Sentences that name another tracked company before anything of the subject's."""
    if passage.where == HEADLINE:
        return
    seen: set[int] = set()
    for mention in mentions:
        if mention.where != passage.where or mention.owner != "company":
            continue
        index = passage.sentence_index(mention.start)
        if index not in seen and mention.key != company and index:
            yield Hit(OF_OTHERS, mention.start, passage.sentence(mention.start)[1])
        seen.add(index)

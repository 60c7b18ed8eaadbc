"""The words around a percentage: which of them rise or fall, and whether it is of something else."""

import re

from tracker.extraction.rules.passage import Passage
from tracker.extraction.rules.phrases import Hit
from tracker.lib.quantities import Number

_NEAR, _FAR, _BEHIND, _OPENS = 45, 130, 26, 4
# "invests up to 50%" and "bis zu 50 Prozent" are bounds, not rises.
_UP_TO = re.compile(r"up to\b", re.IGNORECASE)
_UNTIL = "bis "
_NEWS = re.compile(r"\s(?:l['’]annonce|the (?:announcement|news|deal)|der Ankündigung|el anuncio)", re.IGNORECASE)
_PAUSE = re.compile(r",|\s(?:and|y|et|und|e)\s")
# "40% of the slabs" is a part, "2 % de plus" and "40% of its value" are not.
_PART = re.compile(
    r"\s(?:of (?!its value|their value)|d['’][^\W\d_]|du |des |de (?:la|los|las|su|sus|ses|son|leur|ce|cette) |de l['’]"
    r"|der |del |dell|della |degli |delle |dos |das |da (?!\w{0,12}feira))"
)

Directions = list[tuple[int, int, int]]


def directions(passage: Passage, pct: Number) -> Directions:
    """Words of rising (+1) or falling (-1) close to a percentage: distance, sign, start. The nearest first."""
    start, end = passage.sentence(pct.start)
    window = max(start, pct.start - _NEAR), min(end, pct.end + _BEHIND)
    rows = [
        (_distance(h.start, h.end, pct), sign, h.start)
        for h, sign in signs(passage, *window)
        if h.end <= pct.start or (h.start >= pct.end and "," not in passage.text[pct.end : h.start])
    ]
    if not rows and pct.sign:
        return [(0, -1 if pct.sign == "-" else 1, pct.start)]  # "CIFR +11%"
    return sorted(rows or _far_verbs(passage, pct))


def signs(passage: Passage, start: int, end: int) -> list[tuple[Hit, int]]:
    """Words of rising (+1) and falling (-1) in a stretch."""
    hits = [(h, 1) for h in passage.near("up", start, end)] + [(h, -1) for h in passage.near("down", start, end)]
    return [(h, sign) for h, sign in hits if not _is_bound(passage.text, h.start)]


def _is_bound(text: str, at: int) -> bool:
    return _UP_TO.match(text, at) is not None or text[max(0, at - len(_UNTIL)) : at] == _UNTIL


def _far_verbs(passage: Passage, pct: Number) -> Directions:
    """The verb that opens a long clause: "verteuerte sich die Aktie des ..., das ..., um 41 Prozent"."""
    start, _end = passage.sentence(pct.start)
    window = max(start, pct.start - _FAR), pct.start
    if not passage.near("shares", *window) or any(window[0] <= p.start < pct.start for p in passage.percentages):
        return []
    hits = signs(passage, *window)
    return [(_distance(h.start, h.end, pct), sign, h.start) for h, sign in hits if h.end <= pct.start]


def _distance(start: int, end: int, pct: Number) -> int:
    """Words before a percentage bind closer than words after it."""
    return pct.start - end if end <= pct.start else 2 * (start - pct.end) + 6


def is_of_something_else(passage: Passage, pct: Number, verbs: Directions) -> bool:
    """A part of a thing, a rate, or what has happened since January, this quarter and the like."""
    part = _PART.match(passage.text, pct.end)
    if part and not any(hit.start <= part.end() for hit in passage.near("shares", part.end(), part.end() + 1)):
        return True  # but "Recul de 12 % du titre" is one of the whole
    if _is_to_date(passage, pct):
        return True
    clause = _clause(passage, pct, verbs)
    return any(not _since_news(passage, hit) for hit in passage.near("not_a_move", *clause))


def _is_to_date(passage: Passage, pct: Number) -> bool:
    """Whether the words about a percentage tell of months: "up 80% since January", "Since January it is up 80%"."""
    first, last = passage.sentence(pct.start)
    start = max(first, passage.text.rfind("; ", first, pct.start) + 2)
    before = [other.end for other in passage.percentages if start <= other.start < pct.start]
    comma = passage.text.rfind(", ", start, pct.start)
    near = max(start, comma, *before) if before else max(start, comma)
    following = next((other.start for other in passage.percentages if other.start >= pct.end), last)
    end = _end_of_clause(passage, pct, min(last, following))
    if any(hit.start >= pct.end or hit.end <= pct.start for hit in passage.near("to_date", near, end)):
        return True
    return not before and any(hit.start - start <= _OPENS for hit in passage.near("to_date", start, start + _OPENS))


def _clause(passage: Passage, pct: Number, verbs: Directions) -> tuple[int, int]:
    """The words around a percentage that are about it and not about the one before or after."""
    first, last = passage.sentence(pct.start)
    start = max(first, pct.start - 30)
    start = max(start, passage.text.rfind(";", start, pct.start))
    end = _end_of_clause(passage, pct, min(last, pct.end + 32))
    before = [at for _distance, _sign, at in verbs if at < pct.start]
    if before:
        # "The stock, which has tripled in a month, shed 8%": before the verb's comma it is about something else.
        start = max(start, passage.text.rfind(", ", start, max(before)))
    for other in passage.percentages:
        if start < other.end <= pct.start:
            start = max(start, passage.text.rfind(",", other.end, pct.start))
    return start, end


def _end_of_clause(passage: Passage, pct: Number, end: int) -> int:
    """Where the words about a percentage end: "jumped 21%, their best day in May", "fell 9% as dilution sank in"."""
    text = passage.text
    ends = [end, *(hit.start for hit in passage.near("reason", pct.end, end) if hit.start >= pct.end)]
    ends += [at for at in (text.find(";", pct.end, end), text.find(", ", pct.end, end)) if at != -1]
    end = min(ends)
    pause = _PAUSE.search(text, pct.end, end)
    return pause.start() if pause else end


def _since_news(passage: Passage, hit: Hit) -> bool:
    """ "since the announcement" measures the news; "since January" does not."""
    return _NEWS.match(passage.text, hit.end) is not None

"""Companies, counterparties, people and sites that a passage names."""

import re
from dataclasses import dataclass

from tracker.extraction.aliases import AliasBook, Entry
from tracker.extraction.lexicon import lexicon
from tracker.extraction.rules.passage import HEADLINE, Passage
from tracker.extraction.rules.phrases import Token

_EXCHANGE_BEFORE = re.compile(
    r"(?:nasdaq|nyse|tsx|tsxv|tsx-v|nasdaqgs|nysemkt|amex|otc|ticker|symbol|ナスダック|纳斯达克)\S{0,12}\s?[::]\s?\$?$",
    re.IGNORECASE,
)
_EXCHANGE_AFTER = re.compile(r"\.(?:O|N|TO|OQ|K)\b|-US\b")


# A preposition, an article and a space before a name.
_BEHIND = 12
_SECTOR = ("ai", "data_center", "mining")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name on record as found: whose it is, where, and how it was known ("name", "ticker", "exchange ticker")."""

    owner: str
    key: str
    start: int
    end: int
    where: str
    how: str


def is_about_sector(passages: tuple[Passage, Passage]) -> bool:
    """Whether the words speak of computing, data centers, mining or power, so that "Riot" can be the miner."""
    return any(passage.powers or any(passage.count(topic) for topic in _SECTOR) for passage in passages)


def mentions(passage: Passage, book: AliasBook, *, is_sector_text: bool) -> list[Mention]:
    """Every name of the book in a passage, longest match first, in reading order.

    Names that are ordinary words ("Riot", "Galaxy") count only where the text is about mining or computing.
    """
    found: list[Mention] = []
    skip_to = 0
    for i, token in enumerate(passage.words):
        if i < skip_to:
            continue
        match = _entry_at(passage, i, book, is_sector_text) or _ticker_at(passage, token, book)
        if match is not None:
            mention, length = match
            found.append(mention)
            skip_to = i + length
    found += _unspaced(passage, book)
    return sorted(found, key=lambda mention: mention.start)


def _entry_at(passage: Passage, i: int, book: AliasBook, is_sector_text: bool) -> tuple[Mention, int] | None:
    for entry in book.by_first_word.get(passage.words[i].word, ()):
        length = len(entry.words)
        part = passage.words[i : i + length]
        if tuple(token.word for token in part) != entry.words or not _is_written_as_name(entry, part):
            continue
        if _is_namesake(entry, passage, i + length, is_sector_text):
            continue
        how = (
            "exchange ticker"
            if entry.owner == "company" and _is_noted(passage, part[0].start, part[-1].end)
            else "name"
        )
        return Mention(entry.owner, entry.key, part[0].start, part[-1].end, passage.where, how), length
    return None


def _is_written_as_name(entry: Entry, part: list[Token]) -> bool:
    first = part[0].raw
    if entry.is_capitals and len(entry.words) == 1 and len(first) <= 5:
        return first.isupper()
    return first[0].isupper() or first[0].isdigit()


def _is_namesake(entry: Entry, passage: Passage, after: int, is_sector_text: bool) -> bool:
    names = lexicon().names
    if entry.owner != "company":
        return False
    following = passage.words[after].word if after < len(passage.words) else ""
    if len(entry.words) == 1 and following in names["namesakes"].get(entry.words[0], ()):
        return True
    return " ".join(entry.words) in names["ambiguous"] and not is_sector_text


def _ticker_at(passage: Passage, token: Token, book: AliasBook) -> tuple[Mention, int] | None:
    key = book.tickers.get(token.raw)
    if key is None:
        return None
    noted = _is_noted(passage, token.start, token.end)
    noted = noted or passage.text[max(0, token.start - 1) : token.start] in ("(", "(", "$")
    if not noted and (token.raw in lexicon().names["word_tickers"] or passage.text.isupper()):
        return None
    how = "exchange ticker" if noted else "ticker"
    return Mention("company", key, token.start, token.end, passage.where, how), 1


def _is_noted(passage: Passage, start: int, end: int) -> bool:
    """Whether the characters are a ticker in exchange notation: "Nasdaq: CLSK", "CORZ.O"."""
    before = _EXCHANGE_BEFORE.search(passage.text[max(0, start - 24) : start])
    return before is not None or _EXCHANGE_AFTER.match(passage.text, end) is not None


def _unspaced(passage: Passage, book: AliasBook) -> list[Mention]:
    if passage.text.isascii():
        return []
    found: list[Mention] = []
    for entry in book.unspaced:
        at = passage.text.find(entry.name)
        while at != -1:
            end = at + len(entry.name)
            if all(end <= seen.start or at >= seen.end for seen in found):
                found.append(Mention(entry.owner, entry.key, at, end, passage.where, "name"))
            at = passage.text.find(entry.name, end)
    return found


def primary_company(found: list[Mention], headline: Passage) -> Mention | None:
    """The company a piece is about: its subject in the headline, else the one named far more than the others."""
    companies = [mention for mention in found if mention.owner == "company"]
    in_headline = [mention for mention in companies if mention.where == HEADLINE]
    keys = {mention.key for mention in in_headline}
    if len(keys) == 1:
        return in_headline[0]
    if keys:
        first = in_headline[0]
        others = [mention for mention in in_headline if mention.key != first.key]
        is_subject = not _is_object(headline, first) and all(_is_object(headline, other) for other in others)
        return first if is_subject or _opens(headline, first) else None
    return _most_named(companies)


def _is_object(headline: Passage, mention: Mention) -> bool:
    """Whether a name stands behind a preposition: "during the Riot takeover fight"."""
    hits = headline.near("preposition", mention.start - _BEHIND, mention.start)
    return any(hit.end <= mention.start for hit in hits)


def _opens(headline: Passage, mention: Mention) -> bool:
    """Whether a headline with several companies starts with this one (after a symbol or an article at most)."""
    return len([token for token in headline.words if token.end <= mention.start]) <= 1


def _most_named(companies: list[Mention]) -> Mention | None:
    if not companies:
        return None
    counts: dict[str, int] = {}
    for mention in companies:
        counts[mention.key] = counts.get(mention.key, 0) + 1
    first = companies[0]
    others = max((count for key, count in counts.items() if key != first.key), default=0)
    return first if not others or counts[first.key] >= max(3, 2 * others) else None

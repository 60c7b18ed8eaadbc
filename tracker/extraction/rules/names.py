"""Companies, counterparties, people and sites that a passage names."""

import re
from dataclasses import dataclass

from tracker.extraction.aliases import CJK, AliasBook, Entry
from tracker.extraction.lexicon import lexicon
from tracker.extraction.rules.passage import HEADLINE, Passage
from tracker.extraction.rules.phrases import Token
from tracker.extraction.rules.relevance import AI_CUSTOMERS
from tracker.lib.text import fold

_EXCHANGE_BEFORE = re.compile(
    r"(?:nasdaq|nyse|tsx|tsxv|tsx-v|nasdaqgs|nysemkt|amex|otc|ticker|symbol|ナスダック|纳斯达克)\S{0,12}\s?[::]\s?\$?$",
    re.IGNORECASE,
)
_EXCHANGE_AFTER = re.compile(r"\.(?:O|N|TO|OQ|K)\b|-US\b")


# "riot-proof" names nobody; "Riot-backed" does.
_COMPOUND = re.compile(r"-(?!backed|owned|led|run|based|controlled|aktie|titel)[a-z]")
_SHORTEST_AS_WORD = 4
_OPENING, _CLOSING = tuple('«“„"‘'), tuple('»”“"’')
_APOSTROPHES = tuple("'’")
_DEALS = ("kind:lease", "kind:hosting", "kind:financing", "kind:merger_acquisition", "kind:power_agreement")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name on record as found: whose it is, where, and how it was known ("name", "ticker", "exchange ticker")."""

    owner: str
    key: str
    start: int
    end: int
    where: str
    how: str


@dataclass(frozen=True, slots=True)
class Circle:
    """Who is known: the book, what was found in the piece, and the company it is about."""

    book: AliasBook
    mentions: list[Mention]
    company: str


def is_about_sector(passages: tuple[Passage, Passage]) -> bool:
    """Whether the words speak of mining, of power or of deals on data centers, so that "Riot" can be the miner."""
    if any(p.count("mining") for p in passages):
        return True
    is_about_centers = any(p.powers or p.count("data_center") for p in passages)
    return is_about_centers and any(p.count(topic) for p in passages for topic in _DEALS)


def mentions(passage: Passage, book: AliasBook, *, is_sector_text: bool) -> list[Mention]:
    """Every name of the book in a passage, longest match first, in reading order.

    Names that are ordinary words ("Riot", "Galaxy") count only where the text is about mining or computing.
    """
    found: list[Mention] = []
    noted: set[str] = set()
    skip_to, first_words, tickers = 0, book.by_first_word, book.tickers
    for i, token in enumerate(passage.words):
        if i < skip_to or (token.word not in first_words and token.raw not in tickers):
            continue
        match = _entry_at(passage, i, book, is_sector_text) or _ticker_at(passage, token, book, noted)
        if match is not None:
            mention, length = match
            noted.update([token.raw] if mention.how == "exchange ticker" else ())
            found.append(mention)
            skip_to = i + length
    found += _unspaced(passage, book)
    return sorted(found, key=lambda mention: mention.start)


def _entry_at(passage: Passage, i: int, book: AliasBook, is_sector_text: bool) -> tuple[Mention, int] | None:
    for entry in book.by_first_word.get(passage.words[i].word, ()):
        length = len(entry.words)
        part = passage.words[i : i + length]
        if tuple(token.word for token in part) != entry.words or not (
            _is_written_as_name(entry, part) or (passage.is_of_mining and _is_written_as_word(entry, passage, i))
        ):
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


def _is_written_as_word(entry: Entry, passage: Passage, i: int) -> bool:
    """Whether a name in capitals is printed as a word: "Iren", in a text of the sector and not as a first name."""
    raw = passage.words[i].raw
    if entry.owner != "company" or len(entry.words) > 1 or len(raw) < _SHORTEST_AS_WORD or not raw.istitle():
        return False
    if entry.words[0] in lexicon().names["ambiguous"]:
        return False
    following = passage.words[i + 1].raw if i + 1 < len(passage.words) else ""
    is_beside = passage.text[passage.words[i].end : passage.words[i].end + 1] == " "
    return not (is_beside and passage.where != HEADLINE and following[:1].isupper())


def _is_namesake(entry: Entry, passage: Passage, after: int, is_sector_text: bool) -> bool:
    names = lexicon().names
    if entry.owner != "company":
        return False
    if len(entry.words) == 1 and _word_behind(passage, after - 1) in names["namesakes"].get(entry.words[0], ()):
        return True
    if " ".join(entry.words) not in names["ambiguous"]:
        return False
    if _COMPOUND.match(passage.text, passage.words[after - 1].end):
        return True
    if _is_quoted(passage, after - len(entry.words), after - 1):
        return True
    return not is_sector_text and not (entry.is_capitals and passage.count("ai") > 0)


def _word_behind(passage: Passage, i: int) -> str:
    """The word after this one; "" for the s of "Galaxy's", which is no telephone "Galaxy S"."""
    if i + 1 >= len(passage.words) or passage.text[passage.words[i].end] in _APOSTROPHES:
        return ""
    return passage.words[i + 1].word


def _is_quoted(passage: Passage, first: int, last: int) -> bool:
    """Whether a word stands in quotation marks by itself, as titles of films and products do."""
    start, end = passage.words[first].start, passage.words[last].end
    return passage.text[max(0, start - 1) : start] in _OPENING and passage.text[end : end + 1] in _CLOSING


def without_namesakes(found: list[Mention], passages: tuple[Passage, Passage]) -> list[Mention]:
    """Without companies that are named by an ordinary word only, where that word is somebody else's in the same text:
    beside "Galaxy Z Fold", "Galaxy" is a telephone too.
    """
    by_where = {passage.where: passage for passage in passages}
    others = {word for passage in passages for word in _namesakes_in(passage)}
    if not others:
        return found
    said = [(m, fold(by_where[m.where].text[m.start : m.end])) for m in found]
    sure = {m.key for m, words in said if m.owner == "company" and (words not in others or m.how == "exchange ticker")}
    return [m for m, words in said if m.owner != "company" or m.key in sure]


def _namesakes_in(passage: Passage) -> set[str]:
    table = lexicon().names["namesakes"]
    namesakes = ((i, token.word) for i, token in enumerate(passage.words) if token.word in table)
    return {word for i, word in namesakes if _word_behind(passage, i) in table[word]}


def _ticker_at(passage: Passage, token: Token, book: AliasBook, explained: set[str]) -> tuple[Mention, int] | None:
    """A ticker; one that is a word counts in exchange notation, and after it has been explained so."""
    key = book.tickers.get(token.raw)
    if key is None:
        return None
    noted = _is_noted(passage, token.start, token.end)
    noted = noted or token.raw in explained or passage.text[max(0, token.start - 1) : token.start] in ("(", "(", "$")
    if not noted and (token.raw in lexicon().names["word_tickers"] or passage.text.isupper()):
        return None
    how = "exchange ticker" if noted else "ticker"
    return Mention("company", key, token.start, token.end, passage.where, how), 1


def _is_noted(passage: Passage, start: int, end: int) -> bool:
    """Whether the characters are a ticker in exchange notation: "Nasdaq: CLSK", "CORZ.O"."""
    before = _EXCHANGE_BEFORE.search(passage.text[max(0, start - 24) : start])
    return before is not None or _EXCHANGE_AFTER.match(passage.text, end) is not None


def _unspaced(passage: Passage, book: AliasBook) -> list[Mention]:
    if CJK.search(passage.text) is None:
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


def all_mentions(headline: Passage, body: Passage, book: AliasBook) -> list[Mention]:
    """Every name in headline and body."""
    is_sector = is_about_sector((headline, body))
    headline.is_of_mining = body.is_of_mining = any(p.count("mining") for p in (headline, body))
    found = [m for p in (headline, body) for m in mentions(p, book, is_sector_text=is_sector)]
    if not any(m.owner == "company" for m in found) and any(m.owner == "site" for m in found):
        # A site on record and nobody it could belong to: the company may be printed as a word ("Iren").
        headline.is_of_mining = body.is_of_mining = is_sector = True
        found = [m for p in (headline, body) for m in mentions(p, book, is_sector_text=True)]
    if not is_sector and any(m.owner in ("site", "company") or book.sorts.get(m.key) in AI_CUSTOMERS for m in found):
        # A site or another miner beside a word that may be a name ("Galaxy") makes the text one of the sector.
        found = [m for p in (headline, body) for m in mentions(p, book, is_sector_text=True)]
    return without_namesakes(found, (headline, body))


def company_keys(found: list[Mention], primary: Mention | None) -> tuple[str, ...]:
    """The companies named, the one it is about first."""
    keys = [primary.key] if primary else []
    return tuple(dict.fromkeys(keys + [m.key for m in found if m.owner == "company"]))

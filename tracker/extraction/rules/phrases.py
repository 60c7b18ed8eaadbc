"""Finding many phrases in one pass over the words of a text, by table look-up instead of patterns."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from tracker.extraction.aliases import WORD
from tracker.extraction.lexicon import lexicon
from tracker.lib.text import fold

UNSPACED = ("ja", "zh")
# What an article is about is said in English words in every language.
_SHARED_TOPICS = frozenset({"ai", "data_center", "mining"})
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_STEM_LENGTH = 3


@dataclass(frozen=True, slots=True)
class Token:
    """A word as printed and folded, and where it stands."""

    raw: str
    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase of a topic, where it was found."""

    topic: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase by its first word: its stem where any ending will do, and the words that follow."""

    topic: str
    stem: str
    capitals: str
    rest: tuple[str, ...]


def tokens(text: str) -> list[Token]:
    """The words of a text in scripts with spaces; the others are matched as character sequences."""
    return [Token(m.group(0), fold(m.group(0)), m.start(), m.end()) for m in WORD.finditer(text)]


_NO_TOPICS: list[str] = []
_NO_PHRASES: list[_Phrase] = []


class Phrasebook:
    """The phrases of all topics in one language."""

    def __init__(self, language: str) -> None:
        self._exact: dict[str, list[_Phrase]] = {}
        self._stems: dict[str, list[_Phrase]] = {}
        self._words: dict[str, list[str]] = {}
        self._sequences: list[tuple[str, str]] = []
        for topic, by_language in lexicon().topics.items():
            for phrase in self._phrases(topic, by_language, language):
                self._add(topic, phrase)

    @staticmethod
    def _phrases(topic: str, by_language: dict[str, tuple[str, ...]], language: str) -> Iterable[str]:
        if topic not in _SHARED_TOPICS:
            return by_language.get(language, ())
        return {phrase for phrases in by_language.values() for phrase in phrases}

    def _add(self, topic: str, phrase: str) -> None:
        if _CJK.search(phrase):
            self._sequences.append((topic, phrase))
            return
        first, *rest = phrase.split()
        stem = first[:-1] if first.endswith("*") and first != "*" else ""
        found = _Phrase(topic, stem, first if first.isupper() else "", tuple(rest))
        if len(stem) >= _STEM_LENGTH:
            self._stems.setdefault(first[:_STEM_LENGTH], []).append(found)
        elif found.capitals or rest or stem:
            self._exact.setdefault(fold(first.rstrip("*")), []).append(found)
        else:
            self._words.setdefault(first, []).append(topic)

    def find(self, text: str, words: list[Token]) -> list[Hit]:
        """Every phrase in the text, in no particular order; a topic may be found twice in one place."""
        found = [hit for topic, sequence in self._sequences for hit in _occurrences(text, topic, sequence)]
        single, exact, stems = self._words, self._exact, self._stems
        for i, token in enumerate(words):
            word = token.word
            found += [Hit(topic, token.start, token.end) for topic in single.get(word, _NO_TOPICS)]
            for phrase in exact.get(word, _NO_PHRASES):
                if (not phrase.capitals or token.raw == phrase.capitals) and _follows(phrase.rest, words, i):
                    found.append(Hit(phrase.topic, token.start, words[i + len(phrase.rest)].end))
            for phrase in stems.get(word[:_STEM_LENGTH], _NO_PHRASES):
                if word.startswith(phrase.stem) and _follows(phrase.rest, words, i):
                    found.append(Hit(phrase.topic, token.start, words[i + len(phrase.rest)].end))
        return found


def _occurrences(text: str, topic: str, sequence: str) -> Iterable[Hit]:
    at = text.find(sequence)
    while at != -1:
        yield Hit(topic, at, at + len(sequence))
        at = text.find(sequence, at + len(sequence))


def _follows(rest: tuple[str, ...], words: list[Token], at: int) -> bool:
    """Whether the words after the one at `at` are those of a phrase."""
    if not rest:
        return True
    if at + len(rest) >= len(words):
        return False
    return all(_word_matches(pattern, words[i]) for i, pattern in enumerate(rest, start=at + 1))


def _word_matches(pattern: str, token: Token) -> bool:
    """ "*" is any word, "stem*" any ending; a pattern in capitals asks for capitals."""
    if pattern in (token.word, "*"):
        return True
    if pattern[-1] == "*":
        return token.word.startswith(pattern[:-1])
    return pattern.isupper() and token.raw == pattern


@lru_cache(maxsize=16)
def phrasebook(language: str) -> Phrasebook:
    """The phrasebook of a language; English for one that has none."""
    return Phrasebook(language if language in lexicon().zones else "en")

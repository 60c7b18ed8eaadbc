"""Which language a text is in, by script and stop words."""

import re
from collections.abc import Sequence
from functools import lru_cache

from tracker.extraction.lexicon import lexicon

_LETTER = re.compile(r"[^\W\d_]")
_KANA = re.compile("[\u3040-\u30ff]")
_HAN = re.compile("[\u3400-\u9fff]")
_SCRIPTS = (
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
)
_OTHER_SCRIPT = re.compile("[\u0400-\u04ff\u0600-\u06ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ENOUGH = 4
_LOOKED_AT = 4000
_WORDS_LOOKED_AT = 500


def guess_language(text: str, words: Sequence[str], hint: str = "") -> str:
    """A two-letter code, by script and folded words. The hint decides only where the text is too short to tell."""
    sample = text[:_LOOKED_AT]
    script = _by_script(sample)
    if script:
        return script
    counts = dict.fromkeys(lexicon().stop_words, 0)
    languages = _languages_by_word()
    for word in words[:_WORDS_LOOKED_AT]:
        for language in languages.get(word, ()):
            counts[language] += 1
    best = max(counts, key=lambda language: counts[language])
    if counts[best] >= _ENOUGH or not hint:
        return best if counts[best] else (hint[:2].lower() or "en")
    return hint[:2].lower()


@lru_cache(maxsize=1)
def _languages_by_word() -> dict[str, tuple[str, ...]]:
    """The languages that have a stop word."""
    found: dict[str, tuple[str, ...]] = {}
    for language, stop_words in lexicon().stop_words.items():
        for word in stop_words:
            found[word] = (*found.get(word, ()), language)
    return found


def _by_script(sample: str) -> str:
    """The language of a script that one language here writes in; "" for Latin letters."""
    if _OTHER_SCRIPT.search(sample) is None:
        return ""
    letters = len(_LETTER.findall(sample)) or 1
    kana = len(_KANA.findall(sample))
    han = len(_HAN.findall(sample))
    if kana + han > 0.15 * letters:
        return "ja" if kana > 0.1 * (kana + han) else "zh"
    return next((code for code, script in _SCRIPTS if len(script.findall(sample)) > 0.3 * letters), "")

"""Which language a text is in, by script and stop words."""

import re

from tracker.extraction.lexicon import lexicon
from tracker.extraction.rules.phrases import Token

_KANA = re.compile("[\u3040-\u30ff]")
_HAN = re.compile("[\u3400-\u9fff]")
_SCRIPTS = (
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
)
_ENOUGH = 4
_LOOKED_AT = 4000


def guess_language(text: str, words: list[Token], hint: str = "") -> str:
    """A two-letter code. The hint decides only where the text is too short to tell."""
    sample = text[:_LOOKED_AT]
    script = _by_script(sample)
    if script:
        return script
    sample_words = [token.word for token in words[:500]]
    counts = {
        language: sum(word in stop_words for word in sample_words)
        for language, stop_words in lexicon().stop_words.items()
    }
    best = max(counts, key=lambda language: counts[language])
    if counts[best] >= _ENOUGH or not hint:
        return best if counts[best] else (hint[:2].lower() or "en")
    return hint[:2].lower()


def _by_script(sample: str) -> str:
    """The language of a script that one language here writes in; "" for Latin letters."""
    letters = sum(c.isalpha() for c in sample) or 1
    kana = len(_KANA.findall(sample))
    han = len(_HAN.findall(sample))
    if kana + han > 0.15 * letters:
        return "ja" if kana > 0.1 * (kana + han) else "zh"
    return next((code for code, script in _SCRIPTS if len(script.findall(sample)) > 0.3 * letters), "")

"""Plain text out of what feeds deliver, and small helpers to cut and compare it. No Django."""

import html
import re
import unicodedata
from functools import lru_cache

# Zero-width characters and bidi controls change what is read without being seen. A joiner after an emoji is part of it.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_JOINER = re.compile("(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SPACES = re.compile(r"[^\S\n]+")
_NEWLINES = re.compile(r" ?\n[ \n]*")
_TAG_NAME = re.compile(r"/?([A-Za-z][A-Za-z0-9:-]{0,40})")
_SENTENCE_END = re.compile(r"[.!?][\"'»”)\]]{0,2} +|[。!?]|\n|\*\* ")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[A-Z]|Inc|Corp|Ltd|Co|Mr|Mrs|Ms|Dr|St|No|vs|Mio|Mrd|env|approx|U\.S|U\.K|[A-Z][a-z]{1,3})$"
)
_ORG_END = re.compile(r"(?:^|[\s(])(?:Inc|Corp|Ltd|Co|U\.S|U\.K)$")

_SILENT = frozenset({"script", "style", "template", "noscript", "iframe", "svg", "head", "object"})
_BLOCK = frozenset(
    {"p", "br", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article"}
    | {"blockquote", "header", "footer", "figure", "figcaption", "hr", "pre", "dd", "dt"}
)

MAX_MARKUP = 400_000
MAX_TEXT = 60_000


def plain_text(markup: str) -> str:
    """The words of a piece of HTML: no tags, scripts or styles, entities decoded until nothing changes.

    At most MAX_MARKUP characters are looked at and MAX_TEXT returned; time is linear in the length.
    """
    text = _drop_hidden(markup[:MAX_MARKUP])
    for _round in range(4):
        decoded = html.unescape(_drop_tags(text))
        if decoded == text:
            break
        text = decoded
    text = _SPACES.sub(" ", _drop_hidden(_drop_tags(text)))
    return clip(_NEWLINES.sub("\n", text).strip(), MAX_TEXT)


def _drop_hidden(text: str) -> str:
    return _CONTROL.sub(" ", _JOINER.sub("", _INVISIBLE.sub("", text)))


def _drop_tags(text: str) -> str:
    """Every tag replaced by nothing, or by a newline where it starts a block; a bare `<` stays."""
    if "<" not in text:
        return text
    parts: list[str] = []
    at = 0
    last_close = text.rfind(">")
    while (opened := text.find("<", at)) != -1 and opened < last_close:
        name = _TAG_NAME.match(text, opened + 1)
        if name is None and text[opened + 1 : opened + 2] not in ("!", "?"):
            parts.append(text[at : opened + 1])
            at = opened + 1
            continue
        parts.append(text[at:opened])
        at = _end_of_tag(text, opened, name.group(0).lower() if name else "!")
        if name and name.group(1).lower() in _BLOCK:
            parts.append("\n")
    parts.append(text[at:])
    return "".join(parts)


def _end_of_tag(text: str, opened: int, name: str) -> int:
    """Where the text goes on after the tag at `opened`; for a silent element, after its closing tag."""
    if text.startswith("<!--", opened):
        closed = text.find("-->", opened + 4)
        return closed + 3 if closed != -1 else len(text)
    end = text.find(">", opened) + 1
    if name not in _SILENT or text[end - 2] == "/":
        return end
    closing = re.compile(rf"</{name}\b[^>]{{0,200}}>", re.IGNORECASE).search(text, end)
    return closing.end() if closing else len(text)


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, cut after a word where one ends in the last tenth."""
    if len(text) <= limit:
        return text
    space = text.rfind(" ", limit - limit // 10, limit)
    return text[: space if space > 0 else limit]


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """Lower case without accents, in one compatible form, for comparing. The length may change."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def lower(text: str) -> str:
    """Lower case with every character where it was: the few that would become two stay as they are."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)


def same_words(text: str) -> str:
    """A name or key reduced to its folded words: "Jeffrey Thomas" and "jeffrey-thomas" come out alike."""
    return re.sub(r"[\W_]+", " ", fold(text)).strip()


def sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence starts and ends. Abbreviations such as "Inc." do not end one."""
    spans: list[tuple[int, int]] = []
    start = 0
    for mark in _SENTENCE_END.finditer(text):
        if mark.group(0)[0] == "." and not _ends_sentence(text, start, mark):
            continue
        spans.append((start, mark.end()))
        start = mark.end()
    if start < len(text):
        spans.append((start, len(text)))
    return spans


def _ends_sentence(text: str, start: int, mark: re.Match[str]) -> bool:
    following = text[mark.end() : mark.end() + 1]
    if following.islower():
        return False
    before = text[max(start, mark.start() - 12) : mark.start()]
    return _ABBREVIATION.search(before) is None or (_ORG_END.search(before) is not None and following == "")

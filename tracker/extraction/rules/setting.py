"""What parties and places are judged by, and which words in capitals could be the name of one."""

import re
from dataclasses import dataclass, field

from tracker.extraction.aliases import AliasBook
from tracker.extraction.lexicon import name_words
from tracker.extraction.rules.names import Mention
from tracker.extraction.rules.passage import Passage
from tracker.lib.text import fold

# A name whose words do not end a sentence.
NAME_WORD = r"[A-ZÀ-ÖØ-Þ][\w&'’-]{1,24}"
POSSESSIVE = re.compile(r"['’]s$")
# "GB300", "H100": a model, not a firm.
_MODEL = re.compile(r"[a-z]{1,3}\d{2,4}[a-z]?")
_UNITS = frozenset({"kw", "mw", "gw", "mwh", "eh"})


@dataclass(frozen=True, slots=True)
class Setting:
    """What parties are judged by: the kind, the company, everything named, and who is not a party."""

    kind: str
    company: str
    mentions: list[Mention]
    book: AliasBook
    not_parties: frozenset[str]
    unlisted: dict[Mention, str] = field(default_factory=dict)

    def sort_of(self, mention: Mention) -> str:
        """What a counterparty is (hyperscaler, vendor ...), on record or not; "" where nothing tells."""
        return self.unlisted.get(mention) or self.book.sorts.get(mention.key, "")


def could_be_party(passage: Passage, match: re.Match[str], setting: Setting) -> bool:
    start, end = match.span("name")
    words = [POSSESSIVE.sub("", fold(word)).strip(".'’") for word in match.group("name").split()]
    if words[-1].endswith(("-listed", "-based")) or words[0] in _UNITS or _MODEL.fullmatch(words[0]):
        return False
    if (
        " ".join(words) in name_words("regions")
        or words[0] in name_words("not_people")
        or words[0].startswith(("ai", "hpc", "gpu", "us", "tier"))
        or words[0] in ("ia", "ki", "it")
    ):
        return False
    if " ".join(words) in setting.not_parties or any(w.isdigit() for w in words):
        return False
    return all(m.where != passage.where or m.end <= start or m.start >= end for m in setting.mentions)

"""Titles of posts as patterns: those of the tables, those that are made of parts, and those without spaces."""

import re

from tracker.extraction.aliases import WORD
from tracker.extraction.lexicon import lexicon
from tracker.extraction.rules.passage import Passage
from tracker.lib.text import fold


def _either_case(title: str) -> str:
    """A title of the tables, with or without a capital."""
    return f"[{title[0]}{title[0].upper()}]{re.escape(title[1:])}"


_ROLE_HEAD = (
    rf"(?:{'|'.join(_either_case(title) for title in sorted(lexicon().names['titles'], key=len, reverse=True))}"
    r"|Chief\s[A-Z][a-z]+(?:\s(?:and\s)?[A-Z][a-z]+){0,2}\sOfficer|[Cc]hief\s[a-z]{4,14}(?:\s(?:and\s)?[a-z]{4,14}){0,2}\s[Oo]fficer|[Cc]hief\s[Ee]xecutive|(?:[Cc]o-)?CEO|CFO|COO|CTO|CIO|CSO|CCO|SVP|EVP|PDG|DG"
    r"|(?:[Ee]xecutive\s|[Ss]enior\s|[Ii]nterim\s|[Gg]roup\s|[Vv]ice\s|[Vv]ice-|[Cc]o-){0,3}"
    r"(?:[Pp]resident|[Cc]hair(?:man|woman|person)?|[Dd]irector|[Gg]eneral\s[Mm]anager|[Ff]ounder|[Cc]o-?[Ff]ounder)"
    r"|[Vv]ice-[Pp]r[eé]sident(?:e|s)?(?:\s(?:senior|ex[eé]cutif|s[eé]nior|s[eé]nior|S[eé]nior))?"
    r"|[Pp]r[eé]sident(?:e)?(?:-directeur\sg[eé]n[eé]ral|\s(?:du\sconseil))?"
    r"|[Dd]irecteur(?:\s(?:g[eé]n[eé]ral|financier|technique|des\sop[eé]rations))?|[Dd]irectrice(?:\s(?:g[eé]n[eé]rale|financi[eè]re))?"
    r"|[Vv]ice-[Pp]residente(?:\s[Ss][eé]nior)?|[Pp]residente|[Dd]irektor"
    r"|AD|(?<=l['’])ad|[A-Z][\w-]{2,24}-[Cc]hef(?:in)?)"
)
_ROLE_TAIL = (
    r"(?:\s(?:and|&|et|und|e)\s(?:CEO|CFO|COO|CTO|[Cc]hair(?:man|woman)?|[Pp]resident|[Cc]o-?[Ff]ounder))?"
    r"(?:\s(?:of|for|de|des|du|en\scharge\sde)\s(?:the\s)?(?:[A-Z][A-Za-z&]{1,20}|centres|donn[eé]es|de|data|[Cc]entros|[Dd]ados)"
    r"(?:\s(?:de|[A-Z][A-Za-z&]{1,20}|centres|donn[eé]es|[Dd]ados|and)){0,5})?"
)
ROLE = re.compile(rf"(?<![\w-])(?:[Cc]o-)?{_ROLE_HEAD}(?!\w){_ROLE_TAIL}")
# Words that a title can start with, folded, so that the pattern is tried at these only.
_OWN_STARTS = (
    "chief", "ceo", "cfo", "coo", "cto", "cio", "cso", "cco", "svp", "evp", "pdg", "dg", "ad", "co", "executive",
    "senior", "interim", "group", "vice", "president", "presidente", "chair", "chairman", "chairwoman", "chairperson",
    "director", "general", "founder", "cofounder", "directeur", "directrice", "direktor",
)  # fmt: skip
_STARTS = frozenset((*_OWN_STARTS, *(fold(WORD.findall(title)[0]) for title in lexicon().names["titles"])))


def roles(passage: Passage) -> list[re.Match[str]]:
    """Every title of the passage, in reading order: what ROLE finds, found by the words it can start with."""
    found: list[re.Match[str]] = []
    end = 0
    for token in passage.words:
        if token.word not in _STARTS and passage.text[token.end : token.end + 1] != "-":
            continue
        match = ROLE.match(passage.text, token.start) if token.start >= end else None
        if match is not None:
            found.append(match)
            end = match.end()
    return found


CJK_ROLE = re.compile(
    "(?:会長兼CEO|社長兼CEO|共同創業者|創業者|共同CEO|最高財務責任者|最高執行責任者|最高技術責任者|最高\\w{2,12}責任者|取締役|联合首席执行官|聯合首席執行官|首席執行官|执行长|執行長|财务长|財務長|联合创始人|聯合創辦人|创始人|創辦人|董事|会長|最高経営責任者|上級副社長|副社長|社長|CEO|CFO|COO|首席执行官|首席財務官|首席财务官|首席運營官|首席运营官|首席技术官|首席技術官|首席\\w{2,3}官|总裁|總裁|董事长|董事長|副总裁)"
)

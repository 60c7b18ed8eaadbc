"""Titles of posts as patterns: those of the tables, those that are made of parts, and those without spaces."""

import re

from tracker.extraction.aliases import WORD
from tracker.extraction.lexicon import lexicon
from tracker.extraction.rules.passage import Passage
from tracker.lib.text import fold


def _either_case(title: str) -> str:
    """A title of the tables, with or without a capital."""
    return f"[{title[0]}{title[0].upper()}]{re.escape(title[1:])}"


# What a chief or a manager is one of, before the word: "AI cloud chief", "cloud general manager".
_REALMS = (
    "AI", "HPC", "IT", "GPU", "M&A", "acting", "business", "center", "centers", "centre", "centres", "cloud",
    "co", "colocation", "commercial", "communications", "compute", "computing", "construction", "corporate",
    "country", "data", "deputy", "development", "divisional", "energy", "engineering", "facilities", "finance",
    "government", "hosting", "infrastructure", "interim", "investor", "legal", "managing", "mining", "network",
    "operations", "people", "policy", "power", "product", "products", "programme", "program", "project",
    "projects", "regional", "relations", "revenue", "sales", "security", "senior", "site", "software", "strategy",
    "sustainability", "technical", "technology",
)  # fmt: skip
_REALM = "|".join(_either_case(realm) if realm.islower() else realm for realm in _REALMS)
_HEADS_OF_REALM = (
    r"(?:[Cc]hief|[Bb]oss|[Hh]ead|[Mm]anagers?|[Dd]irector|[Pp]resident|[Ll]ead|[Ll]eader|[Gg]eneral\s[Mm]anager"
    r"|[Tt]echnologist|[Oo]fficer|[Cc]hair|[Vv]ice\s[Pp]resident|[Ee]ngineer|[Cc]ounsel)"
)
_LISTED = "|".join(
    _either_case(title) for title in sorted(lexicon().names["titles"], key=len, reverse=True) if title != "chief"
)
_ROLE_HEAD = (
    rf"(?:(?:(?:{_REALM})[\s-]){{1,3}}{_HEADS_OF_REALM}(?!\s[Oo]fficer|\w)"
    rf"|{_LISTED}"
    r"|Chief\s[A-Z][a-z]+(?:\s(?:and\s)?[A-Z][a-z]+){0,2}\sOfficer|[Cc]hief\s[a-z]{4,14}(?:\s(?:and\s)?[a-z]{4,14}){0,2}\s[Oo]fficer"
    r"|[Cc]hief\s[Ee]xecutive|chief(?!\w)|(?:[Cc]o-?)?[Hh]eads?(?=\sof\s)|(?:[Cc]o-)?CEO|CFO|COO|CTO|CIO|CSO|CCO|CDO|CMO|CRO|CBO|CAO|CPO|CISO|CLO|SVP|EVP|(?:[Ss]enior\s|[Ee]xecutive\s)?VP|PDG|DGA|DG"
    r"|(?:[Ee]xecutive\s|[Ss]enior\s|[Ii]nterim\s|[Gg]roup\s|[Vv]ice\s|[Vv]ice-|[Cc]o-){0,3}"
    r"(?:[Pp]resident|[Cc]hair(?:man|woman|person)?|[Dd]irector|[Gg]eneral\s[Mm]anager|[Mm]anagers?|[Ff]ounder|[Cc]o-?[Ff]ounder)"
    r"|[Vv]ice-[Pp]r[eé]sident(?:e|s)?(?:\s(?:senior|ex[eé]cutif|s[eé]nior|s[eé]nior|S[eé]nior))?"
    r"|[Pp]r[eé]sident(?:e)?(?:-directeur\sg[eé]n[eé]ral|\s(?:du\sconseil))?"
    r"|[Dd]irecteur(?:\s(?:g[eé]n[eé]ral|financier|technique|commercial))?|[Dd]irectrice(?:\s(?:g[eé]n[eé]rale|financi[eè]re|technique|commerciale))?"
    r"|[Vv]ice-[Pp]residente(?:\s[Ss][eé]nior)?|[Pp]residente|[Dd]irektor"
    r"|AD|(?<=l['’])ad|[A-Z][\w-]{2,24}-(?:[Cc]hef(?:in)?|CEO|CFO|COO|CTO|[Ll]eiter(?:in)?|[Vv]orst[aä]nd(?:in)?|[Mm]anager(?:in)?)"
    r"|[A-ZÄÖÜ][a-zäöüß]{2,24}(?:chef|leiter|vorstand|präsident|direktor)(?:in)?)"
)
# "of data centers", "of infrastructure partnerships" before a comma, a name or what the person does.
_LOWER_TAIL = (
    r"\s(?:of|for)\s(?:the\s|its\s|our\s)?[a-z][a-z-]{2,16}(?:\s(?:&\s)?[a-z][a-z-]{1,16}){0,3}"
    r"(?=[,.;:)”\"]|\s(?:at|who|said|says|told|is|was|will|has|from|on|with|as|left|quit|in\s[A-Z]|[A-Z]))"
)
_ROMANCE_TAIL = (
    r"(?:\s(?:charg[ée]e?\s)?(?:(?:de\sla|de\slos|de\slas|des|du|de|del|della|delle|dei|degli|di|do|da|dos|das|para|per)\s|(?:de\s)?l['’]|d['’]|dell['’])"
    r"(?!(?:sa|son|ses|su|sua|suo|leur|seu|sus|un|une|uno|una|um|uma)\s)(?:IA|AI|HPC|IT|TI|[a-zà-ÿ][\w-]{1,19})(?!\w)(?:\s(?:IA|AI|HPC|GPU|TI|IT|cloud|center|centers)\b){0,2}){1,3}"
)
_GERMAN_TAIL = r"\s(?:(?:der|des|für|von)\s(?:die\s|das\s|den\s)?)?(?:[A-ZÄÖÜ][a-zäöüß-]{6,30})(?=[,.;)]|\s[a-z])"
_AND_ROLE = (
    r"(?:\s(?:and|&|et|und|e|y)\s(?:CEO|CFO|COO|CTO|[Cc]hief\s[Ee]xecutive"
    r"|[Cc]hair(?:man|woman)?|[Pp]resident|[Cc]o-?[Ff]ounder))?"
)
_NAME_TAIL = (
    r"(?:\s(?:of|for|de|des|du|en\scharge\sde)\s(?:the\s)?(?:[A-Z][A-Za-z&]{1,20}|centres|donn[eé]es|de|data|[Cc]entros|[Dd]ados)\b"
    r"(?:\s(?:de|[A-Z][A-Za-z&]{1,20}|centres|donn[eé]es|[Dd]ados|and|centers?|cent(?:er|re)s)\b){0,5})"
)
_TAILS = {
    "en": _LOWER_TAIL,
    "fr": _ROMANCE_TAIL,
    "es": _ROMANCE_TAIL,
    "pt": _ROMANCE_TAIL,
    "it": _ROMANCE_TAIL,
    "de": _GERMAN_TAIL,
}
_COMPOUNDS = ("chef", "chefin", "leiter", "leiterin", "vorstand", "prasident", "prasidentin", "direktor", "direktorin")


def _pattern(language: str) -> re.Pattern[str]:
    tails = f"{_TAILS[language]}|{_NAME_TAIL}" if language in _TAILS else _NAME_TAIL
    return re.compile(rf"(?<![\w-])(?:[Cc]o-)?{_ROLE_HEAD}(?!\w){_AND_ROLE}(?:{tails})?")


_PATTERNS = {language: _pattern(language) for language in (*_TAILS, "")}
ROLE = _PATTERNS["en"]
# Words that a title can start with, folded, so that the pattern is tried at these only.
_OWN_STARTS = (
    "chief", "head", "heads", "cohead", "ceo", "cfo", "coo", "cto", "cio", "cso", "cco", "cdo", "cmo", "cro",
    "cbo", "cao", "cpo", "ciso", "clo", "vp", "dga", "svp", "evp", "pdg", "dg", "ad", "co", "executive", "senior",
    "interim", "group", "vice", "president", "presidente", "chair", "chairman", "chairwoman", "chairperson",
    "director", "general", "manager", "managers", "founder", "cofounder", "directeur", "directrice", "direktor",
)  # fmt: skip
_STARTS = frozenset((*_OWN_STARTS, *(fold(WORD.findall(title)[0]) for title in lexicon().names["titles"])))
# Words that say nothing by themselves: the pattern is tried where a post follows within a few words.
_REALM_STARTS = frozenset(fold(realm.split("&")[0]) for realm in _REALMS) - _STARTS
_HEAD_WORDS = frozenset((
    "chief", "boss", "head", "manager", "managers", "director", "president", "lead", "leader", "general",
    "technologist", "officer", "chair", "vice", "engineer", "counsel",
))  # fmt: skip
_HEAD_WITHIN = 4


def roles(passage: Passage) -> list[re.Match[str]]:
    """Every title of the passage, in reading order: what the pattern finds, found by the words it can start with."""
    found: list[re.Match[str]] = []
    pattern = _PATTERNS.get(passage.language, _PATTERNS[""])
    words, end = passage.words, 0
    for i, token in enumerate(words):
        if not _can_start(passage, i, token.word):
            continue
        match = pattern.match(passage.text, token.start) if token.start >= end else None
        if match is not None:
            found.append(match)
            end = match.end()
    return found


def _can_start(passage: Passage, i: int, word: str) -> bool:
    """Whether a title may start at a word: a cheap look before the pattern is tried."""
    if word in _STARTS or word.endswith(_COMPOUNDS):
        return True
    end = passage.words[i].end
    if passage.text[end : end + 1] == "-":
        return True
    if word not in _REALM_STARTS:
        return False
    return any(one.word in _HEAD_WORDS for one in passage.words[i + 1 : i + _HEAD_WITHIN])


CJK_ROLE = re.compile(
    "(?:会長兼CEO|社長兼CEO|会長兼社長|共同創業者|創業者|共同CEO|最高財務責任者|最高執行責任者|最高技術責任者|最高経営責任者|最高\\w{2,12}責任者"
    "|[A-Za-z\u30a1-\u30fc\u4e00-\u9fff]{0,14}責任者|執行役員|事業部長|本部長|統括部長|部門長|統括|代表取締役|取締役|会長|上級副社長|副社長|社長|部長"
    "|联合首席执行官|聯合首席執行官|首席執行官|首席执行官|执行长|執行長|财务长|財務長|营运长|營運長|技术长|技術長|[资資]料中心[营營]收[长長]|[营營]收[长長]"
    "|联合创始人|聯合創始人|聯合創辦人|创始人|創始人|創辦人|创办人|[执執]行主席|[联聯]席主席|副主席|主席|独立董事|獨立董事|董事会秘书|董事會秘書|[执執]行董事|董事[长長]|董事"
    "|首席財務官|首席财务官|首席運營官|首席运营官|首席技术官|首席技術官|首席\\w{2,5}官|[总總]裁|副[总總]裁|[总總][经經]理|[运運][营營][总總][监監]|[总總][监監]|[负負][责責]人|主管"
    "|CEO|CFO|COO|CTO)"
)

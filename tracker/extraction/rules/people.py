"""People named with a post: who they are, the title as printed, where they come from, whether they come or go."""

import re
from dataclasses import dataclass, replace

from tracker.extraction.aliases import AliasBook
from tracker.extraction.lexicon import lexicon
from tracker.extraction.rules.names import Mention
from tracker.extraction.rules.passage import HEADLINE, Fact, Passage
from tracker.lib.text import fold

_CAP = r"[A-ZÀ-ÖØ-Þ][A-Za-zÀ-ÖØ-öø-ÿ'’\-]{1,24}"
_NAME = re.compile(rf"(?<![\w’'-])(?:{_CAP})(?:\s(?:[A-Z]\.|de|von|van|{_CAP})){{0,2}}\s{_CAP}(?![\w-])")
_ROLE_HEAD = (
    r"(?:Chief\s[A-Z][a-z]+(?:\s(?:and\s)?[A-Z][a-z]+){0,2}\sOfficer|[Cc]hief\s[a-z]{4,14}(?:\s[a-z]{4,14})?\sofficer|[Cc]hief\s[Ee]xecutive|(?:[Cc]o-)?CEO|CFO|COO|CTO|CIO|CSO|CCO|SVP|EVP|PDG|DG"
    r"|(?:[Ee]xecutive\s|[Ss]enior\s|[Ii]nterim\s|[Gg]roup\s|[Vv]ice\s|[Vv]ice-|[Cc]o-){0,3}"
    r"(?:[Pp]resident|[Cc]hair(?:man|woman|person)?|[Dd]irector|[Gg]eneral\s[Mm]anager|[Ff]ounder|[Cc]o-?[Ff]ounder)"
    r"|[Vv]ice-[Pp]r[eé]sident(?:e|s)?(?:\s(?:senior|ex[eé]cutif|s[eé]nior|s[eé]nior|S[eé]nior))?"
    r"|[Pp]r[eé]sident(?:e)?(?:-directeur\sg[eé]n[eé]ral|\s(?:du\sconseil))?"
    r"|[Dd]irecteur(?:\s(?:g[eé]n[eé]ral|financier|technique|des\sop[eé]rations))?|[Dd]irectrice(?:\s(?:g[eé]n[eé]rale|financi[eè]re))?"
    r"|[Vv]ice-[Pp]residente(?:\s[Ss][eé]nior)?|[Pp]residente|[Vv]orstands(?:chef|vorsitzende[rn]?)|[Dd]irektor)"
)
_ROLE_TAIL = (
    r"(?:\s(?:and|&|et|und|e)\s(?:CEO|CFO|COO|CTO|[Cc]hair(?:man|woman)?|[Pp]resident|[Cc]o-?[Ff]ounder))?"
    r"(?:\s(?:of|for|de|des|du|en\scharge\sde)\s(?:the\s)?(?:[A-Z][A-Za-z&]{1,20}|centres|donn[eé]es|de|data|[Cc]entros|[Dd]ados)"
    r"(?:\s(?:de|[A-Z][A-Za-z&]{1,20}|centres|donn[eé]es|[Dd]ados|and)){0,5})?"
)
_ROLE = re.compile(rf"(?<![\w-]){_ROLE_HEAD}(?!\w){_ROLE_TAIL}")
_CJK_ROLE = re.compile(
    "(?:会長兼CEO|会長|最高経営責任者|上級副社長|副社長|社長|CEO|CFO|COO|首席执行官|首席財務官|首席财务官|首席運營官|首席运营官|首席技术官|首席技術官|首席\\w{2,3}官|总裁|總裁|董事长|董事長|副总裁)"
)
_KATAKANA = "[\u30a1-\u30fa\u30fc]{2,12}"
_LATIN = "[A-Z][A-Za-z.'’-]{1,20}"
_CJK_NAME = re.compile(f"(?P<name>{_LATIN}(?: {_LATIN}){{1,2}}|{_KATAKANA}(?:[・=]{_KATAKANA}){{1,2}})氏?")
_TRAILING = re.compile(r"\s(?:and|de|des|du|of)$")
_ORG = rf"(?P<org>{_CAP}(?:\s(?:of\s|&\s)?{_CAP}){{0,2}})"
_FORMER_ORG = re.compile(
    rf"\b(?:[Ff]ormer|[Ee]x-?|[Aa]ncien(?:ne)?)\s?{_ORG}\s(?:executive|exec|banker|chief|president|head|manager|boss|CEO|CFO|cadre|dirigeant)"
)
_FORMERLY_OF = re.compile(rf"\b(?:[Ff]ormerly|[Pp]reviously|[Mm]ost\srecently|[Ll]ate)\s(?:of|with|at)\s{_ORG}")
# A sentence that goes on about the person of the one before.
_PRONOUN = re.compile(r"(?:He|She|They|Il|Elle|Er|Sie|Ella|Él|Ele|Ela|Lui|Lei)\s")
_AT_ORG = re.compile(rf"\b(?:at|from|de\schez|chez|de|bei|na|da)\s{_ORG}")
# Between a speaker and the verb there is nothing, or an apposition between commas.
_COMMA_ONLY = re.compile(r"\s*(?:,[^,.;]{0,56},\s*)?")
_GAP = 70
# Where every noun has a capital, two in a row are no name without a post beside them.
_NOUNS_IN_CAPITALS = frozenset({"de"})
_FROM_WITHIN = 160


@dataclass(frozen=True, slots=True)
class Named:
    """A person as printed; `action` is "joins", "leaves", "promoted" or "" for one who is merely named."""

    name: str
    title: str
    action: str
    previous_employer: str
    start: int
    end: int
    where: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Circle:
    """Who is known: the book, what was found in the piece, and the company it is about."""

    book: AliasBook
    mentions: list[Mention]
    company: str


def people(passages: tuple[Passage, ...], circle: Circle) -> tuple[Named, ...]:
    """Everybody named with a post or with coming or going, once each, in reading order."""
    found: dict[str, Named] = {}
    body = passages[-1].text
    for passage in passages:
        for named in _in_passage(passage, circle):
            if passage.where == HEADLINE and not _is_told_again(named, body, circle):
                continue
            key = fold(named.name.split()[-1]) if named.name.isascii() else fold(named.name)
            known = found.get(key)
            found[key] = _merged(known, named) if known else named
    rows = [_with_previous(named, passages, circle) for named in found.values()]
    needs_title = passages[0].language in _NOUNS_IN_CAPITALS
    return tuple(row for row in rows if row.title or (row.action and not needs_title))


def _is_told_again(named: Named, body: str, circle: Circle) -> bool:
    """Headlines set every word in capitals: a name there counts if the text has it too, or the record."""
    is_known = any(m.owner == "person" and m.where == HEADLINE and m.start == named.start for m in circle.mentions)
    return is_known or named.name.split()[-1] in body


def _merged(known: Named, other: Named) -> Named:
    longer = known if len(known.name) >= len(other.name) else other
    return replace(
        longer,
        title=max(known.title, other.title, key=len),
        action=known.action or other.action,
        facts=known.facts + other.facts,
    )


def _in_passage(passage: Passage, circle: Circle) -> list[Named]:
    if passage.language in ("ja", "zh"):
        return _unspaced_people(passage)
    roles = list(_ROLE.finditer(passage.text))
    found = []
    for match in _NAME.finditer(passage.text):
        span = _person_span(passage, match, circle)
        if span is not None and not any(role.start() < span[1] and role.end() > span[0] for role in roles):
            found.append(_named(passage, span, roles, circle))
    return found


def _unspaced_people(passage: Passage) -> list[Named]:
    found = []
    for match in _CJK_NAME.finditer(passage.text):
        start, end = match.span("name")
        before = _CJK_ROLE.search(passage.text, max(0, start - 12), start)
        after = _CJK_ROLE.search(passage.text, end, min(len(passage.text), end + 24))
        role = before or after
        is_appointed = bool(passage.near("joining", start - 4, start))
        if role is None or not (match.group(0).endswith("氏") or before or is_appointed):
            continue
        action = "joins" if is_appointed or passage.near("joining", end, end + 40) else ""
        fact = passage.fact("person", match.group("name"), (start, end), "person.unspaced")
        found.append(Named(match.group("name"), role.group(0), action, "", start, end, passage.where, (fact,)))
    return found


def _person_span(passage: Passage, match: re.Match[str], circle: Circle) -> tuple[int, int] | None:
    """The characters of a person's name, None where the capitals are something else."""
    start, end = match.span()
    text = passage.text
    known = next((m for m in circle.mentions if m.where == passage.where and m.start < end and m.end > start), None)
    if known is not None and known.owner == "person":
        return known.start, known.end
    names = lexicon().names
    words = [(m.start() + start, m.end() + start, fold(m.group(0))) for m in re.finditer(r"\S+", text[start:end])]
    while words and (words[0][2].strip(".'’") in names["not_people"] or _is_known(words[0], known)):
        words.pop(0)
    if len(words) < 2 or any(word in names["not_people"] for _s, _e, word in words) or _is_known(words[-1], known):
        return None
    if fold(text[words[0][0] : words[-1][1]]) in names["regions"] or words[-1][2] in names["regions"]:
        return None
    return words[0][0], words[-1][1]


def _is_known(word: tuple[int, int, str], known: Mention | None) -> bool:
    return known is not None and known.start < word[1] and known.end > word[0]


def _title(passage: Passage, role: re.Match[str], circle: Circle) -> str:
    """The title as printed, without the company that it is held at."""
    at = [m.start for m in circle.mentions if m.where == passage.where and role.start() < m.start < role.end()]
    own = passage.text[role.start() : min(at, default=role.end())].rstrip()
    return _TRAILING.sub("", own)


def _named(passage: Passage, span: tuple[int, int], roles: list[re.Match[str]], circle: Circle) -> Named:
    start, end = span
    name = passage.text[start:end]
    role = _role_of(passage, span, roles)
    title = _title(passage, role, circle) if role else ""
    fact = passage.fact("person", name, span, "person.with_title" if title else "person.by_verb")
    facts = (
        (fact, passage.fact("title", title, (role.start(), role.start() + len(title)), "person.title"))
        if role
        else (fact,)
    )
    return Named(name, title, _action(passage, span), "", start, end, passage.where, facts)


def _role_of(passage: Passage, span: tuple[int, int], roles: list[re.Match[str]]) -> re.Match[str] | None:
    """The title nearest to a name in its sentence with nobody else between them."""
    first, last = passage.sentence(span[0])
    best: tuple[int, re.Match[str]] | None = None
    for role in roles:
        if not first <= role.start() < last:
            continue
        gap = passage.text[span[1] : role.start()] if role.start() >= span[1] else passage.text[role.end() : span[0]]
        if len(gap) > _GAP or (role.start() < span[1] and len(gap) > 3) or _NAME.search(gap):
            continue
        if best is None or len(gap) < best[0]:
            best = (len(gap), role)
    return best[1] if best else None


def _action(passage: Passage, span: tuple[int, int]) -> str:
    """Coming or going, by the nearest such verb around the name."""
    start, end = passage.sentence(span[0])
    if is_speaker(passage, span):
        return ""
    window = max(start, span[0] - 60), min(end, span[1] + 60)
    rows = [(_distance(h.start, h.end, span), "joins") for h in passage.near("joining", *window)]
    rows += [(_distance(h.start, h.end, span) - 5, "leaves") for h in passage.near("leaving", *window)]
    return min(rows)[1] if rows else ""


def is_speaker(passage: Passage, span: tuple[int, int]) -> bool:
    """Whether the person is the one who speaks: "Schultz said", "selon M. Schultz", "Pour le PDG Matt Schultz"."""
    start, end = passage.sentence(span[0])
    after = [hit for hit in passage.near("speech", span[1], min(end, span[1] + 60)) if hit.start >= span[1]]
    before = [hit for hit in passage.near("speech", max(start, span[0] - 16), span[0]) if hit.end <= span[0]]
    return bool(before) or any(_COMMA_ONLY.fullmatch(passage.text, span[1], hit.start) for hit in after)


def _distance(start: int, end: int, span: tuple[int, int]) -> int:
    return span[0] - end if end <= span[0] else max(0, start - span[1])


def _with_previous(named: Named, passages: tuple[Passage, ...], circle: Circle) -> Named:
    """The person with the employer they came from, where the text says so near their name or surname."""
    if named.action not in ("joins", "promoted"):
        return named
    surname = named.name.split()[-1]
    for passage in passages:
        at = passage.text.find(surname)
        while at != -1:
            fact = _previous_near(passage, at, circle)
            if fact is not None:
                return replace(named, previous_employer=fact.value, facts=(*named.facts, fact))
            at = passage.text.find(surname, at + 1) if passage.where == "text" and at < 4000 else -1
    return named


def _previous_near(passage: Passage, at: int, circle: Circle) -> Fact | None:
    start, end = passage.sentence(at)
    found = _previous_in(passage, (start, end), at, circle)
    if found is None and end < len(passage.text) and _PRONOUN.match(passage.text, end):
        found = _previous_in(passage, passage.sentence(end), end, circle)
    return found


def _previous_in(passage: Passage, span: tuple[int, int], at: int, circle: Circle) -> Fact | None:
    """The employer that a sentence gives, by "former X executive", "formerly of X" or a cue and "at X"."""
    start, end = span
    direct = _FORMER_ORG.search(passage.text, start, end) or _FORMERLY_OF.search(passage.text, start, end)
    if direct and not _is_own(passage, direct.start("org"), circle):
        return passage.fact("previous_employer", direct.group("org"), direct.span("org"), "employer.former")
    for cue in passage.near("former", start, end):
        if cue.start < at - 40:
            continue
        for match in _AT_ORG.finditer(passage.text, cue.start, min(end, cue.end + _FROM_WITHIN)):
            if _can_employ(passage, match, circle):
                return passage.fact("previous_employer", match.group("org"), match.span("org"), "employer.at")
    return None


def _can_employ(passage: Passage, match: re.Match[str], circle: Circle) -> bool:
    first = fold(match.group("org").split()[0])
    names = lexicon().names
    if first in names["regions"] or first in names["not_people"] or _is_own(passage, match.start("org"), circle):
        return False
    return passage.text[match.end("org") : match.end("org") + 1] != "-"


def _is_own(passage: Passage, at: int, circle: Circle) -> bool:
    """Whether the words name the company the piece is about, or a site."""
    return any(
        m.where == passage.where and m.start <= at < m.end and (m.key == circle.company or m.owner == "site")
        for m in circle.mentions
    )

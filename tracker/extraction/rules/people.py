"""People named with a post: who they are, the title as printed, where they come from, whether they come or go."""

import re
from dataclasses import dataclass, replace

from tracker.extraction.lexicon import lexicon
from tracker.extraction.rules import titles
from tracker.extraction.rules.employers import CAPITALISED, previous_employer
from tracker.extraction.rules.names import Circle, Mention
from tracker.extraction.rules.passage import HEADLINE, Fact, Passage
from tracker.extraction.rules.titles import CJK_ROLE
from tracker.lib.text import fold

_NAME = re.compile(
    rf"(?<![\w’'-])(?:{CAPITALISED})(?:\s(?:[A-Z]\.|de|von|van|{CAPITALISED})){{0,2}}\s{CAPITALISED}(?![\w-])"
)


_KATAKANA = "[\u30a1-\u30fa\u30fc]{2,12}"
_LATIN = "[A-Z][A-Za-z.'’-]{1,20}"
# "首席执行官余鹏表示": right behind a post and before a word of speaking.
_HAN = "(?<=[官裁长長人])[\u4e00-\u9fff]{2,3}(?=表示|称|稱|指出|说|說|认为|認為|强调|強調)"
_CJK_NAME = re.compile(f"(?P<name>{_LATIN}(?: {_LATIN}){{1,2}}|{_HAN}|{_KATAKANA}(?:[・=]{_KATAKANA}){{1,2}})氏?")
_TRAILING = re.compile(r"\s(?:and|de|des|du|of)$")
# Between a speaker and the verb there is nothing, or an apposition between commas.
_COMMA_ONLY = re.compile(r"\s*(?:,[^,.;]{0,56},\s*)?")
_GAP, _BESIDE = 70, 3
# "il PDG de MARA, Fred Thiel": between a post and its holder there may be where it is held, or an adjective.
_OF_FIRM = re.compile(
    r"(?:\s[a-zà-ÿ]{4,14}){0,2}(?:\s(?:of|at|for|de|du|des|del|della|di|da|do|von|der|des|bei)\s[^,.;:]{2,40})?,?\s"
)
# "vice president at Honeywell Building Automation": what follows is no person.
_IS_EMPLOYER = re.compile(r"\s(?:at|of|from|with|chez|bei|presso)\s(?:the\s)?")
_EMPLOYED_AT = re.compile(r"\s(?:chez|at|bei|presso)\s$")
_AT_FIRM = 8
_AT_BEFORE = re.compile(r"\s(?:of|at|for|de|d['’]|du|von|bei|di|da|do)\s?$")
# "names no successor"
_NOBODY = re.compile(r"\b(?:no|kein\w*|aucun\w*|nessun\w*|nenhum\w*|ning[uú]n\w*)\b")
_QUOTE = re.compile('["“”„«»]')
_POSSESSIVE = re.compile(r",\s(?P<firm>[A-Z][\w .&-]{2,40})['’]s\s")
# Where every noun has a capital, two in a row are no name without a post beside them.
_NOUNS_IN_CAPITALS = frozenset({"de"})


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
        return _unspaced_people(passage, circle)
    roles = titles.roles(passage)
    found = []
    for match in _NAME.finditer(passage.text):
        own = _behind_title(passage, match, roles)
        span = _without_title(passage, _person_span(passage, own, circle), roles)
        if span is None or any(role.start() < span[1] and role.end() > span[0] for role in roles):
            continue
        if _EMPLOYED_AT.search(passage.text, max(0, span[0] - 8), span[0]):
            continue
        if any(_IS_EMPLOYER.fullmatch(passage.text, role.end(), span[0]) for role in roles if role.end() < span[0]):
            continue
        named = _named(passage, span, roles, circle)
        if named is not None:
            found.append(named)
    return found


def _behind_title(passage: Passage, match: re.Match[str], roles: list[re.Match[str]]) -> re.Match[str]:
    """The name that follows a title of several words in capitals: "Chief Operating Officer David Shaw"."""
    title = next((role for role in roles if role.start() == match.start() and role.end() <= match.end()), None)
    behind = _NAME.match(passage.text, title.end() + 1) if title else None
    return behind or match


def _without_title(
    passage: Passage, span: tuple[int, int] | None, roles: list[re.Match[str]]
) -> tuple[int, int] | None:
    """The name behind a title that is written like one: "Finanzvorstand Michael Potter"."""
    if span is None:
        return None
    behind = next((role.end() + 1 for role in roles if role.start() == span[0] and role.end() < span[1]), span[0])
    return (behind, span[1]) if " " in passage.text[behind : span[1]] else span


def _is_organisation(passage: Passage, span: tuple[int, int], circle: Circle) -> bool:
    """Whether a name without spaces is that of a company, a party or a site on record."""
    return any(
        m.owner != "person" and m.where == passage.where and m.start < span[1] and m.end > span[0]
        for m in circle.mentions
    )


def _unspaced_people(passage: Passage, circle: Circle) -> list[Named]:
    found = []
    for match in _CJK_NAME.finditer(passage.text):
        start, end = match.span("name")
        near = (m for m in CJK_ROLE.finditer(passage.text, max(0, start - 30), start) if m.end() >= start - 10)
        before = max(near, key=re.Match.end, default=None)
        after = CJK_ROLE.search(passage.text, end, min(len(passage.text), end + 24))
        role = before or after
        first, _last = passage.sentence(start)
        is_appointed = bool(passage.near("joining", max(first, start - 20), start))
        is_beside = after is not None and after.start() - end <= 1
        if role is None or not (match.group(0).endswith("氏") or before or is_appointed or is_beside):
            continue
        if _is_organisation(passage, match.span("name"), circle):
            continue
        action = "joins" if is_appointed or passage.near("joining", end, end + 40) else ""
        fact = passage.fact("person", match.group("name"), (start, end), "person.unspaced")
        found.append(Named(match.group("name"), role.group(0), action, "", start, end, passage.where, (fact,)))
    return found


def _person_span(passage: Passage, match: re.Match[str], circle: Circle) -> tuple[int, int] | None:
    """The characters of a person's name, None where the capitals are something else."""
    start, end = match.span()
    text = passage.text
    over = [m for m in circle.mentions if m.where == passage.where and m.start < end and m.end > start]
    known = next((m for m in over if m.owner == "person"), over[0] if over else None)
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


def _named(passage: Passage, span: tuple[int, int], roles: list[re.Match[str]], circle: Circle) -> Named | None:
    """The person with title and action; None for one who holds the post elsewhere and does not come from there."""
    start, end = span
    name = passage.text[start:end]
    role = _role_of(passage, span, roles, circle)
    action = _action(passage, span, _through_title(span, role))
    if role and not action and _is_of_others(passage, role, circle):
        return None
    title = _title(passage, role, circle) if role else ""
    fact = passage.fact("person", name, span, "person.with_title" if title else "person.by_verb")
    facts = (
        (fact, passage.fact("title", title, (role.start(), role.start() + len(title)), "person.title"))
        if role
        else (fact,)
    )
    return Named(name, title, action, "", start, end, passage.where, facts)


def _is_of_others(passage: Passage, role: re.Match[str], circle: Circle) -> bool:
    """Whether a post is one at a counterparty or another miner: "fundador de Nostrum"."""
    return any(
        m.where == passage.where
        and m.start < role.end() + _AT_FIRM
        and m.end > role.start()
        and (m.owner == "counterparty" or (m.owner == "company" and m.key != circle.company))
        and _AT_BEFORE.search(passage.text[max(0, m.start - 8) : m.start]) is not None
        for m in circle.mentions
    )


def _role_of(
    passage: Passage, span: tuple[int, int], roles: list[re.Match[str]], circle: Circle
) -> re.Match[str] | None:
    """The title nearest to a name in its sentence with nobody else between them."""
    first, last = passage.sentence(span[0])
    best: tuple[int, re.Match[str]] | None = None
    for role in roles:
        if not first <= role.start() < last:
            continue
        gap = passage.text[span[1] : role.start()] if role.start() >= span[1] else passage.text[role.end() : span[0]]
        gap = _without_firm(gap, circle) if role.start() >= span[1] else gap
        if not _is_near_enough(gap, is_before=role.start() < span[1]):
            continue
        if best is None or len(gap) < best[0]:
            best = (len(gap), role)
    return best[1] if best else None


def _without_firm(gap: str, circle: Circle) -> str:
    """The words between a name and a post without the firm it is held at: "Matt Brown, Core Scientific's chief"."""
    possessive = _POSSESSIVE.fullmatch(gap)
    if possessive is None:
        return gap
    own = {word for company in circle.book.companies if company.key == circle.company for word in company.names}
    return ", " if any(fold(name).startswith(fold(possessive.group("firm"))) for name in own) else gap


def _is_near_enough(gap: str, *, is_before: bool) -> bool:
    """Whether the words between a title and a name leave them together."""
    if len(gap) > _GAP or _QUOTE.search(gap) or _NAME.search(gap):
        return False
    return not is_before or len(gap) <= _BESIDE or _OF_FIRM.fullmatch(gap) is not None


def _through_title(span: tuple[int, int], role: re.Match[str] | None) -> tuple[int, int]:
    """A name with the post that follows it: "Jonathan Gibbs, Chief Data Center Officer"."""
    return (span[0], role.end()) if role and 0 <= role.start() - span[1] <= _BESIDE else span


def _action(passage: Passage, span: tuple[int, int], whole: tuple[int, int]) -> str:
    """Coming or going, by the nearest such verb around the name with its title."""
    start, end = passage.sentence(span[0])
    if is_speaker(passage, span):
        return ""
    window = max(start, whole[0] - 60), min(end, whole[1] + 60)
    coming = [
        h for h in passage.near("joining", *window) if not _NOBODY.search(passage.text, max(0, h.start - 4), h.end + 14)
    ]
    rows = [(_distance(h.start, h.end, whole), "joins") for h in coming]
    rows += [(_distance(h.start, h.end, whole) - 5, "leaves") for h in passage.near("leaving", *window)]
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
            fact = previous_employer(passage, at, circle)
            if fact is not None:
                return replace(named, previous_employer=fact.value, facts=(*named.facts, fact))
            at = passage.text.find(surname, at + 1) if passage.where == "text" and at < 4000 else -1
    return named

"""People named with a post: who they are, the title as printed, where they come from, whether they come or go."""

import re
from dataclasses import replace

from tracker.extraction.lexicon import lexicon, name_words
from tracker.extraction.rules import titles
from tracker.extraction.rules.employers import previous_employer
from tracker.extraction.rules.named import Named
from tracker.extraction.rules.names import Circle
from tracker.extraction.rules.passage import HEADLINE, Passage
from tracker.extraction.rules.people_action import action as action_of
from tracker.extraction.rules.people_action import heads_part, is_leader, led_from
from tracker.extraction.rules.people_spans import NAME, is_joined, is_place, person_span
from tracker.extraction.rules.people_unspaced import unspaced_people
from tracker.lib.text import fold

_TRAILING = re.compile(r"\s(?:and|de|des|du|of)$")
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
_QUOTE = re.compile('["“”„«»]')
_POSSESSIVE = re.compile(r",\s(?P<firm>[A-Z][\w .&-]{2,40})['’]s\s")
# "starts as", "elected as independent", "devient", "zum"
_AS = re.compile(
    r"\b(?:as|comme|als|como|come|en\stant\sque|en\squalité\sde|in\squalità\sdi|au\sposte\sde|zum|zur|becomes|devient|diventa)"
    r"(?:\s(?:its|the|a|an|new|first|le|la|un|una|une|il|nuovo|nuova|nouveau|nouvelle|neuer|neue|nuevo|nueva|novo|nova)){0,2}\s$"
)
_TAKEN_UP_WITHIN, _WORD_BEFORE = 200, 24
# "Bellhaven's", not "Today's" or "BUZZ's"
_FIRMS = re.compile(r"(?P<firm>[A-Z][\w.-]{2,30})['’]s")
_DEPUTY = re.compile(
    r"['’]s?\s(?:former\s)?(?:deputy|successor|predecessor|assistant|colleague|lieutenant|aide|brother|sister|son|daughter)\b"
)
# Where every noun has a capital, two in a row are no name without a post beside them.
_NOUNS_IN_CAPITALS = frozenset({"de"})


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
    return tuple(row for row in rows if row.title or row.leads or row.action)


def _is_told_again(named: Named, body: str, circle: Circle) -> bool:
    """Headlines set every word in capitals: a name there counts if the text has it too, or the record."""
    is_known = any(m.owner == "person" and m.where == HEADLINE and m.start == named.start for m in circle.mentions)
    return is_known or named.name.split()[-1] in body


def _merged(known: Named, other: Named) -> Named:
    longer = known if len(known.name) >= len(other.name) else other
    return replace(
        longer,
        title=max(known.title, other.title, key=len),
        action=other.action or known.action,  # a headline puts the one who goes beside the one who comes
        facts=known.facts + other.facts,
    )


def _in_passage(passage: Passage, circle: Circle) -> list[Named]:
    if passage.language in ("ja", "zh"):
        return unspaced_people(passage, circle)
    roles = titles.roles(passage)
    found = []
    for match in NAME.finditer(passage.text):
        span = person_span(passage, match, roles, circle)
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


def _title(passage: Passage, role: re.Match[str], circle: Circle) -> str:
    """The title as printed, without the company that it is held at."""
    at = [m.start for m in circle.mentions if m.where == passage.where and role.start() < m.start < role.end()]
    own = passage.text[role.start() : min(at, default=role.end())].rstrip()
    return _TRAILING.sub("", own)


def _named(passage: Passage, span: tuple[int, int], roles: list[re.Match[str]], circle: Circle) -> Named | None:
    """The person with title and action; None for one who holds the post elsewhere and does not come from there."""
    start, end = span
    name = passage.text[start:end]
    is_known = any(m.owner == "person" and m.where == passage.where and m.start == start for m in circle.mentions)
    if is_place(passage, span) and not is_known:
        return None
    # "Ada Example's deputy, manager Bo Example": the post is the deputy's.
    role = None if _DEPUTY.match(passage.text, end) else _role_of(passage, span, roles, circle)
    action = action_of(passage, span, _through_title(span, role))
    if role is None and not _may_go_without_title(passage, span, circle):
        return None
    if role and not action and (_is_outside(passage, role, circle) or _is_of_others(passage, role, circle)):
        return None
    leads = role is None and (
        heads_part(passage, span) or (is_leader(passage, span) and not _leads_others(passage, span, circle))
    )
    title = _title(passage, role, circle) if role else ""
    fact = passage.fact("person", name, span, "person.with_title" if title else "person.by_verb")
    facts = (
        (fact, passage.fact("title", title, (role.start(), role.start() + len(title)), "person.title"))
        if role
        else (fact,)
    )
    return Named(name, title, action, "", start, end, passage.where, facts, leads)


def _may_go_without_title(passage: Passage, span: tuple[int, int], circle: Circle) -> bool:
    """Whether a name without a post can be a person's: one on record, or no town, office or pair of German nouns."""
    is_known = any(m.owner == "person" and m.where == passage.where and m.start == span[0] for m in circle.mentions)
    if passage.language in _NOUNS_IN_CAPITALS:
        opens = span[0] <= passage.sentence(span[0])[0] + 1
        return is_leader(passage, span) or (opens and (is_known or _goes_on(passage, span)))
    return is_known or not is_joined(passage.text[span[0] : span[1]])


def _goes_on(passage: Passage, span: tuple[int, int]) -> bool:
    """Whether two words that open a German sentence are followed by its verb, and are no words of grammar."""
    first = fold(passage.text[span[0] : span[1]].split()[0])
    is_grammar = first in lexicon().stop_words.get(passage.language, frozenset())
    return not is_grammar and passage.text[span[1] + 1 : span[1] + 2].islower()


def _is_outside(passage: Passage, role: re.Match[str], circle: Circle) -> bool:
    """Whether a post is one of the parish, of a bank, of a builder: "commission chair", "Example's site manager"."""
    before = passage.text[max(0, role.start() - _WORD_BEFORE) : role.start()].split()
    if not before:
        return False
    owner = _FIRMS.fullmatch(before[-1])
    if owner is None:
        return fold(before[-1]) in name_words("others_posts")
    at = role.start() - len(before[-1]) - 1
    is_ours = any(m.where == passage.where and m.start <= at + 1 and m.end > at for m in circle.mentions)
    return not (is_ours or owner["firm"].isupper())


def _leads_others(passage: Passage, span: tuple[int, int], circle: Circle) -> bool:
    """Whether it is a counterparty that is led by the person: the name right before "led by"."""
    at = led_from(passage, span)
    return any(
        m.where == passage.where and m.owner == "counterparty" and 0 <= at - m.end <= _BESIDE for m in circle.mentions
    )


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
    return best[1] if best else _taken_up(passage, span, roles)


def _taken_up(passage: Passage, span: tuple[int, int], roles: list[re.Match[str]]) -> re.Match[str] | None:
    """The post somebody takes up further on in the sentence: "X, who built Y in Norway, starts on Monday as chief"."""
    _first, last = passage.sentence(span[0])
    for role in roles:
        if span[1] <= role.start() < min(last, span[1] + _TAKEN_UP_WITHIN):
            is_taken = _AS.search(passage.text, max(span[1], role.start() - 24), role.start()) is not None
            is_next = NAME.match(passage.text, role.end() + 1) is None
            return role if is_taken and is_next else None
    return None


def _without_firm(gap: str, circle: Circle) -> str:
    """The words between a name and a post without the firm it is held at: "Matt Brown, Core Scientific's chief"."""
    possessive = _POSSESSIVE.fullmatch(gap)
    if possessive is None:
        return gap
    own = {word for company in circle.book.companies if company.key == circle.company for word in company.names}
    return ", " if any(fold(name).startswith(fold(possessive.group("firm"))) for name in own) else gap


def _is_near_enough(gap: str, *, is_before: bool) -> bool:
    """Whether the words between a title and a name leave them together."""
    if len(gap) > _GAP or _QUOTE.search(gap) or NAME.search(gap):
        return False
    return not is_before or len(gap) <= _BESIDE or _OF_FIRM.fullmatch(gap) is not None


def _through_title(span: tuple[int, int], role: re.Match[str] | None) -> tuple[int, int]:
    """A name with the post that follows it: "Jonathan Gibbs, Chief Data Center Officer"."""
    return (span[0], role.end()) if role and 0 <= role.start() - span[1] <= _BESIDE else span


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

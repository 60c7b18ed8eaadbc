"""People named in scripts without spaces: beside a post, before a word of speaking, or with a title of courtesy."""

import re

from tracker.extraction.lexicon import lexicon
from tracker.extraction.rules.named import Named
from tracker.extraction.rules.names import Circle
from tracker.extraction.rules.passage import Passage
from tracker.extraction.rules.titles import CJK_ROLE

_CJK = "[\u4e00-\u9fff]"
_KATAKANA = "[\u30a1-\u30fa\u30fc]{2,12}"
_LATIN = r"[A-Z][A-Za-z.'’-]{1,20}"
_SURNAMES, _SOUNDS = lexicon().names["han_surnames"], lexicon().names["chinese_sounds"]
# What follows the name of one who speaks or acts.
_VERB = (
    "(?:表示|称|稱|指出|说|說|认为|認為|强调|強調|透露|坦言|直言|补充|補充|告诉|告訴|在|将|將|等|,|,|出任|接任|接替|加入"
    "|担任|擔任|离职|離職|辞|辭|卸任|宣布|也|为|為|任|负责|負責|已|曾|于|於|の|氏)"
)
# A post or a dative stands before: "责任者の林柏廷氏", "任命陈立为".
_POST_END = "(?<=[官裁长長人书書席事监監理管者])"
_HAN = rf"{_POST_END}[{_SURNAMES}]{_CJK}{{1,2}}?(?={_VERB})"
_SOUNDED = rf"{_POST_END}[{_SOUNDS}]{{2,7}}?(?={_VERB})"
_DOTTED = rf"(?:[{_SOUNDS}]{{1,6}}|{_POST_END}{_CJK}{{1,6}})[·・•‧][{_SOUNDS}]{{1,7}}"
_APPOINTED = (
    rf"(?<=任命|聘请|聘請|聘任|委任|提拔|挖来|挖來|迎来|迎來)[{_SURNAMES}]{_CJK}{{1,2}}(?=为|為|出任|担任|擔任|任)"
)
# A name opens a clause and its holder comes or goes: "。陈立为出任", "由王思源接任".
_COMES = "(?=将?(?:出任|接任|担任|加入|离任|离职|辞任|卸任|履新)|將?(?:擔任|離任|離職|辭任))"
_ACTING = rf"(?<=[。,,;、由])[{_SURNAMES}]{_CJK}{{1,2}}{_COMES}|(?<!{_CJK})[{_SURNAMES}]{_CJK}{{1,2}}(?=先生|女士)"
_POLITE = rf"(?<!{_CJK})[{_SURNAMES}]{_CJK}{{1,4}}(?=氏)|(?<=者)[{_SURNAMES}]{_CJK}{{1,4}}(?=氏)"
_WITH_POST = (
    rf"(?<!{_CJK})(?!上級|代表|同社|前社|新社|共同)[{_SURNAMES}]{_CJK}{{2,3}}"
    "(?=CEO|CFO|COO|CTO|会長|社長|最高|取締役|執行役員|部長|共同CEO)"
)
_CJK_NAME = re.compile(
    f"(?P<name>{_LATIN}(?: {_LATIN}){{1,2}}|{_POLITE}|{_WITH_POST}|{_DOTTED}|{_APPOINTED}|{_ACTING}|{_HAN}|{_SOUNDED}"
    f"|{_KATAKANA}(?:[・=]{_KATAKANA}){{1,2}})氏?"
)
# Posts with others: "アナリストの", "市長の", "分析师".
_OUTSIDERS = re.compile("(?:アナリスト|分析[师師]|知事|市長|市长|議員|议员|議長|州长|州長|部长|大臣)の?$")
_BECOMES = re.compile(r"\s?(?:氏)?(?:出任|担任|擔任|就任|为|為|を|接任|任)")
_BEFORE, _POLITE_BEFORE, _AFTER = 10, 44, 24
_PARTICLE = "のには、,"


def unspaced_people(passage: Passage, circle: Circle) -> list[Named]:
    """Everybody in a Japanese or Chinese text who has a post or comes to one, in reading order."""
    found: list[Named] = []
    for match in _CJK_NAME.finditer(passage.text):
        named = _named(passage, match, circle)
        if named is not None and not any(_is_short_for(named.name, one.name) for one in found):
            found.append(named)
    return found


def _is_short_for(name: str, longer: str) -> bool:
    return name != longer and (longer.startswith(name) or longer.endswith(name))


def _named(passage: Passage, match: re.Match[str], circle: Circle) -> Named | None:
    text, (start, end) = passage.text, match.span("name")
    is_polite = match.group(0).endswith("氏")
    first, _last = passage.sentence(start)
    is_appointed = _has(passage, ("joining", "arriving"), max(first, start - 20), start)
    role, is_before = _role(passage, start, end, is_polite=is_polite)
    if _is_organisation(passage, match.span("name"), circle) or _OUTSIDERS.search(text, max(0, start - 8), start):
        return None
    comes = is_appointed or _has(passage, ("joining", "arriving"), end, end + 40)
    goes = _has(passage, ("leaving", "parting"), end, end + 20)
    if role is None and not (is_polite and (comes or goes)):
        return None
    is_held = role is None or role.start() - end <= 1 or _comes(text, end)
    if not (is_polite or is_before or is_appointed or is_held):
        return None
    at = role.start() if role is not None and is_before else start
    if not (comes or goes) and _is_of_others(passage, at, circle):
        return None
    action = "leaves" if goes and not is_appointed else "joins" if comes else ""
    name = match.group("name")
    facts = [passage.fact("person", name, (start, end), "person.unspaced")]
    title = ""
    if role is not None:
        own = max(
            [m.end for m in circle.mentions if m.where == passage.where and m.start <= role.start() < m.end],
            default=role.start(),
        )
        title = text[own : role.end()]
        facts.append(passage.fact("title", title, (own, role.end()), "person.title"))
    return Named(name, title, action, "", start, end, passage.where, tuple(facts))


def _has(passage: Passage, topics: tuple[str, ...], start: int, end: int) -> bool:
    return any(passage.near(topic, start, end) for topic in topics)


def _comes(text: str, end: int) -> bool:
    return _BECOMES.match(text, end) is not None


def _role(passage: Passage, start: int, end: int, *, is_polite: bool) -> tuple[re.Match[str] | None, bool]:
    """The post of a name, and whether it stands before: the one behind "becomes" first, then the one beside."""
    text = passage.text
    after = CJK_ROLE.search(text, end, min(len(text), end + _AFTER))
    if after is not None and _comes(text, end):
        return after, False
    reach = _POLITE_BEFORE if is_polite else _BEFORE
    first, _last = passage.sentence(start)
    near = (m for m in CJK_ROLE.finditer(text, max(0, first, start - reach - 20), start) if m.end() >= start - reach)
    before = max(near, key=re.Match.end, default=None)
    return (before, True) if before is not None else (after, False)


def _is_of_others(passage: Passage, at: int, circle: Circle) -> bool:
    """Whether the post is one at a counterparty: "エヌビディアのCEO", "CoreWeave首席执行官"."""
    return any(
        m.owner == "counterparty"
        and m.where == passage.where
        and m.end <= at
        and not passage.text[m.end : at].strip(_PARTICLE + " ")
        for m in circle.mentions
    )


def _is_organisation(passage: Passage, span: tuple[int, int], circle: Circle) -> bool:
    """Whether a name is that of a company, a party or a site on record."""
    return any(
        m.owner != "person" and m.where == passage.where and m.start < span[1] and m.end > span[0]
        for m in circle.mentions
    )

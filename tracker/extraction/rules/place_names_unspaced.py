"""Names that could be a site's in Japanese and Chinese, where nothing stands between words."""

import re
from collections.abc import Iterator

from tracker.extraction.lexicon import lexicon, name_words
from tracker.extraction.rules.passage import Passage
from tracker.extraction.rules.phrases import UNSPACED
from tracker.extraction.rules.place_names import LIKELY, SURE, SiteName, is_others_site
from tracker.extraction.rules.place_words import could_be_site
from tracker.extraction.rules.setting import Setting

_NOUNS = {noun for language in UNSPACED for noun in lexicon().topics["site_noun"][language]}
_NOUN = f"(?:{'|'.join(sorted(_NOUNS, key=len, reverse=True))})"
_POWER = r"[\d.,]{1,6}(?:兆瓦|吉瓦|メガワット|ギガワット| ?[MG]W)"
_BETWEEN = rf"[ ・]?(?:の|的)?(?:{_POWER}(?:の|的)?)?(?:AI|HPC|人工智能|人工智慧|高性能计算|比特币|比特幣|/){{0,3}}"
_LATIN_NAME = r"[A-Z][A-Za-z'’-]{1,20}(?: [A-Z][A-Za-z'’-]{1,20}){0,2}(?: ?\d[A-C]?)?"
# "Barber Lake园区", "Clarington的570兆瓦站點", "Delta Forge 1人工智能园区".
_LATIN = re.compile(rf"(?<![A-Za-z0-9&.'’-])(?P<name>{_LATIN_NAME}){_BETWEEN}{_NOUN}")
# "データセンター「ヘリオス」", "州の「ポラリス・フォージ2」".
_QUOTED = re.compile(f"(?:{_NOUN}|構内|州の)(?:である|の)?[「“『](?P<name>[^「」“”『』。、,]{{2,16}})[」”』]")
_QUOTED_BEFORE = re.compile(f"[「“『](?P<name>[^「」“”『』。、,]{{2,16}})[」”』](?:の)?{_NOUN}")
_PART = "[\u30a1-\u30fa\u30fc]"
_JAPANESE = f"(?<![\u30a1-\u30ff])(?P<name>{_PART}{{2,12}}(?:・{_PART}{{2,12}})?(?: ?\\d[A-C]?)?)(?![\u30a1-\u30ff])"
_THREE = f"(?<![\u30a1-\u30ff])(?P<name>{_PART}{{3,12}}(?:・{_PART}{{2,12}})?\\d?)"
# "コルシカーナ・キャンパス", "コルシカーナ拠点".
_BEFORE_NOUN = re.compile(f"{_THREE}(?:・キャンパス|・サイト|拠点|構内|新棟)")
# "コルシカーナの施設", "スパータンバーグの敷地", "コーシカーナの1ギガワット", "コーシカーナ隣の牧場".
_KATAKANA = re.compile(
    f"{_THREE}"
    "(?:の(?:拠点|施設|キャンパス|サイト|用地|工業用地|鉱山|採掘場|敷地|構内|新棟|工場|隣|近郊|郊外)"
    f"|の{_POWER}|近郊|郊外|隣の|隣接|を(?:開発|建設|拡張))"
)
# "ドロシー2", "デルタ・フォージ1": the number is part of the name; "データセンター2棟" has none.
_NUMBERED = re.compile(
    f"(?<![\u30a1-\u30ff])(?P<name>{_PART}{{2,12}}(?:・{_PART}{{2,12}})?\\d)"
    "(?=の(?!\\d)|で|に|を|へ|と|は|が|、|。|」|拠点|$)"
)
# "テラウルフのレイク・マリナー": what a company is said to have, where it stands like a place.
_OWNED = re.compile(
    f"[のが](?:[一-鿿]{{1,8}}(?:の|する))?{_JAPANESE}(?=で|に|の|へ|を(?:選|開発|建設|拡張)|は、|が|、|構内|新棟|拠点)"
)
# "スウェーデン北部ボーデンで", "州西部のレイク・マリナーで", "マディソンのNC-1".
_PART_OF_REGION = re.compile(f"(?:[東西南北]部|中部)(?:の)?{_JAPANESE}(?=で|に|の|、|へ|を)")
# "レイク・マリナーで建てていた".
_AT = re.compile(f"(?:^|[。、\u3000 \n」]){_JAPANESE}(?=で[^はもきす]|(?:新棟|拠点|隣|構内))")
_STATE = "(?:(?<![欧亚亞豪満满贵貴广廣杭神加])州|省|德州|得州)"
_OF_JAPANESE_STATE = re.compile(f"{_STATE}(?:[東西南北中]部)?(?:の)?{_JAPANESE}(?!郡)")
# Chinese writes foreign names with these: "科西卡纳", "蒂达尔".
_SOUNDS = lexicon().names["chinese_sounds"]
_SOUNDED = re.compile(f"(?P<name>[{_SOUNDS}]{{2,7}})(?:镇|市|郡|县)?{_BETWEEN}{_NOUN}")
_OF_STATE = re.compile(f"{_STATE}(?P<name>[{_SOUNDS}]{{2,7}}[镇鎮郡县縣]?|{_LATIN_NAME})")
# "奧斯汀郡一處土地", "位于塞利市".
_TOWN = re.compile(f"(?P<name>[{_SOUNDS}]{{2,7}}[郡县縣镇鎮])")
_LOCATED = re.compile(
    rf"(?:位于|位於)(?:[一-鿿]{{1,6}}州)?(?P<name>[A-Z][A-Za-z' -]{{2,30}}|[{_SOUNDS}]{{2,7}})(?=的|市|附近)"
)
# "馬戈格與法納姆", "丹顿、佐治亚州多尔顿".
_AND = re.compile(f"(?:[與与和及、]|以及)(?:[一-鿿]{{1,6}}州)?(?P<name>[{_SOUNDS}]{{2,7}}[镇鎮郡县縣]?)")
# "ウィンク近郊のブラックパール", "埃倫代爾的Polaris Forge 1": the town of a site that is named itself.
_WHERE_SITE_IS = re.compile("(?:近郊|郊外|近く)?[の的]")
# Whose katakana end like this is a firm or a thing of the trade, not a place.
_ENDINGS: tuple[str, ...] = (
    "センター",
    "キャンパス",
    "サーバー",
    "クラウド",
    "ワット",
    "コイン",
    "キャピタル",
    "グループ",
    "パワー",
    "エナジー",
    "テクノロジーズ",
    "ホールディングス",
    "リサーチ",
    "バンク",
    "チェーン",
    "システムズ",
    "プロジェクト",
)


def unspaced_site_names(passage: Passage, setting: Setting) -> list[SiteName]:
    """Every name in a passage that stands where a site's does, in reading order."""
    found = sorted(_found(passage, setting), key=lambda one: one.start)
    starts = {one.start for one in found if one.is_sure}
    starts |= {m.start for m in setting.mentions if m.where == passage.where and m.owner == "site"}
    return [one for one in found if not _is_only_town(passage, one, starts)]


def _is_only_town(passage: Passage, one: SiteName, starts: set[int]) -> bool:
    following = _WHERE_SITE_IS.match(passage.text, one.end)
    return following is not None and following.end() in starts


def _found(passage: Passage, setting: Setting) -> Iterator[SiteName]:
    text = passage.text
    mentions = [m for m in setting.mentions if m.where == passage.where and not is_others_site(m, passage, setting)]
    ends = {m.end for m in mentions if m.owner == "company"}
    for pattern, grade, rule in _JAPANESE_RULES if passage.language == "ja" else _CHINESE_RULES:
        for match in pattern.finditer(text):
            if pattern is _OWNED and match.start() not in ends:
                continue
            following: re.Match[str] | None = match
            while following is not None:
                start, end = following.span("name")
                start = _without_country(text, start, end)
                if not _could_be(text[start:end], passage.language):
                    break
                if any(m.end > start and m.start < end for m in mentions):
                    break
                yield SiteName(start, end, grade, rule)
                following = _AND.match(text, end) if passage.language == "zh" else None


def _could_be(name: str, language: str) -> bool:
    return len(name) > 1 and could_be_site(name, language) and not _is_common(name)


def _is_common(name: str) -> bool:
    """Whether it is a region or a word of the trade: "テキサス", "データセンター2"."""
    bare = name.rstrip("0123456789 ")
    return (
        bare in name_words("regions_unspaced")
        or bare in name_words("katakana_words")
        or bare.endswith(_ENDINGS)
        or bare.partition("・")[0] in name_words("katakana_words")
    )


def _without_country(text: str, start: int, end: int) -> int:
    """Where the name starts behind its country or state: "挪威蒂达尔"."""
    names = lexicon().names
    for name in (*names["countries_unspaced"], *names["regions_unspaced"]):
        if text.startswith(name, start) and start + len(name) < end:
            return start + len(name)
    return start


_Rules = tuple[tuple[re.Pattern[str], int, str], ...]
_BOTH: _Rules = (
    (_LATIN, SURE, "before_noun"),
    (_QUOTED, SURE, "quoted"),
    (_QUOTED_BEFORE, SURE, "quoted"),
)
_JAPANESE_RULES: _Rules = (
    *_BOTH,
    (_NUMBERED, SURE, "numbered"),
    (_PART_OF_REGION, SURE, "of_region"),
    (_OF_JAPANESE_STATE, SURE, "of_state"),
    (_OWNED, SURE, "owned"),
    (_BEFORE_NOUN, SURE, "before_noun"),
    (_KATAKANA, LIKELY, "before_noun"),
    (_AT, LIKELY, "at"),
)
_CHINESE_RULES: _Rules = (
    *_BOTH,
    (_OF_STATE, SURE, "of_state"),
    (_SOUNDED, SURE, "before_noun"),
    (_LOCATED, SURE, "in"),
    (_TOWN, LIKELY, "town"),
)

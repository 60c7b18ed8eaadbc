"""What is done to what, which makes a kind: buying land, selling shares, switching on halls."""

import re
from dataclasses import dataclass

from tracker.extraction.rules.doings import FRAMES
from tracker.extraction.rules.names import Mention
from tracker.extraction.rules.passage import Passage
from tracker.extraction.rules.phrases import Hit

_KIND, _MASK = "kind:", "not_a_kind"
REACH = 48
# Words for goods that firms have in their names.
_IN_NAMES = frozenset({"power", "ground", "compute", "machines"})
_NAME_BEFORE = re.compile(r"(?<![\w’'])[A-Z][\w’']{1,22}(?:\s&)?\s$")
# "the 49% of" or "85.4% held by" makes what is bought a share of a firm.
_OF_WHOLE = re.compile(
    r"[\s%]{0,3}(?:of|held|stake|interest|equity|owned|de|du|des|der|von|an|am|di|del|della|do|da|que)\b"
)
# "buys Polaris DS", "to pay $421M for Polaris DS"
_NAME_NEXT = re.compile(
    r"(?:[^.;:,]{0,24}\s(?:for|pour|für|por|per))?\s(?:the\s|l['’]|la\s|le\s|el\s|il\s|a\s)?(?P<name>[A-Z][\w’'-]{2,24}(?:\s[A-Z][\w’'-]{0,24}){0,4})"
)
# "buys Montreal's Enovum", "to acquire data center operator Core Scientific"
_LEADING = re.compile(
    r"\s(?:the\s|its\s)?(?:[A-Z][\w-]{1,20}['’]s\s|(?:[A-Za-z-]{2,16}\s){0,3}(?:miner|operator|developer|provider|host|firm|company"
    r"|rival|peer|startup|owner|landlord|group)\s|de\s|del\s|di\s|d['’]|von\s|da\s|do\s)"
)
_TO_WHAT = re.compile(r"\sto\s")
_TAKES = len("taking")
_JOINED = re.compile(r"\s(?:and|et|und|y|e|&)\s$")
_LONG_WORD, _MANY = 3, 0.75
NEXT_TO = 5
_GOODS_WITHIN = 10
_OF_DEAL = 30
# Kinds whose words say little without what is bought or sold.
_BY_OBJECT = frozenset({"merger_acquisition", "divestiture"})
# What a customer gets of a miner, whatever the verb.
_OF_CUSTOMERS = {"power_agreement": "hosting", "site_acquisition": "hosting", "construction": "hosting"}
# Languages in which what is bought can stand before the word for buying.
_OBJECT_FIRST = frozenset({"de", "ja", "zh"})


@dataclass(frozen=True, slots=True)
class Around:
    """Who is named in a passage: the subject, customers of AI (where they stand), other firms, sites."""

    subject: tuple[int, ...] = ()
    customers: tuple[int, ...] = ()
    firms: tuple[Mention, ...] = ()
    own: tuple[Mention, ...] = ()
    sites: tuple[Mention, ...] = ()

    @property
    def others(self) -> tuple[int, ...]:
        """Where anybody but the subject stands."""
        return (*self.customers, *(firm.start for firm in self.firms))


def frames(passage: Passage, around: Around) -> dict[str, list[Hit]]:
    """What is done to what: buying land, selling shares. From the verb to the nearest object of its sentence.

    Under "" is what makes no kind: buying coins, selling machines.
    """
    found: dict[str, list[Hit]] = {}
    for verb in FRAMES:
        for hit in passage.hits.get(f"verb:{verb}", ()):
            longer = [*passage.near(_MASK, hit.start, hit.end), *_longer_verbs(passage, hit, verb)]
            if any(is_within(hit, other) for other in longer):
                continue
            kind, end = _kind_of(passage, hit, verb, around)
            if end and (kind or verb != "build"):
                found.setdefault(kind, []).append(Hit(_KIND + kind, hit.start, end))
    return found


def _longer_verbs(passage: Passage, hit: Hit, verb: str) -> list[Hit]:
    """ "picks up" is buying where "picks" is gaining, "takes delivery of" where "takes" is taking."""
    return passage.near("verb:buy", hit.start, hit.end) if verb in ("gain", "take") else []


def _kind_of(passage: Passage, hit: Hit, verb: str, around: Around) -> tuple[str, int]:
    """The kind that a verb makes with what it is done to, and with who does it."""
    firm = _bought(passage, hit, around) if verb == "buy" else None
    if firm is not None and not _buys_goods(passage, firm.end):
        return "merger_acquisition", firm.end
    kind, end = _framed(passage, hit, FRAMES[verb])
    if end and _is_of_something_else(passage, hit, verb, (kind, end)):
        return "", 0
    if verb in ("buy", "take") and _is_by_subject(passage, hit, around):
        share = _share(passage, hit)
        if share and (not end or share < end):
            return "merger_acquisition", share
        kind, end = (kind, end) if end or verb == "take" else _named(passage, hit, around)
    return (_by_whom(passage, hit, verb, kind, around) if kind else "", end)


def _bought(passage: Passage, hit: Hit, around: Around) -> Mention | None:
    """The firm behind a verb of buying, or the subject where another firm is the buyer."""
    is_by_other = any(m.end <= hit.start for m in around.firms) and not _is_by_subject(passage, hit, around)
    targets = (*around.firms, *around.own) if is_by_other else around.firms
    for target in sorted(targets, key=lambda m: m.start):
        gap = target.start - hit.end
        if 0 < gap <= NEXT_TO or (0 < gap <= REACH and _LEADING.fullmatch(passage.text, hit.end, target.start)):
            return target
    return None


def _is_of_something_else(passage: Passage, hit: Hit, verb: str, framed: tuple[str, int]) -> bool:
    """Whether the object that a verb meets is not what it is done to."""
    kind, end = framed
    if verb in ("gain", "take"):
        return _lifts_to(passage, hit, end, verb)
    if verb == "secure":  # "gets $87 million" for what it sells
        return kind == "financing" and not _is_lent(passage, end)
    # "completes a site purchase"
    return verb == "build" and bool(passage.near("object:agreement", end, end + _GOODS_WITHIN))


def _by_whom(passage: Passage, hit: Hit, verb: str, kind: str, around: Around) -> str:
    """The kind by who does it: what a customer gets is hosting, what another firm buys of the miner is sold."""
    first, _last = passage.sentence(hit.start)
    near = max(first, hit.start - REACH)
    if _is_by_subject(passage, hit, around):
        return "power_agreement" if verb == "take" and kind == "hosting" else kind
    if kind in _OF_CUSTOMERS and any(near <= at < hit.start for at in around.customers):
        return _OF_CUSTOMERS[kind]
    is_told_of = any(first <= at < hit.start for at in around.subject)
    if verb == "buy" and kind == "site_acquisition" and not is_told_of and _is_by(around.firms, near, hit.start):
        return "divestiture"
    return kind


def _lifts_to(passage: Passage, hit: Hit, end: int, verb: str) -> bool:
    """Whether something is brought up to the object: "adds computing to its mines", "takes the hub to 2 GW"."""
    return (verb == "gain" or hit.end - hit.start <= _TAKES) and _TO_WHAT.search(passage.text, hit.end, end) is not None


def _is_lent(passage: Passage, end: int) -> bool:
    """Whether an amount is one of a loan or of securities by the words around it."""
    _first, last = passage.sentence(end)
    reach = max(0, end - REACH), min(last, end + _OF_DEAL)
    return any(passage.near(f"object:{name}", *reach) for name in ("money", "securities"))


def _is_by(firms: tuple[Mention, ...], start: int, end: int) -> bool:
    return any(start <= firm.start < end for firm in firms)


def _is_by_subject(passage: Passage, hit: Hit, around: Around) -> bool:
    """Whether the subject does it: the name before the verb is its own, or one joined to it by "and"."""
    first, _last = passage.sentence(hit.start)
    own = max((at for at in around.subject if first <= at < hit.start), default=None)
    if own is None:
        return False
    other = max((at for at in around.others if own < at < hit.start), default=None)
    return other is None or _JOINED.search(passage.text, own, other) is not None


def _share(passage: Passage, hit: Hit) -> int:
    """The end of a share in percent that is bought: "buys the last 49% of the venture"; 0 where there is none."""
    last = _clause_end(passage, hit)
    share = next((p for p in passage.percentages if hit.end <= p.start < last), None)
    return share.end if share is not None and _OF_WHOLE.match(passage.text, share.end) else 0


def _named(passage: Passage, hit: Hit, around: Around) -> tuple[str, int]:
    """What is bought where no word says it: a site on record, else a firm by its name."""
    last = _clause_end(passage, hit)
    name = _NAME_NEXT.match(passage.text, hit.end, last) if _writes_small(passage) else None
    if name is None:
        return "", 0
    is_site = any(m.start <= name.start("name") < m.end for m in around.sites)
    return "site_acquisition" if is_site else "merger_acquisition", name.end()


def _writes_small(passage: Passage) -> bool:
    """Whether a capital says that a word is a name: not where nouns or whole headlines are set in capitals."""
    if passage.language in _OBJECT_FIRST:
        return False
    long = [token.raw for token in passage.words[:40] if len(token.raw) > _LONG_WORD and token.raw[0].isalpha()]
    return sum(word[0].isupper() for word in long) < _MANY * len(long)


def outside_frames(hits: list[Hit], kind: str, found: dict[str, list[Hit]]) -> list[Hit]:
    """Words of buying and selling without those whose object makes them something else: "sells 2,500 bitcoin"."""
    if kind not in _BY_OBJECT:
        return hits
    others = [frame for name, hits_of in found.items() if name != kind for frame in hits_of]
    return [hit for hit in hits if not any(is_within(hit, frame) for frame in others)]


def _framed(passage: Passage, verb: Hit, objects: dict[str, str]) -> tuple[str, int]:
    """The kind that a verb makes with the object it meets first; "" where it meets none."""
    first, last = passage.sentence(verb.start)
    met = _objects(passage, objects, verb.end, _clause_end(passage, verb))
    if met:
        at, kind, end = min(met)
        is_price = any(money.start == at for money in passage.money)
        if is_price and passage.near("object:agreement", end, min(last, end + _OF_DEAL)):
            return "", 0  # "secures a $9.8 billion lease" is no financing
        return kind, end
    if passage.language in _OBJECT_FIRST:
        met = _objects(passage, objects, max(first, verb.start - REACH), verb.start)
    return (max(met)[1], verb.end) if met else ("", 0)


def _clause_end(passage: Passage, verb: Hit) -> int:
    """How far a verb reaches: not out of its sentence nor past a semicolon."""
    last = min(passage.sentence(verb.start)[1], verb.end + REACH)
    semicolon = passage.text.find(";", verb.end, last)
    return semicolon if semicolon != -1 else last


def _objects(passage: Passage, objects: dict[str, str], start: int, end: int) -> list[tuple[int, str, int]]:
    """Objects between two characters, as words or as figures: start, kind, end."""
    met = [
        (hit.start, kind, hit.end)
        for name, kind in objects.items()
        for hit in passage.near(f"object:{name}", start, end)
        if name not in _IN_NAMES or not _is_in_name(passage, hit)
    ]
    for name, figures in (("megawatts", passage.powers), ("amount", passage.money)):
        if name in objects:
            met += [(one.start, objects[name], one.end) for one in figures if start <= one.start < end]
    return met


def _buys_goods(passage: Passage, start: int) -> bool:
    """Whether what is bought is a thing: "buys Nvidia GPUs", "buys Galaxy shares"."""
    goods = ("gpus", "ground", "site", "securities", "machines", "power", "compute", "coins")
    return any(passage.near(f"object:{name}", start, start + _GOODS_WITHIN) for name in goods)


def _is_in_name(passage: Passage, hit: Hit) -> bool:
    """Whether a word is part of a name: "Long Ridge Energy & Power"."""
    return (
        passage.text[hit.start].isupper()
        and _NAME_BEFORE.search(passage.text, max(0, hit.start - 24), hit.start) is not None
        and _writes_small(passage)
    )


def is_within(hit: Hit, other: Hit) -> bool:
    return other.start <= hit.start and hit.end <= other.end and other.end - other.start > hit.end - hit.start

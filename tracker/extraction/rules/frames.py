"""What is done to what, which makes a kind: buying land, selling shares, switching on halls."""

from tracker.extraction.rules.names import Mention
from tracker.extraction.rules.passage import Passage
from tracker.extraction.rules.phrases import Hit

_KIND, _MASK = "kind:", "not_a_kind"
# What doing something to something is. The nearest object counts: "sells shares to buy land" is a financing.
_FRAMES: dict[str, dict[str, str]] = {
    "buy": {
        "ground": "site_acquisition",
        "site": "site_acquisition",
        "gpus": "equipment_purchase",
        "company": "merger_acquisition",
        "power": "power_agreement",
        "compute": "gpu_cloud",
        "coins": "",
        "machines": "",
        "securities": "",
    },
    "sell": {
        "securities": "financing",
        "ground": "divestiture",
        "site": "divestiture",
        "company": "divestiture",
        "compute": "gpu_cloud",
        "coins": "",
        "power": "",
        "machines": "",
    },
    "build": {"site": "construction", "power": "construction", "megawatts": "construction", "gpus": ""},
    "raise": {"money": "financing", "securities": "financing", "amount": "financing", "coins": ""},
    "close": {"money": "financing", "securities": "financing"},
    "rent": {
        "ground": "site_acquisition",
        "site": "lease",
        "megawatts": "lease",
        "power": "lease",
        "compute": "gpu_cloud",
        "gpus": "gpu_cloud",
    },
    "take": {
        "ground": "site_acquisition",
        "megawatts": "hosting",
        "company": "merger_acquisition",
        "gpus": "gpu_cloud",
    },
    "turn": {"site": "conversion", "machines": "conversion", "mining": "conversion"},
    "end": {"agreement": "termination"},
    "switch_on": {"site": "energization", "power": "energization", "megawatts": "energization"},
    "secure": {
        "power": "power_agreement",
        "megawatts": "power_agreement",
        "ground": "site_acquisition",
        "site": "site_acquisition",
        "money": "financing",
        "amount": "financing",
        "gpus": "equipment_purchase",
    },
}
REACH = 48
NEXT_TO = 5
_GOODS_WITHIN = 10
_OF_DEAL = 30
# Kinds whose words say little without what is bought or sold.
_BY_OBJECT = frozenset({"merger_acquisition", "divestiture"})
# What a customer gets of a miner, whatever the verb.
_OF_CUSTOMERS = {"power_agreement": "hosting", "site_acquisition": "hosting", "construction": "hosting"}
# Languages in which what is bought can stand before the word for buying.
_OBJECT_FIRST = frozenset({"de", "ja", "zh"})


def frames(passage: Passage, customers: list[int], firms: list[Mention]) -> dict[str, list[Hit]]:
    """What is done to what: buying land, selling shares. From the verb to the nearest object of its sentence.

    Under "" is what makes no kind: buying coins, selling machines.
    """
    found: dict[str, list[Hit]] = {}
    for verb, objects in _FRAMES.items():
        for hit in passage.hits.get(f"verb:{verb}", ()):
            if any(is_within(hit, other) for other in passage.near(_MASK, hit.start, hit.end)):
                continue
            firm = next((m for m in firms if 0 < m.start - hit.end <= NEXT_TO), None) if verb == "buy" else None
            if firm is not None and not _buys_goods(passage, firm.end):
                kind, end = "merger_acquisition", firm.end
            else:
                kind, end = _framed(passage, hit, objects)
            if kind in _OF_CUSTOMERS and any(0 < hit.start - at <= REACH for at in customers):
                kind = _OF_CUSTOMERS[kind]
            if end:
                found.setdefault(kind, []).append(Hit(_KIND + kind, hit.start, end))
    return found


def outside_frames(hits: list[Hit], kind: str, found: dict[str, list[Hit]]) -> list[Hit]:
    """Words of buying and selling without those whose object makes them something else: "sells 2,500 bitcoin"."""
    if kind not in _BY_OBJECT:
        return hits
    others = [frame for name, hits_of in found.items() if name != kind for frame in hits_of]
    return [hit for hit in hits if not any(is_within(hit, frame) for frame in others)]


def _framed(passage: Passage, verb: Hit, objects: dict[str, str]) -> tuple[str, int]:
    """The kind that a verb makes with the object it meets first; "" where it meets none."""
    first, last = passage.sentence(verb.start)
    met = _objects(passage, objects, verb.end, min(last, verb.end + REACH))
    if met:
        at, kind, end = min(met)
        is_price = any(money.start == at for money in passage.money)
        if is_price and passage.near("object:agreement", end, min(last, end + _OF_DEAL)):
            return "", 0  # "secures a $9.8 billion lease" is no financing
        return kind, end
    if passage.language in _OBJECT_FIRST:
        met = _objects(passage, objects, max(first, verb.start - REACH), verb.start)
    return (max(met)[1], verb.end) if met else ("", 0)


def _objects(passage: Passage, objects: dict[str, str], start: int, end: int) -> list[tuple[int, str, int]]:
    """Objects between two characters, as words or as figures: start, kind, end."""
    met = [
        (hit.start, kind, hit.end)
        for name, kind in objects.items()
        for hit in passage.near(f"object:{name}", start, end)
    ]
    for name, figures in (("megawatts", passage.powers), ("amount", passage.money)):
        if name in objects:
            met += [(one.start, objects[name], one.end) for one in figures if start <= one.start < end]
    return met


def _buys_goods(passage: Passage, start: int) -> bool:
    """Whether what is bought is a thing: "buys Nvidia GPUs", "buys Galaxy shares"."""
    goods = ("gpus", "ground", "site", "securities", "machines", "power", "compute", "coins")
    return any(passage.near(f"object:{name}", start, start + _GOODS_WITHIN) for name in goods)


def is_within(hit: Hit, other: Hit) -> bool:
    return other.start <= hit.start and hit.end <= other.end and other.end - other.start > hit.end - hit.start

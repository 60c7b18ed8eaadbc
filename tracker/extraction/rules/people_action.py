"""What a person is said to do: come, go, lead the company, or speak."""

import re

from tracker.extraction.rules.passage import Passage

# Between a speaker and the verb there is nothing, or an apposition between commas.
_COMMA_ONLY = re.compile(r"\s*(?:,[^,.;]{0,56},\s*)?")
# "names no successor"
_NOBODY = re.compile(r"\b(?:no|kein\w*|aucun\w*|nessun\w*|nenhum\w*|ning[uú]n\w*)\b")
# "Ada Example, who built the halls in Norway, starts on Monday": what is said of somebody in passing.
_IN_PASSING = re.compile(
    r",\s(?:(?:who|whose|qui|dont|che|que|quien|der|die|das|dessen|deren|formerly|previously|once|late|a|an|the|jadis|ex-)\b|ex-)[^.;]{0,180}?,\s|,\s[^,.;:]{3,70},\s"
)
_AROUND, _BESIDE = 60, 4
_LED_BEFORE, _WHO_WITHIN = 2, 12
_WHO = re.compile(r"(?:,\s(?:who|qui|che|que|quien|der|die))?\s(?:now\s)?")
_PART = re.compile(
    r"\s(?:the|its|their|la|le|l['’]|sa|son|su|el|il|lo|o|a|die|das|den|ihre|seine)?\s?(?:[\w-]{2,14}\s){0,2}?"
    r"(?:filial[e]?|subsidiary|unit|arm|division|business|company|miner|group|firm|entreprise|groupe|mineur|branche|empresa|grupo|compañía|división|minera"
    r"|azienda|gruppo|società|divisione|controllata|unidade|divisão|subsidiária|Tochter|Sparte|Firma|Konzern|Unternehmen)\b"
)


def action(passage: Passage, span: tuple[int, int], whole: tuple[int, int]) -> str:
    """Coming or going, by the nearest such verb around the name with its title."""
    if is_speaker(passage, span):
        return ""
    first, last = passage.sentence(span[0])
    passing = _IN_PASSING.match(passage.text, span[1], last)
    spans = [whole, (whole[0], max(whole[1], passing.end()))] if passing else [whole]
    rows = [row for one in spans for row in _acts(passage, one, (first, last))]
    return min(rows)[1] if rows else ""


def _acts(passage: Passage, whole: tuple[int, int], sentence: tuple[int, int]) -> list[tuple[int, str]]:
    """Every coming and going near a name with how far off it is; the weaker words count right beside it only."""
    rows = []
    for topic, does, within in (
        ("joining", "joins", _AROUND),
        ("leaving", "leaves", _AROUND),
        ("arriving", "joins", _BESIDE),
        ("parting", "leaves", _BESIDE),
    ):
        for hit in passage.near(topic, max(sentence[0], whole[0] - within), min(sentence[1], whole[1] + within)):
            if does == "joins" and _NOBODY.search(passage.text, max(0, hit.start - 4), hit.end + 14):
                continue
            rows.append((_distance(hit.start, hit.end, whole) - 5 * (does == "leaves"), does))
    return rows


def is_leader(passage: Passage, span: tuple[int, int]) -> bool:
    """Whether somebody is led by the person: "the miner led by Ada Example"."""
    return any(
        0 <= span[0] - hit.end <= _LED_BEFORE for hit in passage.near("led_by", max(0, span[0] - _LED_BEFORE), span[0])
    )


def heads_part(passage: Passage, span: tuple[int, int]) -> bool:
    """Whether the person leads the company or a part of it: "Ada Example, qui dirige la filiale"."""
    return any(
        hit.start >= span[1] and _WHO.fullmatch(passage.text, span[1], hit.start) and _PART.match(passage.text, hit.end)
        for hit in passage.near("leads", span[1], span[1] + _WHO_WITHIN)
    )


def led_from(passage: Passage, span: tuple[int, int]) -> int:
    """Where "led by" begins before a leader's name."""
    return min(hit.start for hit in passage.near("led_by", max(0, span[0] - _LED_BEFORE), span[0]))


def is_speaker(passage: Passage, span: tuple[int, int]) -> bool:
    """Whether the person is the one who speaks: "Schultz said", "selon M. Schultz", "Pour le PDG Matt Schultz"."""
    start, end = passage.sentence(span[0])
    after = [hit for hit in passage.near("speech", span[1], min(end, span[1] + 60)) if hit.start >= span[1]]
    before = [hit for hit in passage.near("speech", max(start, span[0] - 16), span[0]) if hit.end <= span[0]]
    return bool(before) or any(_COMMA_ONLY.fullmatch(passage.text, span[1], hit.start) for hit in after)


def _distance(start: int, end: int, span: tuple[int, int]) -> int:
    return span[0] - end if end <= span[0] else max(0, start - span[1])

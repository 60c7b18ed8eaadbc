"""robots.txt as RFC 9309 has it: which rules are ours, and which of them decides about an address. Pure.

Of the rules that match the longest decides, and of two equally long ones the one that allows; `*` stands for anything,
`$` for the end. Readers that only say yes or no exist; here the line that decided is wanted too, to be shown.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

AGENT: Final = "hashpivot"
READ_LIMIT: Final = 512_000  # characters; the RFC asks for 500 KiB at least
PATH_LIMIT: Final = 2_000
_LINE: Final = re.compile(r"\s*(user-agent|allow|disallow)\s*:\s*([^#]*)", re.IGNORECASE)
_TOKEN: Final = re.compile(r"[A-Za-z_-]+")
_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED: Final = re.compile(r"[A-Za-z0-9._~-]")


@dataclass(frozen=True, slots=True)
class Rule:
    """One line that allows or disallows the addresses its pattern matches."""

    line: int
    allows: bool
    pattern: str

    def __str__(self) -> str:
        return f"{'Allow' if self.allows else 'Disallow'}: {self.pattern}"


def rules_for(text: str, agent: str = AGENT) -> tuple[Rule, ...]:
    """The rules of every group that names the agent; where none does, of those for everybody."""
    groups: dict[str, list[Rule]] = {}
    for agents, rule in _grouped(text[:READ_LIMIT].removeprefix("\ufeff")):
        for name in agents:
            rules = groups.setdefault(name, [])
            if rule is not None:
                rules.append(rule)
    return tuple(groups.get(agent.lower(), groups.get("*", ())))


def _grouped(text: str) -> Iterator[tuple[set[str], Rule | None]]:
    """Each rule with the agents it is for; None for a group that names agents, so that an empty one is one too."""
    agents: set[str] = set()
    naming = False
    for number, line in enumerate(text.splitlines(), start=1):
        found = _LINE.match(line)
        if found is None:
            continue
        word, value = found.group(1).lower(), found.group(2).strip()
        if word == "user-agent":
            agents = {*(agents if naming else ()), _agent(value)}
            naming = True
            yield agents, None
            continue
        naming = False
        if value and len(value) <= PATH_LIMIT:
            yield agents, Rule(number, word == "allow", value)


def _agent(value: str) -> str:
    """The product token of a User-agent line: "Hashpivot/1.0" is "hashpivot"."""
    token = _TOKEN.match(value)
    return token.group().lower() if token else value[:1]


def deciding(rules: Iterable[Rule], target: str) -> Rule | None:
    """The rule that decides about a path with its query; None where none matches, which allows it."""
    if target == "/robots.txt":
        return None
    plain = _plain(target).replace("*", "%2A").replace("$", "%24")
    matching = [rule for rule in rules if _matches(_plain(rule.pattern), plain)]
    return max(matching, key=lambda rule: (len(_plain(rule.pattern)), rule.allows), default=None)


def _plain(path: str) -> str:
    """One spelling for each path: escapes of plain letters undone, others in capitals, letters beyond ASCII escaped."""
    return quote(_ESCAPE.sub(_unescaped, path), safe="%/:?#[]@!$&'()*+,;=~-._")


def _unescaped(found: re.Match[str]) -> str:
    character = chr(int(found.group(1), 16))
    return character if _UNRESERVED.fullmatch(character) else found.group().upper()


def _matches(pattern: str, path: str) -> bool:
    """Whether the pattern matches the path from its start. Linear: each part is looked for once, leftmost first."""
    is_whole = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not others:
        return not is_whole or len(path) == len(first)
    at = len(first)
    last = others.pop() if is_whole else ""
    for part in others:
        at = path.find(part, at)
        if at == -1:
            return False
        at += len(part)
    return len(path) - len(last) >= at and path.endswith(last)

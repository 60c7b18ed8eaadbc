"""Every regular expression of reading takes time in proportion to the text, whatever the text."""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator

import pytest

import tracker.extraction.rules
from tracker.extraction import aliases
from tracker.lib import days, money, quantities, text, urls

MODULES = [
    aliases,
    days,
    money,
    quantities,
    text,
    urls,
    *(
        importlib.import_module(f"tracker.extraction.rules.{found.name}")
        for found in pkgutil.iter_modules(tracker.extraction.rules.__path__)
    ),
]
# What patterns are made of, over and over: capitals, titles, figures, brackets, spaces, half of what they wait for.
SEEDS = [
    "A",
    "Aa ",
    "Aa-Bb'",
    "Chief Aa ",
    "Senior Vice ",
    "Chief Executive and ",
    "1",
    "1,",
    "1 000",
    "1.000,",
    "$1 million ",
    "1 MW",
    "twenty-",
    "one ",
    "five-year ",
    "de la ",
    "with Aa ",
    "former Aa ",
    "in Aa, ",
    "Aa County ",
    "May 1, ",
    "12 de mayo de ",
    " ",
    "\n",
    "(",
    "<",
    "</",
    "&amp;",
    "/amp",
    "utm_",
    "%",
    "ア・",
    "上級副社長",
    "十年",
    "-",
    "'",
    "Inc. ",
    "U.S. ",
    "\u200d",
    ", ",
    "per l'",
]
SHORT, TIMES_LONGER = 2_000, 8
# Quadratic time would be 64 times as long; a wide margin for a machine that does other things.
AT_MOST = 30
TOO_SHORT_TO_TELL = 0.004


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every compiled pattern of the modules, by its name."""
    seen: set[int] = set()
    for module in MODULES:
        for name, value in vars(module).items():
            found = value if isinstance(value, (tuple, list)) else (value,)
            for one in (part for row in found for part in (row if isinstance(row, tuple) else (row,))):
                if isinstance(one, re.Pattern) and id(one) not in seen:
                    seen.add(id(one))
                    yield f"{module.__name__.rpartition('.')[2]}.{name}", one


def seconds(pattern: re.Pattern[str], subject: str) -> float:
    """The quickest of three searches of the whole text."""
    taken = []
    for _ in range(3):
        started = time.perf_counter()
        for _match in pattern.finditer(subject):
            pass
        pattern.match(subject)
        taken.append(time.perf_counter() - started)
    return min(taken)


PATTERNS = list(patterns())


def test_the_patterns_of_reading_are_found() -> None:
    assert len(PATTERNS) > 40


@pytest.mark.parametrize(("name", "pattern"), PATTERNS, ids=[name for name, _pattern in PATTERNS])
def test_time_grows_with_the_length_of_the_text(name: str, pattern: re.Pattern[str]) -> None:
    for seed in SEEDS:
        short = (seed * SHORT)[:SHORT]
        long = (seed * SHORT * TIMES_LONGER)[: SHORT * TIMES_LONGER]
        taken = seconds(pattern, long)
        if taken > TOO_SHORT_TO_TELL:
            assert taken < AT_MOST * max(seconds(pattern, short), TOO_SHORT_TO_TELL / TIMES_LONGER), (name, seed)

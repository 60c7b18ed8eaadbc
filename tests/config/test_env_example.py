"""Each setting that is read is told of in .env.example, with type, default and help; and none that is not read."""

import ast
import re
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
READERS = {"text", "flag", "number", "words", "choice", "secret"}
ENTRY = re.compile(
    r"^# (?P<help>[A-Z].+)\n# type: (?P<type>.+), default: (?P<default>.*)\n#(?P<name>[A-Z_]+)=", re.MULTILINE
)
# How the type must begin for what reads it.
TYPES = {"flag": "yes or no", "number": "whole number", "words": "comma-separated list"}
READ_BY_UP = {"HOST", "PORT"}


class Read(NamedTuple):
    """One call of a reader in config/: what it reads, how, and its default where that is written out."""

    name: str
    reader: str
    default: str | None
    limits: tuple[int, ...]


def _reads() -> dict[str, Read]:
    calls = (
        node
        for path in sorted((ROOT / "config").glob("*.py"))
        if path.name != "env.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    )
    return {read.name: read for read in map(_read, calls) if read}


def _read(call: ast.Call) -> Read | None:
    match call:
        case ast.Call(func=ast.Attribute(ast.Name("env"), reader), args=[ast.Constant(name), *rest]):
            pass
        case _:
            return None
    if reader not in READERS:
        return None
    keywords = {word.arg: word.value for word in call.keywords}
    default = keywords.get("default", rest[0] if rest else ast.Constant(""))
    limits = tuple(
        value.value
        for key in ("low", "high")
        if isinstance(value := keywords.get(key), ast.Constant) and isinstance(value.value, int)
    )
    return Read(str(name), reader, str(default.value) if isinstance(default, ast.Constant) else None, limits)


TEXT = (ROOT / ".env.example").read_text(encoding="utf-8")
DOCUMENTED = {match["name"]: match for match in ENTRY.finditer(TEXT)}
READ = _reads()


def test_every_setting_that_is_read_is_documented_and_no_other() -> None:
    assert set(DOCUMENTED) == set(READ) | READ_BY_UP


def test_every_line_that_sets_something_has_its_help() -> None:
    assert re.findall(r"^#([A-Z_]+)=", TEXT, re.MULTILINE) == list(DOCUMENTED)


def test_nothing_is_switched_on_by_copying_the_file() -> None:
    assert [line for line in TEXT.splitlines() if line and not line.startswith("#")] == []


@pytest.mark.parametrize("name", sorted(READ))
def test_type_and_default_are_those_of_the_code(name: str) -> None:
    read, entry = READ[name], DOCUMENTED[name]
    assert entry["type"].startswith(TYPES.get(read.reader, ""))
    assert ("(secret)" in entry["type"]) == (read.reader == "secret")
    for limit in read.limits:
        assert str(limit) in entry["type"]
    written = {"False": "no", "True": "yes", "": None, None: None}
    expected = written.get(read.default, read.default)
    if expected is not None:
        assert entry["default"] == expected

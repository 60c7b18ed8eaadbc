"""The files as they lie on disk: strict YAML and CSV in, plain records and bars out. Only form is judged here."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from tracker.dataset.problems import DatasetError
from tracker.markets.providers import Bar
from tracker.markets.providers.csvfiles import COLUMNS, BadPriceFile, read_bars

DATA: Final = Path(__file__).resolve().parent.parent / "data"
# In the order in which they refer to each other. The waiting list is checked like the rest and never loaded.
NAMES: Final = (
    "companies",
    "securities",
    "counterparties",
    "executives",
    "commentators",
    "sites",
    "sources_cited",
    "announcements",
    "announcements_undated",
    "valuations",
    "sources",
)
MARKET: Final = "market"
TIMESTAMP_TAG: Final = "tag:yaml.org,2002:timestamp"
# The reader written in C is ten times faster; PyYAML has it wherever libyaml was there when it was built.
LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Record = dict[str, Any]


@dataclass(slots=True)
class Files:
    """Everything that was read: records by file name, bars by the key of their security, and what could not be read."""

    records: dict[str, list[Record]] = field(default_factory=dict)
    bars: dict[str, list[Bar]] = field(default_factory=dict)
    errors: list[DatasetError] = field(default_factory=list)

    def by_key(self, name: str) -> Mapping[str, Record]:
        """The records of one file by their key, as far as they have a usable one."""
        return {record["key"]: record for record in self.records[name] if isinstance(record.get("key"), str)}


def read(root: Path) -> Files:
    """Read every file under `root`. A file that cannot be read leaves its errors and no records."""
    files = Files()
    for name in NAMES:
        files.records[name] = list(_records(root / f"{name}.yaml", files.errors))
    for path in sorted((root / MARKET).glob("*.csv")):
        files.bars[path.stem] = list(_bars(path, files.errors))
    return files


def digest(root: Path) -> str:
    """One hash over names and contents of everything that is loaded: equal digests, equal records."""
    whole = hashlib.sha256()
    paths = [*(root / f"{name}.yaml" for name in NAMES), *sorted((root / MARKET).glob("*.csv"))]
    for path in paths:
        content = path.read_bytes() if path.is_file() else b""
        whole.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode() + content)
    return whole.hexdigest()


def _records(path: Path, errors: list[DatasetError]) -> Iterator[Record]:
    """The records of one file. What YAML would let pass (keys written twice, dates without quotes) is an error here."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        loader = LOADER(text)
        node = loader.get_single_node()
        errors += [DatasetError(path.name, *found) for found in _slips(node)]
        rows = loader.construct_document(node) if node is not None else []
    except FileNotFoundError:
        errors.append(DatasetError(path.name, "", "", "The file is missing. Put it there, `[]` where it is empty."))
    except (OSError, UnicodeDecodeError) as error:
        errors.append(DatasetError(path.name, "", "", f"The file cannot be read as UTF-8 text ({error})."))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        errors.append(DatasetError(path.name, _line(error), "", f"This is not YAML: {_reason(error)}."))
    else:
        yield from _mappings(path.name, rows, errors)


def _mappings(name: str, rows: object, errors: list[DatasetError]) -> Iterator[Record]:
    if not isinstance(rows, list):
        errors.append(DatasetError(name, "", "", "The file is not a list of records that each begin with `- key:`."))
        return
    for number, row in enumerate(rows, start=1):
        if isinstance(row, dict):
            yield row
        else:
            message = f"The record is not a list of fields like `name: value` but {row!r:.60}."
            errors.append(DatasetError(name, f"record {number}", "", message))


def _slips(document: yaml.Node | None) -> Iterator[tuple[str, str, str]]:
    """(record, field, message) for every key written twice and every date without quotes."""
    records = document.value if isinstance(document, yaml.SequenceNode) else []
    for record in records:
        for path, message in _slips_in(record, ""):
            yield _key_of(record), path, message


def _slips_in(node: yaml.Node, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, yaml.MappingNode):
        yield from _slips_in_mapping(node, path)
    elif isinstance(node, yaml.SequenceNode):
        for number, part in enumerate(node.value, start=1):
            yield from _slips_in(part, f"{path}[{number}]")
    elif node.tag == TIMESTAMP_TAG:
        yield path, f"The date {node.value} has no quotes. Write '{node.value}'."


def _slips_in_mapping(node: yaml.MappingNode, path: str) -> Iterator[tuple[str, str]]:
    names = Counter(str(key.value) for key, _part in node.value)
    prefix = f"{path}." if path else ""
    for name, times in names.items():
        if times > 1:
            line = node.start_mark.line + 1
            yield f"{prefix}{name}", f"The field is there {times} times (block from line {line}). Keep one."
    for key, part in node.value:
        yield from _slips_in(part, f"{prefix}{key.value}")


def _key_of(record: yaml.Node) -> str:
    fields = record.value if isinstance(record, yaml.MappingNode) else []
    keys = [str(part.value) for name, part in fields if name.value == "key"]
    return keys[0] if keys else f"line {record.start_mark.line + 1}"


def _line(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"line {mark.line + 1}" if mark else ""


def _reason(error: Exception) -> str:
    return str(getattr(error, "problem", None) or error).strip().rstrip(".")


def _bars(path: Path, errors: list[DatasetError]) -> list[Bar]:
    try:
        return read_bars(path)
    except BadPriceFile as error:
        errors += [_bar_error(f"{MARKET}/{path.name}", problem) for problem in error.problems]
        return []


def _bar_error(name: str, problem: str) -> DatasetError:
    """From "line 7: close 'x' is not a number" to line, column and sentence."""
    line, separator, message = problem.partition(": ")
    if not separator:
        return DatasetError(name, "", "", f"{problem[:1].upper()}{problem[1:]}.")
    column = next((word for word in message.split()[:3] if word in COLUMNS), "")
    return DatasetError(name, line, column, f"{message[:1].upper()}{message[1:]}.")

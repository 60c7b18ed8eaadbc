"""Follows a growing log file and picks out what a person at the terminal should see: that something failed, and why.

The place in the code stays in the file: a terminal full of tracebacks hides the address of the site.
"""

import re
from pathlib import Path
from typing import Final

# A record starts with a time, as in "2026-01-31 12:00:00 ERROR ..." or "[2026-01-31 12:00:00 +0000] [7] [ERROR] ...".
HEAD: Final = re.compile(r"\[?\d{4}-\d\d-\d\d[ T]\d\d:\d\d")
LOUD: Final = re.compile(r"\b(ERROR|CRITICAL)\b")
TRACEBACK: Final = "Traceback (most recent call last)"
KEEP_BYTES: Final = 5_000_000


class LogTail:
    """Reads one file from where it ended when the tail was made: errors, each with the exception that caused it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.offset = path.stat().st_size if path.exists() else 0
        self.rest = b""
        self.loud = False

    def new_lines(self) -> list[str]:
        """What was written since the last call and matters; a line not finished yet waits for the next."""
        with self.path.open("rb") as file:
            file.seek(self.offset)
            data = file.read()
        self.offset += len(data)
        *lines, self.rest = (self.rest + data).split(b"\n")
        return [text for text in (line.decode(errors="replace") for line in lines) if self._is_loud(text)]

    def _is_loud(self, line: str) -> bool:
        if HEAD.match(line):
            self.loud = bool(LOUD.search(line[:120]))
        elif line.startswith(TRACEBACK):
            self.loud = True
            return False
        return self.loud and bool(line.strip()) and not line.startswith(" ")


def last_lines(path: Path, count: int = 15) -> list[str]:
    """The end of a log, for a program that died."""
    if not path.exists():
        return []
    return path.read_text(encoding="utf-8", errors="replace").splitlines()[-count:]


def make_room(path: Path) -> None:
    """Move a log that has grown large aside, in place of the one moved before it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > KEEP_BYTES:
        path.replace(path.with_suffix(".log.1"))

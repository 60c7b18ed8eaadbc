"""How far a long command has come: one line that is written over on a terminal, a line per step anywhere else. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 24
# Back to the start of the line, and everything to its right away.
OVERWRITE: Final = "\r\x1b[K"


@dataclass(slots=True)
class Progress:
    """Counts steps up to `total`. `write` takes text as it is, without ending the line."""

    total: int
    write: Callable[[str], object]
    is_terminal: bool
    done: int = 0

    def start(self, name: str) -> None:
        """Show what is being done now; anywhere but on a terminal nothing is written until it is over."""
        if self.is_terminal:
            self.write(f"{OVERWRITE}{self._bar()} {name}")

    def finish(self, line: str, *, is_notable: bool = False) -> None:
        """One step is over. On a terminal only what is notable stays on the screen."""
        self.done += 1
        if not self.is_terminal:
            self.write(f"[{self.done}/{self.total}] {line}\n")
        elif is_notable:
            self.write(f"{OVERWRITE}{line}\n")

    def close(self) -> None:
        """Take the bar away."""
        if self.is_terminal:
            self.write(OVERWRITE)

    def _bar(self) -> str:
        full = WIDTH * self.done // self.total if self.total else WIDTH
        return f"[{'#' * full}{'.' * (WIDTH - full)}] {self.done}/{self.total}"

"""How far a long command has come: a bar on a terminal, a line per step anywhere else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn


class Steps:
    """Counts steps up to `total`; None while nobody knows how many there are."""

    def __init__(self, bar: Progress, total: int | None) -> None:
        self.bar = bar
        self.total = total
        self.done = 0
        self.task: TaskID = bar.add_task("", total=total, so_far="")
        self.is_terminal = not bar.disable

    def start(self, name: str) -> None:
        """Show what is being done now; anywhere but on a terminal nothing is written until it is over."""
        self.bar.update(self.task, description=escape(name))

    def finish(self, line: str, *, is_notable: bool = False) -> None:
        """One step is over. On a terminal only what is notable stays on the screen."""
        self.reach(self.done + 1, self.total, line, is_notable=is_notable)

    def reach(self, done: int, total: int | None, line: str, *, is_notable: bool = False) -> None:
        """So many steps are over, of perhaps another total than before."""
        self.done, self.total = done, total
        self.bar.update(self.task, completed=done, total=total, so_far=self._counted())
        if not self.is_terminal:
            self.bar.console.print(f"[{self._counted()}] {line}", markup=False)
        elif is_notable:
            self.bar.console.print(line, markup=False)

    def _counted(self) -> str:
        return str(self.done) if self.total is None else f"{self.done}/{self.total}"


class _Out(StringIO):
    """Where the bar is drawn: all that is written goes to a function as it is."""

    def __init__(self, write: Callable[[str], object]) -> None:
        super().__init__()
        self.pass_on = write

    def write(self, text: str, /) -> int:
        self.pass_on(text)
        return len(text)


@contextmanager
def steps(write: Callable[[str], object], total: int | None, *, is_terminal: bool) -> Iterator[Steps]:
    """Steps that are told through `write`, which adds no line end. The bar is gone at the end, however that comes."""
    console = Console(file=_Out(write), force_terminal=is_terminal, highlight=False, soft_wrap=True)
    columns = (BarColumn(), TextColumn("{task.fields[so_far]}"), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True, disable=not is_terminal) as bar:
        yield Steps(bar, total)

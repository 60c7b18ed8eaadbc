"""What is wrong with the files: one row per error, all of them together."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class DatasetError:
    """One error: `file` as named under the data folder, `record` the key (or line), `field` the path inside it."""

    file: str
    record: str
    field: str
    message: str

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.file, self.record, self.field) if part)
        return f"{place}: {self.message}"


class DatasetErrors(Exception):
    """The files cannot be loaded; nothing was written. `errors` lists every error there is."""

    def __init__(self, errors: Iterable[DatasetError]) -> None:
        self.errors = tuple(sorted(set(errors)))
        super().__init__("\n".join([self.headline, *(str(error) for error in self.errors)]))

    @property
    def headline(self) -> str:
        """How many errors there are and what to do."""
        return f"The data files have {len(self.errors)} error(s), nothing was loaded. Mend them and load again."

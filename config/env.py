"""Typed readers of the environment. A wrong value stops start-up with a sentence that says what to do."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

TRUE: Final = frozenset({"1", "true", "yes", "on"})
FALSE: Final = frozenset({"0", "false", "no", "off", ""})


class SettingError(SystemExit):
    """A setting has a value that cannot be used; the message names it and what it takes."""


class Env:
    """Reads settings from a mapping, by default the process environment."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self.values = os.environ if values is None else values

    def text(self, name: str, default: str = "") -> str:
        """The value as it stands, blanks cut off."""
        return self.values.get(name, default).strip()

    def flag(self, name: str, *, default: bool) -> bool:
        """True or False; any word but the usual ones is refused."""
        word = self.values.get(name, "true" if default else "false").strip().lower()
        if word in TRUE | FALSE:
            return word in TRUE
        raise SettingError(f"{name}={word!r} is not a yes or a no. Set {name}=1 or {name}=0.")

    def number(self, name: str, default: int, *, low: int, high: int) -> int:
        """A whole number between low and high, both included."""
        word = self.text(name) or str(default)
        try:
            value = int(word)
        except ValueError:
            value = low - 1
        if low <= value <= high:
            return value
        raise SettingError(f"{name}={word!r} is not usable. Set {name} to a whole number from {low} to {high}.")

    def words(self, name: str, default: str = "") -> list[str]:
        """A comma-separated list, empty parts dropped."""
        return [part for part in (piece.strip() for piece in self.text(name, default).split(",")) if part]

    def choice(self, name: str, default: str, legal: tuple[str, ...]) -> str:
        """One of a fixed set of words."""
        word = self.text(name) or default
        if word in legal:
            return word
        raise SettingError(f"{name}={word!r} is not known. Set {name} to one of: {', '.join(legal)}.")

    def secret(self, name: str) -> str:
        """The value of NAME, or the content of the file that NAME_FILE names."""
        path = self.text(f"{name}_FILE")
        if not path:
            return self.text(name)
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingError(
                f"{name}_FILE={path!r} cannot be read ({error.strerror}). Mend the path or its rights."
            ) from error

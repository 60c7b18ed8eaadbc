"""Kinds of value that several files share, and what every sourced record must say about where it is from."""

from typing import Final

from tracker.companies.choices import Confidence
from tracker.dataset.rules import Address, Block, Key, Many, Number, Rule, Text, Word

SLUG: Final = Text(80, r"[a-z0-9]+(-[a-z0-9]+)*", "words-in-small-letters-and-hyphens")
TICKER: Final = Text(16, r"[A-Z0-9][A-Z0-9.\-]*", "TICKER")
EXCHANGE: Final = Text(8, r"[A-Z0-9]+", "of an exchange's code like XNAS")
NAME: Final = Text(200)
COUNTRY: Final = Text(2, r"[A-Z]{2}", "of two capital letters, in quotes")
LANGUAGE: Final = Text(2, r"[a-z]{2}", "of two small letters, in quotes")
CURRENCY: Final = Text(3, r"[A-Z]{3}", "of three capital letters")
MONEY: Final = Number(0, 1e13)
MEGAWATT: Final = Number(0, 10_000, places=3)
COMPANY: Final = Key(("companies",))
COUNTERPARTY: Final = Key(("counterparties",))
SITE: Final = Key(("sites",))

PROVENANCE: Final[dict[str, Rule]] = {
    "source_url": Address(),
    "source_name": NAME,
    "source_language": LANGUAGE,
    "other_sources": Many(Address()),
    "confidence": Word(Confidence.values),
    "notes": Text(),
}
SOURCED: Final = ("source_url", "source_name", "source_language", "confidence")


def told(fields: dict[str, Rule], *needs: str) -> Block:
    """A record that says where it is from."""
    return Block({"key": SLUG, **fields, **PROVENANCE}, ("key", *needs, *SOURCED))

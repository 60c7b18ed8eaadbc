"""What parties and places are judged by."""

from dataclasses import dataclass, field

from tracker.extraction.aliases import AliasBook
from tracker.extraction.rules.names import Mention


@dataclass(frozen=True, slots=True)
class Setting:
    """What parties are judged by: the kind, the company, everything named, and who is not a party."""

    kind: str
    company: str
    mentions: list[Mention]
    book: AliasBook
    not_parties: frozenset[str]
    unlisted: dict[Mention, str] = field(default_factory=dict)

    def sort_of(self, mention: Mention) -> str:
        """What a counterparty is (hyperscaler, vendor ...), on record or not; "" where nothing tells."""
        return self.unlisted.get(mention) or self.book.sorts.get(mention.key, "")

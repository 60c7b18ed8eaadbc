"""What a candidate proposes to put on record: read by rules, typed by an analyst or edited by a moderator.

Plain data, kept as JSON with the candidate and, as decided, with the review; the announcements room publishes it.
"""

from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedPerson:
    """Somebody whose post changes. `action` is a PersonAction value."""

    name: str
    action: str = "joins"
    title: str = ""
    previous_employer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedStatement:
    """What somebody said, in a paraphrase or (is_verbatim) word for word."""

    speaker: str
    text: str
    role: str = ""
    language: str = ""
    is_verbatim: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedMove:
    """A share move as printed: `pct` in percent (11 is +11 %), `price` in the share's currency; one may be missing."""

    pct: Decimal | None = None
    basis: str = "unknown"
    price: Decimal | None = None
    applies_to_on: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One announcement as proposed. Companies are keys, capacity is in MW, `term_years` in years."""

    company: str
    kind: str
    scope: str
    title: str
    announced_on: date
    announced_at: datetime | None = None
    date_precision: str = "day"
    date_basis: str = "stated"
    summary: str = ""
    also_companies: tuple[str, ...] = ()
    capacity_mw: Decimal | None = None
    capacity_basis: str = ""
    value_amount: Decimal | None = None
    value_currency: str = "USD"
    value_counts: str = ""
    term_years: Decimal | None = None
    counterparties: tuple[str, ...] = ()
    guarantor: str = ""
    sites: tuple[str, ...] = ()
    people: tuple[ProposedPerson, ...] = ()
    statements: tuple[ProposedStatement, ...] = ()
    moves: tuple[ProposedMove, ...] = ()
    source_url: str = ""
    source_name: str = ""
    source_language: str = ""
    source_tier: str = ""
    words: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain JSON: days and times in ISO form, decimals as text."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Proposal":
        """The proposal that `as_json` wrote. Raises KeyError, TypeError or ValueError on anything else."""
        known = {f.name for f in fields(cls)}
        values = {name: value for name, value in data.items() if name in known}
        values["announced_on"] = date.fromisoformat(data["announced_on"])
        if data.get("announced_at"):
            values["announced_at"] = datetime.fromisoformat(data["announced_at"])
        for name in ("capacity_mw", "value_amount", "term_years"):
            values[name] = _decimal(data.get(name))
        for name in ("also_companies", "counterparties", "sites"):
            values[name] = tuple(data.get(name) or ())
        values["people"] = tuple(ProposedPerson(**row) for row in data.get("people") or ())
        values["statements"] = tuple(ProposedStatement(**row) for row in data.get("statements") or ())
        values["moves"] = tuple(_move(row) for row in data.get("moves") or ())
        return cls(**values)


def _move(row: dict[str, Any]) -> ProposedMove:
    day = row.get("applies_to_on")
    return ProposedMove(
        pct=_decimal(row.get("pct")),
        basis=row.get("basis") or "unknown",
        price=_decimal(row.get("price")),
        applies_to_on=date.fromisoformat(day) if day else None,
        words=row.get("words") or "",
    )


def _decimal(value: str | float | None) -> Decimal | None:
    return None if value is None or value == "" else Decimal(str(value))


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value

"""What was read in the shape and precision that the entry form and the record have."""

from decimal import Decimal

from tracker.extraction.proposal import ProposedMove, ProposedPerson
from tracker.extraction.rules.moves import Move
from tracker.extraction.rules.named import Named


def storable(figure: Decimal, places: int) -> Decimal | None:
    """Rounded to what the record keeps; None where nothing would be left."""
    rounded = round(figure, places)
    return rounded if rounded > 0 else None


def proposed_move(told: Move) -> ProposedMove:
    """The share move as the form shows it."""
    return ProposedMove(
        pct=told.pct, basis=told.basis, price=told.price, applies_to_on=told.applies_to_on, words=told.words
    )


def proposed_person(named: Named) -> ProposedPerson:
    """The person as the form shows them."""
    return ProposedPerson(
        name=named.name, action=named.action, title=named.title, previous_employer=named.previous_employer
    )

"""What is told of a person: who, the post, whether they come or go, and from where."""

from dataclasses import dataclass

from tracker.extraction.rules.passage import Fact


@dataclass(frozen=True, slots=True)
class Named:
    """A person as printed; `action` is "joins", "leaves", "promoted" or "" for one who is merely named.

    `leads` is whether the text says that the company is led by them, which is a post without a title.
    """

    name: str
    title: str
    action: str
    previous_employer: str
    start: int
    end: int
    where: str
    facts: tuple[Fact, ...] = ()
    leads: bool = False

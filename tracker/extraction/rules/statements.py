"""What somebody on record is said to have said: the sentence with their name and a verb of speech."""

from tracker.extraction.aliases import AliasBook
from tracker.extraction.proposal import ProposedStatement
from tracker.extraction.rules.named import Named
from tracker.extraction.rules.names import Mention
from tracker.extraction.rules.passage import Fact, Passage
from tracker.extraction.rules.people_action import is_speaker

_MOST = 4
_QUOTES = '"“”«»'


def statements(
    passage: Passage, people: tuple[Named, ...], found: list[Mention], book: AliasBook
) -> tuple[tuple[ProposedStatement, Fact], ...]:
    """At most a few statements, each the whole sentence it stands in."""
    roles = {named.start: named for named in people if named.where == passage.where}
    names = {named.start: named.name for named in roles.values()}
    names |= {
        m.start: book.names[(m.owner, m.key)]
        for m in found
        if m.owner == "person" and m.where == passage.where and m.start not in names
    }
    rows = []
    for at, name in sorted(names.items()):
        start, end = passage.sentence(at)
        if not is_speaker(passage, (at, at + len(name))):
            continue
        words = passage.text[start:end].strip()
        role = roles[at].title if at in roles else ""
        statement = ProposedStatement(
            speaker=name,
            text=words[:600],
            role=role,
            language=passage.language,
            is_verbatim=any(q in words for q in _QUOTES),
        )
        rows.append(
            (
                statement,
                passage.fact(
                    "statement", name, (start, start + len(passage.text[start:end].rstrip())), "statement.sentence"
                ),
            )
        )
    return tuple(rows[:_MOST])

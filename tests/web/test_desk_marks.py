"""Evidence in a text: cut into pieces that lose nothing, whatever the spans."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tracker.web.desk_marks import Piece, Span, marked, paragraphs, pieces

SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).filter(lambda ends: ends[0] < ends[1]), max_size=8)


def fact(field: str, start: Any, end: Any, where: str = "text", value: str = "") -> dict[str, Any]:
    return {"field": field, "start": start, "end": end, "where": where, "value": value}


def test_plain_text_is_one_piece() -> None:
    assert pieces("Nothing here", []) == [Piece("Nothing here")]


def test_an_empty_text_has_no_pieces() -> None:
    assert pieces("", []) == []


def test_spans_that_overlap_share_their_common_piece() -> None:
    found = pieces("abcdef", [Span(1, 4, 1), Span(3, 6, 2)])
    assert found == [
        Piece("a"),
        Piece("bc", (1,), (1,)),
        Piece("d", (1, 2), (2,), (1,)),
        Piece("ef", (2,), (), (2,)),
    ]


def test_a_span_inside_another_keeps_both_numbers() -> None:
    found = pieces("abc", [Span(0, 3, 1), Span(1, 2, 2)])
    assert [piece.numbers for piece in found] == [(1,), (1, 2), (1,)]


def test_evidence_is_numbered_in_reading_order_headline_first() -> None:
    facts = [fact("kind", 5, 8), fact("company", 0, 3, "headline"), fact("person", 0, 2)]
    found = marked("Abc hires", "To be hired", facts)
    assert (found.numbers["company"], found.numbers["person"], found.numbers["kind"]) == ([1], [2], [3])


def test_equal_places_get_one_number_and_values_tell_facts_apart() -> None:
    facts = [fact("person", 0, 3, value="Ann"), fact("statement", 0, 3, value="Ann"), fact("person", 4, 7, value="Bob")]
    found = marked("", "Ann Bob", facts)
    assert found.numbers["person"] == [1, 2]
    assert (found.numbers["person=Bob"], found.numbers["statement=Ann"]) == ([2], [1])


def test_facts_that_point_at_nothing_are_left_out() -> None:
    facts = [fact("a", None, None), fact("b", 5, 2), fact("c", 90, 95), fact("d", -3, 2), fact("e", "1", "2")]
    assert marked("", "Ten letters", facts).numbers == {}


def test_a_span_over_two_lines_is_marked_in_both() -> None:
    first, second = paragraphs("one two\n\nthree", [Span(4, 12, 1)])
    assert [(piece.text, piece.numbers) for piece in first] == [("one ", ()), ("two", (1,))]
    assert [(piece.text, piece.numbers) for piece in second] == [("thr", (1,)), ("ee", ())]


@given(st.text(max_size=50), SPANS)
def test_no_character_is_lost_or_doubled(text: str, ends: list[tuple[int, int]]) -> None:
    found = marked("", text, [fact("x", start, end) for start, end in ends])
    shown = ["".join(piece.text for piece in paragraph) for paragraph in found.paragraphs]
    assert shown == [line for line in text.split("\n") if line.strip()]


@given(st.text(min_size=1, max_size=50), SPANS)
def test_every_number_starts_and_ends_at_most_once(text: str, ends: list[tuple[int, int]]) -> None:
    found = marked(text, "", [fact("x", start, end, "headline") for start, end in ends])
    starts = [number for piece in found.headline for number in piece.starts]
    assert starts == sorted(set(starts))
    assert sorted(number for piece in found.headline for number in piece.ends) == starts

"""Plain text, sentences, folding."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.lib.text import MAX_TEXT, clip, fold, plain_text, same_words, sentences


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>One</p><p>Two &amp; three</p>", "One\nTwo & three"),
        ("60 MW to <script>alert('x')</script>Example", "60 MW to Example"),
        ("a<style>p{}</style>b<iframe src=x>no</iframe>c", "abc"),
        ("&lt;b&gt;45&#8239;MW&lt;/b&gt; &amp;amp; 10&nbsp;ans", "45 MW & 10 ans"),
        ("Core Scien\u200btific 1\u200b20 M\u200bW \ufeff\u202eRTL\u202c", "Core Scientific 120 MW RTL"),
        ("👩\u200d💻 sig\u200dns", "👩\u200d💻 signs"),
        ("a < b and 3 > 2", "a < b and 3 > 2"),
        ("never <!-- closed", "never <!-- closed"),
        ("x\x00y \ud800z", "x y z"),
        ("", ""),
        ('<img src=x onerror="alert(1)">text<svg><script>1</script></svg>', "text"),
    ],
)
def test_markup_becomes_words(markup: str, words: str) -> None:
    assert plain_text(markup) == words


@given(st.text(max_size=300))
def test_any_text_can_be_cleaned_and_stays_clean(text: str) -> None:
    cleaned = plain_text(text)
    assert "\u200b" not in cleaned
    assert "\u202e" not in cleaned
    assert cleaned == cleaned.strip()


@pytest.mark.parametrize("unit", ["<a", "<", "<script>", "<!--", "&amp;", "&lt;p&gt;", "<p>x</p>", "é ", "<a href='"])
def test_five_megabytes_of_anything_take_well_under_a_second(unit: str) -> None:
    markup = unit * (5_000_000 // len(unit))
    started = time.perf_counter()
    assert len(plain_text(markup)) <= MAX_TEXT
    assert time.perf_counter() - started < 1.5


def test_clip_ends_after_a_word_where_it_can() -> None:
    assert clip("short", 20) == "short"
    assert len(clip("x" * 500, 20)) == 20


def test_fold_ignores_case_and_accents() -> None:
    assert fold("Énergie Données") == "energie donnees"


def test_names_and_keys_fold_to_the_same_words() -> None:
    assert same_words("Jeffrey Thomas") == same_words("jeffrey-thomas")


def test_abbreviations_do_not_end_a_sentence() -> None:
    text = "CleanSpark, Inc. (Nasdaq: CLSK) hired him. M. Thomas starts today. It rose 9.7 %."
    assert [text[start:end].strip() for start, end in sentences(text)] == [
        "CleanSpark, Inc. (Nasdaq: CLSK) hired him.",
        "M. Thomas starts today.",
        "It rose 9.7 %.",
    ]


@given(st.text(max_size=200))
def test_sentences_cover_the_text_without_gap(text: str) -> None:
    spans = sentences(text)
    assert "".join(text[start:end] for start, end in spans) == text

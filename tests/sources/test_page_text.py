"""The text of a web page: what belongs to the article reaches it, what stands around the article does not."""

import pytest
import trafilatura
from hypothesis import given
from hypothesis import strategies as st

from tracker.sources.adapters.page import article

HERE = "https://news.example.org/start/"
AROUND = """<header><a href="/">The Site</a></header>
<nav><ul><li><a href="/m">Markets</a></li><li><a href="/t">Technology desk</a></li></ul></nav>
<div id="cookie-consent" class="cookie-banner"><p>We use cookies. By clicking Accept you agree to our policy and to
those of our 214 partners.</p><button>Accept</button></div>"""
STORY = """<p>Hut 8 signed a lease for IT capacity at its River Bend campus in Louisiana, the company said on Wednesday,
in one of the largest deals of a Bitcoin miner so far.</p>
<p>The lease has three renewal options of five years each, according to a filing with the regulator.</p>
<p>The main terms are these:</p>
<ul><li>Capacity: 245 MW of IT load</li><li>Contract value: $7.0 billion &lt;base term&gt;</li></ul>
<table><tr><th>Quarter</th><th>Power</th></tr><tr><td>Q2 2027</td><td>120 MW energized</td></tr></table>
<p>Analysts had expected a smaller first phase of the campus, which is to be built with borrowed money for the most
part.</p>"""
RELATED = f"""<div class="related-links"><h3>Related articles</h3><ul>{
    "".join(f'<li><a href="/{n}">CleanSpark buys land for {n}00 MW in Texas</a></li>' for n in range(1, 7))
}</ul></div>"""


def text_of(body: str) -> str:
    return article(f"<html><head><title>News</title></head><body>{body}</body></html>", HERE).html


def around(body: str) -> str:
    return f"{AROUND}<h1>Hut 8 signs a lease</h1>{body}<footer><p>Copyright by the Site.</p></footer>"


@pytest.mark.parametrize(
    "body",
    [
        around(f'<div class="content"><div class="story">{STORY}</div>{RELATED}</div>'),
        around(f"<main>{STORY}{RELATED}</main>"),
        around(f"<article>{STORY}</article>{RELATED}"),
        around(f"<article>{STORY}{RELATED}</article>"),
        around(f'<div class="post">{STORY.replace("<p>", "").replace("</p>", "<br><br>")}</div>{RELATED}'),
    ],
    ids=["no tag says where", "main", "article", "links within the article", "lines instead of paragraphs"],
)
def test_the_story_is_there_with_its_figures_and_nothing_that_stands_around_it(body: str) -> None:
    text = text_of(body)
    assert text.startswith("<p>Hut 8 signed a lease for IT capacity at its River Bend campus")
    for told in ("Capacity: 245 MW of IT load", "Contract value: $7.0 billion &lt;base term&gt;", "120 MW energized"):
        assert f"<p>{told}</p>" in text
    for other in ("cookies", "Technology desk", "CleanSpark", "Copyright", "Hut 8 signs a lease", "|", "- "):
        assert other not in text


def test_a_short_text_is_read_by_its_tags() -> None:
    assert text_of("<h1>T</h1><div><p>Riot leased 25 MW to AMD.</p></div>") == "<p>Riot leased 25 MW to AMD.</p>"


@pytest.mark.parametrize(("terms_found", "is_trusted"), [(39, True), (32, True), (30, False), (0, False)])
def test_an_article_of_which_a_fifth_of_the_figures_is_lost_is_read_by_its_tags(
    terms_found: int, is_trusted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = "The lease runs for many years and makes the miner a landlord of data centers. " * 40
    terms = [f"Part of {n}00 MW" for n in range(1, 40)]
    found = "\n".join([story, *(f"- {term}" for term in terms[:terms_found]), "As trafilatura has it."])
    monkeypatch.setattr(trafilatura, "extract", lambda *_, **__: found)
    text = text_of(f"<article><p>{story}</p><ul>{''.join(f'<li>{term}</li>' for term in terms)}</ul></article>")
    assert ("As trafilatura has it." in text) is is_trusted
    assert ("<p>Part of 3900 MW</p>" in text) is (terms_found == 39 or not is_trusted)


@pytest.mark.parametrize(
    "body",
    ["<p>a word</p>" * 100_000, "<p>a word<br>" * 100_000, f"<p>{'word ' * 50_000}</p>"],
    ids=["of many parts", "never closed", "of one long part"],
)
def test_a_page_out_of_all_proportion_is_not_given_to_trafilatura(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(trafilatura, "extract", lambda tree, **_: asked.append(tree))
    assert "word" in text_of(body)
    assert not asked


@pytest.mark.parametrize("error", [ValueError, AttributeError, IndexError, RecursionError, AssertionError])
def test_a_page_on_which_trafilatura_fails_is_read_by_its_tags(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> str:
        raise error

    monkeypatch.setattr(trafilatura, "extract", fail)
    assert text_of(f"<h1>T</h1><article>{STORY}</article>").startswith("<p>Hut 8 signed a lease")


SHREDS = [
    "<p>",
    "</p>",
    "<div class=comment>",
    "<table><tr><td colspan=x>",
    "</table>",
    "<ul><li>",
    "<article>",
    "</article>",
    "<a href='http://[x'>",
    "<br>",
    "<pre>",
    "<svg>",
    "<script>",
    "\x00",
    "\ud800",
    "&#0;",
    "<!--",
    "- ",
    "| a |",
    "\u6587",
]
SAID = "Hut 8 leased 245 MW at River Bend to a tenant for fifteen years and $7.0 billion. " * 3


@given(st.lists(st.sampled_from([*SHREDS, SAID]), max_size=40).map("".join))
def test_shreds_of_a_page_give_text_that_can_be_stored(shreds: str) -> None:
    text = text_of(f"<h1>Title</h1>{shreds}")
    assert "\x00" not in text
    assert "<" not in text.replace("<p>", "").replace("</p>", "")
    assert text.encode().decode() == text

"""One form of an address for all links to one page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.lib.urls import LIMIT, canonical_url

PAGE = "news.example.com/2025/iren-deal"


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example.com/2025/iren-deal",
        "http://news.example.com/2025/iren-deal/",
        "HTTPS://NEWS.Example.com:443/2025/iren-deal",
        "http://news.example.com:80/2025/iren-deal#comments",
        "https://www.news.example.com/2025/iren-deal",
        "https://m.news.example.com/2025/iren-deal",
        "https://amp.news.example.com/2025/iren-deal",
        "https://news.example.com/2025/iren-deal/amp/",
        "https://news.example.com/amp/2025/iren-deal",
        "https://news.example.com/2025/iren-deal?utm_source=x&utm_medium=rss&fbclid=1",
        "https://news.example.com/2025/iren-deal?gclid=a&ref=home&amp=1",
        "https://news.example.com//2025//iren-deal/index.html",
        "https://news.example.com/2025/iren%2Ddeal",
        "//news.example.com/2025/iren-deal",
        " https://news.example.com/2025/iren-deal\n",
        "\ufeffhttps://news.example.com/2025/iren-deal",
        "https://news-example-com.cdn.ampproject.org/c/s/news.example.com/2025/iren-deal",
        "https://news-example-com.cdn.ampproject.org/v/s/news.example.com/2025/iren-deal?usqp=mq331",
        "https://www.google.com/amp/s/news.example.com/2025/iren-deal",
    ],
)
def test_all_links_to_a_page_have_one_form(url: str) -> None:
    assert canonical_url(url) == PAGE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.example.com/a", "https://x.example.com/b"),
        ("https://x.example.com/?id=1", "https://x.example.com/?id=2"),
        ("https://x.example.com/a", "https://y.example.com/a"),
        ("https://x.example.com:8443/a", "https://x.example.com/a"),
        ("https://x.example.com/amperage", "https://x.example.com/erage"),
        ("https://x.example.com/" + "a" * 900 + "1", "https://x.example.com/" + "a" * 900 + "2"),
    ],
)
def test_different_pages_stay_apart(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


def test_parameters_that_choose_the_page_stay_in_one_order() -> None:
    assert canonical_url("https://x.example.com/?b=2&utm_id=9&a=1") == canonical_url("http://x.example.com?a=1&b=2")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        " JaVa\tScRiPt:alert(1)//https://ok.example",
        "data:text/html;base64,AAAA",
        "file:///etc/passwd",
        "mailto:a@b.example",
        "/only/a/path",
        "https://",
        "https://[::1",
        "https://x.example.com:99999999/a",
        "http://localhost/a",
    ],
)
def test_what_is_no_web_address_has_no_form(url: str) -> None:
    assert canonical_url(url) == ""


@given(st.text(max_size=300))
def test_any_text_can_be_given(url: str) -> None:
    assert len(canonical_url(url)) <= LIMIT


@given(st.text(alphabet="abc/?&=.#%:-amp", max_size=80))
def test_a_canonical_form_is_its_own(path: str) -> None:
    once = canonical_url(f"https://x.example.com/{path}")
    assert canonical_url(f"https://{once}") == once

"""RSS and Atom into items: a pure function of bytes."""

import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.feeds import hostile_cases, rss, stories, story
from tracker.sources.adapters import ADAPTERS, FeedItem, Unreadable
from tracker.sources.models import SourceKind

SEED = Path(__file__).parents[2] / "tracker" / "data" / "seed"
FEED = ADAPTERS["feed"]
HERE = "https://news.example.org/feeds/main.xml"
SHREDS = [
    b"<rss>", b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<item>", b"<entry>", b"</item>", b"<title>", b"<link>",
    b"<link href='", b"<guid>", b"<pubDate>", b"2026-02-31", b"]]>", b"<![CDATA[", b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"&b;", b"&#xD800;", b"&#0;", b"&#99999999;", b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"<content type='xhtml'>",
    b"<div>", b"'/>", b"</", b"<!--", b"http://[", b"xml:base='http://['", b"<?xml version='1.0' encoding='utf-7'?>",
    b"<description>", b"<a:b>", b"\x1b$B", b"?>",
]  # fmt: skip


def parse(body: bytes, content_type: str = "application/rss+xml") -> list[FeedItem]:
    return FEED.parse(body, content_type, HERE)


def one(**fields: Any) -> FeedItem:
    [item] = parse(rss(story(1, **fields)))
    return item


def test_every_kind_of_source_has_an_adapter() -> None:
    assert set(ADAPTERS) == set(SourceKind.values)


class TestSeedFeeds:
    def test_french_feed_is_read_whole(self) -> None:
        first, second = parse((SEED / "feed_fr.xml").read_bytes())
        assert first.guid == "fr-20251021-0007"
        assert first.url == "https://news.example.org/fr/cleanspark-ia-humain?utm_source=rss&utm_medium=feed"
        assert first.published_at == datetime(2025, 10, 21, 7, 40, tzinfo=UTC)
        assert (first.language, first.author) == ("fr", "Rédaction")
        assert "21,86 dollars" in first.html
        assert second.html.startswith("La première cryptomonnaie")

    def test_atom_feed_is_read_whole(self) -> None:
        items = parse((SEED / "feed_en.xml").read_bytes())
        assert [item.language for item in items] == ["en"] * 4
        assert items[0].html.startswith("<p>LAS VEGAS")
        assert items[1].published_at == datetime(2025, 10, 20, 17, 45, tzinfo=UTC)


class TestWhatIsNoFeed:
    @pytest.mark.parametrize(
        ("body", "said"),
        [
            (b"", "empty"),
            (b"\xef\xbb\xbf \n\0", "empty"),
            (b"<!DOCTYPE html><html><body><item><title>x</title></item></body></html>", "web page"),
            (b"\n<HTML><body>Just a moment...</body></HTML>", "web page"),
            (b'{"version": "https://jsonfeed.org/version/1.1"}', "JSON"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no RSS or Atom"),
            (gzip.compress(b"<rss/>"), "no RSS or Atom"),
            (b"<?xml version='1.0'?><urlset><url><loc>https://a.example/</loc></url></urlset>", "no RSS or Atom"),
            (b"<rss", "broken"),
            (b"\xff\xfe<\0r\0s\0", "no RSS or Atom"),
        ],
    )
    def test_it_is_told_what_it_is_instead(self, body: bytes, said: str) -> None:
        with pytest.raises(Unreadable, match=said) as caught:
            parse(body, "text/html")
        assert caught.value.message.endswith(".")

    def test_one_that_breaks_off_gives_the_items_before(self) -> None:
        whole = stories(range(5))
        items = parse(whole[: whole.index(b"guid-3") + 3])
        assert [item.guid for item in items[:3]] == ["guid-0", "guid-1", "guid-2"]

    def test_a_feed_without_items_is_one(self) -> None:
        assert parse(rss()) == []

    @given(st.binary(max_size=400))
    def test_random_bytes_give_items_or_unreadable(self, body: bytes) -> None:
        self.must_not_fail(body)

    @given(st.lists(st.sampled_from(SHREDS), max_size=30).map(b"".join))
    def test_feeds_torn_to_pieces_give_items_or_unreadable(self, body: bytes) -> None:
        self.must_not_fail(body)
        self.must_not_fail(b"<rss><channel><item>" + body)

    @given(st.binary(max_size=60), st.integers(0, 3000))
    def test_a_feed_with_damage_gives_items_or_unreadable(self, damage: bytes, at: int) -> None:
        whole = (SEED / "feed_fr.xml").read_bytes()
        self.must_not_fail(whole[:at] + damage + whole[at + len(damage) :])

    def must_not_fail(self, body: bytes) -> None:
        try:
            items = parse(body)
        except Unreadable:
            return
        for item in items:
            assert item.guid
            assert item.title
            assert not item.url or item.url.startswith(("http://", "https://"))
            (item.guid + item.title + item.html + item.url + item.author).encode()
            assert item.published_at is None or item.published_at.tzinfo is UTC


class TestEntities:
    def test_a_billion_laughs_stay_a_few_bytes(self) -> None:
        laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
        item = "<item><title>&l11;</title></item>"
        body = f'<!DOCTYPE l [<!ENTITY l0 "ha">{laughs}]><rss version="2.0"><channel>{item}</channel></rss>'
        [read] = parse(body.encode())
        assert len(read.title) < 20

    def test_external_entities_are_not_opened(self, tmp_path: Path) -> None:
        secret = tmp_path / "secret.txt"
        secret.write_text("very secret", encoding="ascii")
        body = f'<!DOCTYPE r [<!ENTITY e SYSTEM "{secret.as_uri()}">]>' + rss(story(1)).decode().replace("story", "&e;")
        assert "very secret" not in str(parse(body.encode()))

    def test_a_body_that_is_a_files_name_is_not_opened(self) -> None:
        with pytest.raises(Unreadable):
            parse(str(SEED / "feed_fr.xml").encode())

    def test_words_without_end_take_no_time(self) -> None:
        assert one(title="x", summary="a." * 200_000).title == "x"
        assert parse(b"<rss><channel><item><author>" + b"a." * 200_000 + b"</author></item></channel></rss>") == []


class TestText:
    def test_content_is_preferred_to_the_summary(self) -> None:
        content = "<content:encoded>&lt;p&gt;All of it.&lt;/p&gt;</content:encoded>"
        body = rss(story(1)).decode().replace("</item>", f"{content}</item>")
        body = body.replace("<rss ", '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" ')
        assert parse(body.encode())[0].html == "<p>All of it.</p>"

    def test_plain_text_of_atom_is_no_markup(self) -> None:
        body = (SEED / "feed_en.xml").read_text(encoding="utf-8").replace("traded up", "traded &lt;up&gt;")
        assert "traded &lt;up&gt;" in parse(body.encode())[1].html

    def test_a_missing_title_becomes_the_first_words(self) -> None:
        assert one(title=None).title == "CleanSpark builds 120 MW of AI data centers in Georgia."
        assert one(title=None, summary=None).title == "https://news.example.org/1"

    def test_an_item_that_says_nothing_is_none(self) -> None:
        assert parse(rss({}, story(1))) == parse(rss(story(1)))

    def test_sizes_are_capped(self) -> None:
        item = one(title="tt," * 40_000, summary="ss," * 80_000)
        assert (len(item.title), len(item.html)) == (100_000, 200_000)

    def test_nul_and_lone_surrogates_are_removed(self) -> None:
        body = rss(story(1, title="A@B")).replace(b"@", b"\0&#xD800;\xed\xa0\x80")
        title = parse(body)[0].title
        assert "\0" not in title
        title.encode()

    @pytest.mark.parametrize(
        ("encoding", "declared", "content_type"),
        [
            ("utf-8", "", "text/xml"),
            ("utf-8", "", "text/xml; charset=iso-8859-1"),
            ("utf-8-sig", "", "text/xml"),
            ("utf-16", "", "application/rss+xml"),
            ("utf-16-le", "", "application/rss+xml"),
            ("iso-8859-15", "iso-8859-15", "application/rss+xml"),
            ("windows-1252", "", "application/rss+xml"),
            ("windows-1252", "", "text/xml; charset=windows-1252"),
            ("windows-1252", "punycode", "application/rss+xml"),
        ],
    )
    def test_letters_survive_what_servers_say_of_them(self, encoding: str, declared: str, content_type: str) -> None:
        head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
        body = (head + rss(story(1, title="Énergie à Genève")).decode()).encode(encoding)
        assert parse(body, content_type)[0].title == "Énergie à Genève"

    def test_seven_bit_encodings_are_read_as_declared(self) -> None:
        head = '<?xml version="1.0" encoding="iso-2022-jp"?>'
        body = (head + rss(story(1, title="電力")).decode()).encode("iso-2022-jp")
        assert parse(body)[0].title == "電力"

    @pytest.mark.parametrize(("said", "kept"), [("fr", "fr"), ("en_US", "en-us"), ("<b>", ""), ("", "")])
    def test_language_is_a_tag_or_nothing(self, said: str, kept: str) -> None:
        body = (
            rss(story(1))
            .decode()
            .replace("<language>en</language>", f"<language>{said.replace('<', '&lt;')}</language>")
        )
        assert parse(body.encode())[0].language == kept


class TestLinks:
    @pytest.mark.parametrize(
        ("delivered", "kept"),
        [
            ("/a/1", "https://news.example.org/a/1"),
            ("1.html", "https://news.example.org/feeds/1.html"),
            ("//cdn.example.org/1", "https://cdn.example.org/1"),
            ("\ufeff\u200bhttps://news.example.org/1\n", "https://news.example.org/1"),
            ("https://news.example.org/1?a=1&amp;b=2", "https://news.example.org/1?a=1&b=2"),
            ("https://news.example.org/a b", "https://news.example.org/a%20b"),
            ("HTTPS://news.example.org/1", "https://news.example.org/1"),
            ("javascript:alert(1)", ""),
            (" JaVa\tScRiPt:alert(1)//https://ok.example", ""),
            ("java\u200bscript:alert(1)", ""),
            ("data:text/html,x", ""),
            ("file:///etc/passwd", ""),
            ("mailto:a@b.example", ""),
            ("http://", ""),
            ("http://[bad/", ""),
            ("https://news.example.org/" + "a" * 2_000, ""),
        ],
    )
    def test_only_web_addresses_are_links(self, delivered: str, kept: str) -> None:
        url = one(link=delivered).url
        assert (url.replace("HTTPS", "https") if kept else url) == kept

    def test_relative_links_start_from_the_channels_own(self) -> None:
        body = rss(story(1, link="/a")).replace(b"<title>t</title>", b"<link>https://www.example.com/</link>")
        assert parse(body)[0].url == "https://www.example.com/a"

    def test_a_guid_is_no_link_unless_it_is_an_address(self) -> None:
        assert one(link=None).url == ""
        assert one(link=None, guid="https://news.example.org/7").url == "https://news.example.org/7"


class TestGuids:
    def test_without_one_the_link_stands_in_and_then_title_and_time(self) -> None:
        assert one(guid=None).guid == "https://news.example.org/1"
        bare = one(guid=None, link=None)
        assert bare.guid.startswith("sha256:")
        assert bare.guid == one(guid=None, link=None, summary="another text").guid
        assert bare.guid != one(guid=None, link=None, title="another title").guid
        assert bare.guid != one(guid=None, link=None, published=None).guid


class TestDates:
    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("Mon, 20 Oct 2025 08:00:00 -0400", "2025-10-20T12:00:00"),
            ("Mon, 20 Oct 2025 08:00:00 EDT", "2025-10-20T12:00:00"),
            ("Mon, 20 Oct 2025 14:00:00 CEST", "2025-10-20T12:00:00"),
            ("Mon, 20 Oct 2025 12:00:00", "2025-10-20T12:00:00"),
            ("2025-10-20T14:00:00+02:00", "2025-10-20T12:00:00"),
            ("2025-10-20T12:00:00.123Z", "2025-10-20T12:00:00"),
            ("2025-10-20T12:00:00", "2025-10-20T12:00:00"),
            ("2025-10-20 12:00:00", "2025-10-20T12:00:00"),
            ("Fri, 01 Jan 2099 00:00:00 GMT", "2099-01-01T00:00:00"),
        ],
    )
    def test_times_are_utc(self, written: str, meant: str) -> None:
        assert one(published=written).published_at == datetime.fromisoformat(meant).replace(tzinfo=UTC)

    @pytest.mark.parametrize(
        "written",
        [
            "Mon, 31 Feb 2026 25:61:00 +9900", "31 Feb 2026", "2026-02-31", "2026-02-31T10:00:00Z", "2026-13-01",
            "1760961600", "0000-00-00T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT", "Sat, 31 Dec 9999 23:59:59 -1200",
            "yesterday-ish", " ", "",
        ],
    )  # fmt: skip
    def test_times_that_cannot_be_are_none(self, written: str) -> None:
        assert one(published=written).published_at is None

    def test_the_last_change_stands_in_for_a_missing_time(self) -> None:
        body = (
            (SEED / "feed_en.xml")
            .read_text(encoding="utf-8")
            .replace("<published>2025-10-20T12:00:00Z</published>", "")
        )
        assert parse(body.encode())[0].published_at == datetime(2025, 10, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize("case", hostile_cases().values(), ids=lambda case: str(case["id"]))
def test_hostile_items_are_all_read(case: dict[str, Any]) -> None:
    items = parse(rss(*case["feed_items"]))
    assert len(items) == len(case["feed_items"])
    assert not [item.url for item in items if item.url and not item.url.startswith("https://news.example.com/adv-")]


def test_thousands_of_items_are_read_in_order() -> None:
    assert [item.guid for item in parse(stories(range(2000)))] == [f"guid-{n}" for n in range(2000)]

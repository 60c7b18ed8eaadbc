"""robots.txt: which rule decides, and that an address that is not wanted is never asked for."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.feed_server import Answer, FeedServer
from tracker.lib.http import Client, FetchError, FetchPolicy, RobotsFile
from tracker.lib.http.robots import deciding, rules_for

MIXED = """\ufeff# who may do what
Sitemap: https://example.org/sitemap.xml
User-agent: BadBot
Disallow: /

user-agent: *
Crawl-delay: 10
Disallow: /private   # not for programs
Allow: /private/feeds
Disallow:

User-agent: OtherBot
User-agent: Hashpivot/2.0
Disallow: /*.xml$
Allow: /news/*.xml$
Disallow: /search?q=
"""


class Kept:
    """A cache in memory."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[RobotsFile, int]] = {}

    def get(self, origin: str) -> RobotsFile | None:
        return self.files[origin][0] if origin in self.files else None

    def keep(self, origin: str, file: RobotsFile, seconds: int) -> None:
        self.files[origin] = (file, seconds)


def allowed(text: str, path: str, agent: str = "hashpivot") -> bool:
    rule = deciding(rules_for(text, agent), path)
    return rule is None or rule.allows


class TestRules:
    @pytest.mark.parametrize(
        ("path", "wanted"),
        [
            ("/feed.xml", False),
            ("/feed.xml?page=2", True),
            ("/news/feed.xml", True),
            ("/search?q=ai", False),
            ("/search", True),
            ("/private", True),
            ("/robots.txt", True),
        ],
    )
    def test_the_group_that_names_us_is_ours_and_no_other(self, path: str, wanted: bool) -> None:
        assert allowed(MIXED, path) is wanted

    @pytest.mark.parametrize(
        ("path", "wanted"), [("/private/x", False), ("/private/feeds/x", True), ("/feed.xml", True)]
    )
    def test_without_such_a_group_that_for_everybody_is(self, path: str, wanted: bool) -> None:
        assert allowed(MIXED, path, "somebody") is wanted

    def test_the_line_that_decided_is_known(self) -> None:
        rule = deciding(rules_for(MIXED), "/feed.xml")
        assert rule is not None
        assert (rule.line, str(rule)) == (14, "Disallow: /*.xml$")
        assert MIXED.splitlines()[rule.line - 1] == str(rule)

    @pytest.mark.parametrize(
        ("rules", "path", "wanted"),
        [
            ("Disallow: /", "/", False),
            ("Disallow:", "/x", True),
            ("Disallow: /a\nAllow: /a", "/a", True),
            ("Allow: /p\nDisallow: /", "/page", True),
            ("Allow: /folder\nDisallow: /folder", "/folder/page", True),
            ("Allow: /page\nDisallow: /*.htm", "/page.htm", False),
            ("Allow: /$\nDisallow: /", "/", True),
            ("Allow: /$\nDisallow: /", "/page.htm", False),
            ("Disallow: /*/print$", "/a/b/print", False),
            ("Disallow: /*/print$", "/a/b/print/2", True),
            ("Disallow: /a%3cd.html", "/a%3Cd.html", False),
            ("Disallow: /caf%C3%A9", "/café", False),
            ("Disallow: /%7Ejoe/", "/~joe/index", False),
            ("Disallow: /a%2Fb", "/a/b", True),
            ("Disallow: /x*", "/x", False),
            ("Disallow: /x$y", "/x$y", True),
            ("Disallow: /star%2A$", "/star*", False),
        ],
    )
    def test_the_examples_of_the_standard(self, rules: str, path: str, wanted: bool) -> None:
        assert allowed(f"User-agent: *\n{rules}", path) is wanted

    def test_groups_of_one_name_are_one_group_and_an_empty_one_allows(self) -> None:
        text = (
            "User-agent: hashpivot\nDisallow: /a\n\nUser-agent: *\nDisallow: /\n\nUser-agent: HASHPIVOT\nDisallow: /b"
        )
        assert [allowed(text, path) for path in ("/a", "/b", "/c")] == [False, False, True]
        assert allowed("User-agent: hashpivot\n\nUser-agent: *\nDisallow: /", "/a") is False
        assert allowed("User-agent: *\nDisallow: /\nUser-agent: hashpivot\n", "/a") is True

    @pytest.mark.parametrize("text", ["", "<html><body>Not found</body></html>", "Disallow: /", "\0\0", "User-agent"])
    def test_what_is_no_rule_for_us_allows_everything(self, text: str) -> None:
        assert allowed(text, "/feed")

    @given(st.text(max_size=300), st.text(max_size=60))
    def test_no_text_breaks_it(self, text: str, path: str) -> None:
        deciding(rules_for(f"User-agent: *\nDisallow: {text}"), f"/{path}")

    def test_many_stars_take_no_time(self) -> None:
        started = time.monotonic()
        assert allowed(f"User-agent: *\nDisallow: /{'*a' * 900}b", "/" + "a" * 2_000)
        assert time.monotonic() - started < 1


def client_of(kept: Kept) -> Client:
    return Client(FetchPolicy(1.0, 100_000, frozenset({"127.0.0.1"}), ""), robots=kept)


def failure(client: Client, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        client.get(url)
    return caught.value


class TestObeying:
    def test_what_is_not_wanted_is_not_asked_for_and_the_line_is_named(self, feed_server: FeedServer) -> None:
        feed_server.route("/robots.txt", "User-agent: *\nDisallow: /feed")
        error = failure(client_of(Kept()), feed_server.route("/feed", b"x"))
        assert (error.kind, feed_server.count("/feed")) == ("disallowed", 0)
        assert "Line 2 of robots.txt: Disallow: /feed" in error.message

    def test_it_is_read_once_a_day_for_all_addresses_of_a_site(self, feed_server: FeedServer) -> None:
        feed_server.route("/robots.txt", "User-agent: *\nDisallow: /private")
        kept = Kept()
        for path in ("/a", "/b"):
            assert client_of(kept).get(feed_server.route(path, b"x")).status == 200
        assert feed_server.count("/robots.txt") == 1
        assert [seconds for _file, seconds in kept.files.values()] == [24 * 3600]

    def test_a_redirect_to_what_is_not_wanted_is_not_followed(self, feed_server: FeedServer) -> None:
        feed_server.route("/robots.txt", "User-agent: *\nDisallow: /hidden")
        feed_server.route("/hidden", b"x")
        assert failure(client_of(Kept()), feed_server.redirect("/feed", "/hidden")).kind == "disallowed"
        assert feed_server.count("/hidden") == 0

    @pytest.mark.parametrize("status", [401, 403, 404, 410])
    def test_no_robots_file_allows_everything(self, feed_server: FeedServer, status: int) -> None:
        feed_server.route("/robots.txt", status=status)
        client = client_of(Kept())
        url = feed_server.route("/feed", b"x")
        assert client.get(url).body == b"x"
        decision = client.decision_on(url)
        assert decision is not None
        assert (decision.verdict, decision.reason) == ("allowed", f"The site has no robots.txt ({status}).")

    @pytest.mark.parametrize(
        ("answer", "kind"),
        [
            (Answer(status=500), "http_error"),
            (Answer(status=503, headers={"Retry-After": "60"}), "http_error"),
            (Answer(status=429), "http_error"),
            (Answer(b"x", delay_seconds=5), "timeout"),
            (Answer(bytes(200_000)), "http_error"),
        ],
        ids=["500", "503", "429", "silent", "endless"],
    )
    def test_one_that_cannot_be_read_means_wait(self, feed_server: FeedServer, answer: Answer, kind: str) -> None:
        feed_server.route_in_turn("/robots.txt", answer)
        kept = Kept()
        error = failure(client_of(kept), feed_server.route("/feed", b"x"))
        assert (error.kind, feed_server.count("/feed")) == (kind, 0)
        assert error.message.startswith("Nothing was asked, since the site's robots.txt could not be read first:")
        assert [seconds for _file, seconds in kept.files.values()] == [600]

    def test_redirects_of_robots_are_followed(self, feed_server: FeedServer) -> None:
        feed_server.route("/real", "User-agent: *\nDisallow: /feed")
        feed_server.redirect("/robots.txt", "/real")
        assert failure(client_of(Kept()), feed_server.route("/feed", b"x")).kind == "disallowed"

    def test_an_address_that_is_never_fetched_is_refused_as_such(self) -> None:
        assert failure(client_of(Kept()), "http://169.254.169.254/latest").kind == "refused"

    def test_without_public_hosts_no_name_is_looked_up(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("socket.getaddrinfo", None)
        client = Client(FetchPolicy(1.0, 100_000, public_hosts=False), robots=Kept())
        for ask in (client.get, client.decision_on):
            with pytest.raises(FetchError, match="FETCH_PUBLIC_HOSTS is off") as caught:
                ask("https://news.example.org/feed")
            assert caught.value.kind == "refused"

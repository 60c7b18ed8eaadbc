"""A real Chromium and the whole program behind it, prepared once per run and served from a copy where it is changed."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.site import CHROMIUM_ARGS, Site, find_chromium, prepare, serve

Scheme = Literal["light", "dark"]


class Pages:
    """Opens pages of a given size and colour scheme; keeps what their consoles complain about in `problems`."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.contexts: list[BrowserContext] = []
        self.problems: list[str] = []

    def __call__(self, width: int = 1280, height: int = 800, scheme: Scheme = "light", **options: bool) -> Page:
        """A fresh page with no cookies. Options are those of a Playwright context (java_script_enabled, has_touch)."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=options.get("java_script_enabled", True),
            has_touch=options.get("has_touch", False),
        )
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.problems.append(f"{message.location.get('url', '')}: {message.text}")

    def close(self) -> None:
        """Close every page that was opened."""
        for context in self.contexts:
            context.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run; it reaches nothing but this machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def prepared_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the dataset loaded, three logins and the sample queue. Nobody may change it."""
    var_dir = tmp_path_factory.mktemp("site") / "var"
    prepare(var_dir)
    return var_dir


@pytest.fixture(scope="session")
def site(prepared_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The program as after its first start, shared by all tests of the run: for those that only look."""
    var_dir = tmp_path_factory.mktemp("shared") / "var"
    shutil.copytree(prepared_var, var_dir)
    with serve(var_dir) as site:
        yield site


@pytest.fixture
def fresh_site(prepared_var: Path, tmp_path: Path) -> Iterator[Site]:
    """The program as after its first start, for one test alone: for those that approve, reject or enter."""
    var_dir = tmp_path / "var"
    shutil.copytree(prepared_var, var_dir)
    with serve(var_dir) as site:
        yield site


@pytest.fixture
def pages(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Pages]:
    """Opens pages: `pages(width=360, scheme="dark")`. After the test no console may have complained."""
    if "fresh_site" in request.fixturenames:
        # Made before the pages it ends after them: a page that refreshes itself must not find it gone.
        request.getfixturevalue("fresh_site")
    opener = Pages(browser)
    yield opener
    opener.close()
    assert opener.problems == []


@pytest.fixture
def page(pages: Pages) -> Page:
    """One page of 1280 by 800 in the light scheme."""
    return pages()


@pytest.fixture
def log_in() -> Callable[[Page, Site, str], None]:
    """`log_in(page, site, "moderator")`: through the login page, as a person does."""

    def enter(page: Page, site: Site, name: str) -> None:
        page.goto(f"{site.url}/login/")
        page.fill("input[name=username]", name)
        page.fill("input[name=password]", site.logins[name])
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda url: "/login" not in url)

    return enter

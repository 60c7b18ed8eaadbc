"""`python -m tests.screenshot FILE`: CleanSpark's page, taken from the running program in a folder of its own."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.site import CHROMIUM_ARGS, find_chromium, prepare, serve

SIZE = (1440, 1720)


def take(url: str, path: Path) -> None:
    """Write a picture of the page at url, once its chart is drawn."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGS)
        page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, color_scheme="light")
        page.goto(url)
        page.wait_for_selector("[data-drawn]", timeout=15_000)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=path)
        browser.close()


def main(path: Path) -> None:
    """Start the program, take the picture, stop the program."""
    if find_chromium() is None:
        sys.exit("No Chromium on PATH or at CHROMIUM. On Debian: apt-get install chromium")
    with tempfile.TemporaryDirectory(prefix="hashpivot-picture-") as folder:
        var_dir = Path(folder)
        prepare(var_dir, quiet=True)
        with serve(var_dir) as site:
            take(f"{site.url}/companies/CLSK/", path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

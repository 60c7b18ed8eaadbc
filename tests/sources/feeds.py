"""RSS made of a few words, and the hostile items as RSS."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

HOSTILE = Path(__file__).parent.parent / "data" / "feed_items_adversarial.jsonl"
FIELDS = {"guid": "guid", "link": "link", "title": "title", "summary": "description", "published": "pubDate"}


def rss(*items: Mapping[str, Any], language: str = "en") -> bytes:
    """A feed of these items; a field that is None is left out."""
    channel = f"<title>t</title><language>{language}</language>{''.join(map(_item, items))}"
    return f'<rss version="2.0"><channel>{channel}</channel></rss>'.encode()


def _item(fields: Mapping[str, Any]) -> str:
    parts = (f"<{FIELDS[name]}>{escape(text)}</{FIELDS[name]}>" for name, text in fields.items() if text is not None)
    return f"<item>{''.join(parts)}</item>"


def story(n: int, **fields: Any) -> dict[str, Any]:
    """One item among many, all its fields set."""
    return {
        "guid": f"guid-{n}",
        "link": f"https://news.example.org/{n}",
        "title": f"CleanSpark story {n}",
        "summary": "<p>CleanSpark builds 120 MW of AI data centers in Georgia.</p>",
        "published": "Tue, 21 Oct 2025 07:40:00 +0000",
        **fields,
    }


def stories(numbers: Iterable[int]) -> bytes:
    """A feed of numbered stories."""
    return rss(*map(story, numbers))


def hostile_cases() -> dict[str, dict[str, Any]]:
    """The hostile feed items by the id of their attack."""
    lines = HOSTILE.read_text(encoding="utf-8").splitlines()
    return {case["id"]: case for case in map(json.loads, lines)}

"""Recorded shapes of answers, filled with our own words: `payload("page.html")` gives the bytes."""

from pathlib import Path

FOLDER = Path(__file__).parent / "payloads"


def payload(name: str) -> bytes:
    """The bytes of one."""
    return (FOLDER / name).read_bytes()

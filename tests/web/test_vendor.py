"""What is served from others is what VENDOR.txt says it is."""

from hashlib import sha256
from pathlib import Path

from django.conf import settings

VENDOR: Path = settings.BASE_DIR / "static" / "vendor"


def listed() -> dict[str, str]:
    """SHA-256 by file name."""
    rows = [line.split(" | ") for line in (VENDOR / "VENDOR.txt").read_text(encoding="utf-8").splitlines()[1:]]
    return {row[0]: row[3] for row in rows if len(row) == 4}


def test_every_vendored_file_is_listed_with_its_digest() -> None:
    files = {path.name: path for path in VENDOR.iterdir() if path.name != "VENDOR.txt"}
    assert {name: sha256(path.read_bytes()).hexdigest() for name, path in files.items()} == listed()

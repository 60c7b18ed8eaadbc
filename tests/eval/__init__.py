"""Labelled articles, and what scores readings of them."""

from pathlib import Path

ARTICLES = Path(__file__).parent / "articles_dev.jsonl"

"""`manage.py extract --jsonl < articles.jsonl > read.jsonl`: read articles, group them into stories, store nothing."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.extraction import answers, selectors


class Command(BaseCommand):
    """Lines that are no article are named on standard error and left out; the others go on, and the exit code is 1."""

    help = (
        "Read articles, one JSON object {id, url, outlet, published, headline, text} a line; write a reading for each."
    )
    stealth_options = ("stdin",)
    requires_system_checks = ()  # neither pages nor tables are needed

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The form of input and output; there is one."""
        parser.add_argument("--jsonl", action="store_true", required=True, help="JSON lines in, JSON lines out")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read all of standard input, then answer: a story is known when everything has been read."""
        refused: list[int] = []
        found = answers.read_all(
            self._lines(options.get("stdin") or sys.stdin.buffer, refused), selectors.book_at_hand()
        )
        for row in found:
            self.stdout.write(row)
        if refused:
            told = ngettext("%(count)d line was not read.", "%(count)d lines were not read.", len(refused))
            raise CommandError(told % {"count": len(refused)})

    def _lines(self, source: IO[bytes], refused: list[int]) -> Iterator[answers.Line]:
        for number, line in _numbered(source):
            try:
                yield answers.parse_line(line)
            except answers.BadLine as error:
                refused.append(number)
                self.stderr.write(_("Line %(number)d: %(what)s") % {"number": number, "what": error})


def _numbered(source: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers from 1, empty ones left out."""
    return ((number, line) for number, line in enumerate(source, start=1) if line.strip())

#!/usr/bin/env python
"""The command line of Hashpivot: `manage.py help` lists what it can do."""

import os
import sys


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415  (after the settings are named)

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

"""`python -m tracker.lib.health URL`: exit code 0 where the site answers there, for the health check of a container."""

import os
import sys

from tracker.lib.ports import answers


def own_name(allowed_hosts: list[str]) -> str:
    """A name under which the site agrees to be asked."""
    name = next(iter(allowed_hosts), "localhost").strip()
    return "localhost" if name in {"*", ""} else name.removeprefix(".")


if __name__ == "__main__":
    name = own_name(os.environ.get("ALLOWED_HOSTS", "localhost").split(","))
    sys.exit(0 if answers(sys.argv[1], host_header=name) else 1)

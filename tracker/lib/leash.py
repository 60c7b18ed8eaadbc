"""Becomes another program that is told to stop when its parent dies: `python leash.py PARENT_PID PROGRAM ARG...`.

A supervisor that is killed outright cannot stop its children. On Linux the kernel does it: this small step asks for
SIGTERM on the parent's death and then turns into the program, whose main process alone gets the signal and can finish
its work. Elsewhere the program simply starts. Standard library only, so that it starts in a few milliseconds.
"""

import ctypes
import os
import signal
import sys
from pathlib import Path
from typing import Final

PR_SET_PDEATHSIG: Final = 1


def command(argv: tuple[str, ...]) -> list[str]:
    """The command line that runs argv on this process's leash."""
    return [sys.executable, "-I", "-S", str(Path(__file__).resolve()), str(os.getpid()), *argv]


def main(argv: list[str]) -> None:
    """Tie this process to its parent, then become the program."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(argv[0]):  # the parent died before the leash was on
        sys.exit(1)
    os.execvp(argv[1], argv[1:])  # noqa: S606  (the point of this module)


if __name__ == "__main__":
    main(sys.argv[1:])

"""Keeps Ctrl-C for one process: those around it, such as the make that started it, wait for its end undisturbed."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def own_foreground() -> Iterator[None]:
    """Make this process the terminal's only foreground process; without a terminal, or in the background, do nothing.

    A make that hears Ctrl-C a second time quits and leaves its child talking to a prompt that is no longer its own.
    """
    terminal = sys.__stdin__.fileno() if sys.__stdin__ and sys.__stdin__.isatty() else -1
    group = os.getpgrp()
    if terminal < 0 or os.tcgetpgrp(terminal) != group or os.getsid(0) == os.getpid():
        yield
        return
    # A background group that takes the terminal is stopped unless it ignores the signal for it; Ctrl-Z would leave
    # the shell waiting for a make that never noticed.
    kept = {one: signal.signal(one, signal.SIG_IGN) for one in (signal.SIGTTOU, signal.SIGTSTP)}
    os.setpgid(0, 0)
    os.tcsetpgrp(terminal, os.getpgrp())
    try:
        yield
    finally:
        os.tcsetpgrp(terminal, group)
        for one, handler in kept.items():
            signal.signal(one, handler)

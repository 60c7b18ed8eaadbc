"""How fast the program starts and how fast the bundled dataset loads, each as a person meets it: a whole process."""

import signal
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from functools import cache
from pathlib import Path

from bench.harness import Measured, case, seconds
from tests.site import ROOT, manage, prepare, site_env
from tracker.lib.ports import answers, free_port, wait_until

_kept = ExitStack()  # what the cases share is removed when the process ends


@cache
def prepared_var() -> Path:
    """A folder as the first start leaves it, made once a run."""
    var_dir = Path(_kept.enter_context(tempfile.TemporaryDirectory(prefix="hashpivot-bench-"))) / "var"
    prepare(var_dir, quiet=True)
    return var_dir


@case("ops.first_answer", unit="s", target=5.0)
def first_answer() -> Measured:
    """A second `manage.py up`, from the command to the first page that a browser would get."""
    var_dir, port = prepared_var(), free_port()
    env = site_env(var_dir, PORT=str(port))
    url = f"http://127.0.0.1:{port}/"
    processes = []

    def start() -> None:
        argv = [sys.executable, "manage.py", "up"]
        processes.append(subprocess.Popen(argv, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, start_new_session=True))
        if not wait_until(lambda: answers(url, timeout=30), seconds=60, every=0.01):
            raise RuntimeError(f"{url} gave no page within a minute.")

    try:
        return Measured(seconds(start))
    finally:
        for process in processes:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)


@case("ops.load_dataset", unit="s", target=15.0)
def load_dataset() -> Measured:
    """`manage.py load_dataset` into empty SQLite tables."""
    with tempfile.TemporaryDirectory(prefix="hashpivot-bench-") as folder:
        var_dir = Path(folder)
        manage(var_dir, "migrate", "--verbosity", "0", quiet=True)
        return Measured(seconds(lambda: manage(var_dir, "load_dataset", quiet=True)))

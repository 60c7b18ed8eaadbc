"""How far a long command has come."""

from tracker.lib.progress import OVERWRITE, Progress


def told(is_terminal: bool) -> str:
    """What two steps of three write, the second of them notable."""
    written: list[str] = []
    progress = Progress(3, written.append, is_terminal)
    progress.start("CLSK")
    progress.finish("CLSK: Up to date.")
    progress.start("HIVE")
    progress.finish("HIVE: No usable answer.", is_notable=True)
    progress.close()
    return "".join(written)


def test_without_a_terminal_each_step_is_a_line() -> None:
    assert told(is_terminal=False) == "[1/3] CLSK: Up to date.\n[2/3] HIVE: No usable answer.\n"


def test_on_a_terminal_one_line_is_written_over_and_what_is_notable_stays() -> None:
    text = told(is_terminal=True)
    assert text.count("\n") == 1
    assert f"{OVERWRITE}[........................] 0/3 CLSK" in text
    assert f"{OVERWRITE}[########................] 1/3 HIVE" in text
    assert f"{OVERWRITE}HIVE: No usable answer.\n" in text
    assert text.endswith(OVERWRITE)


def test_nothing_to_do_is_a_full_bar() -> None:
    written: list[str] = []
    Progress(0, written.append, is_terminal=True).start("")
    assert "#" * 24 in written[0]

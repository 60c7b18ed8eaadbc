"""How far a long command has come."""

from tracker.lib.progress import steps


def told(*, is_terminal: bool) -> str:
    """What two steps of three write, the second of them notable."""
    written: list[str] = []
    with steps(written.append, 3, is_terminal=is_terminal) as progress:
        progress.start("CLSK")
        progress.finish("CLSK: Up to date.")
        progress.start("HIVE")
        progress.finish("HIVE: [red]No[/red] usable answer.", is_notable=True)
    return "".join(written)


def test_without_a_terminal_each_step_is_a_line() -> None:
    assert told(is_terminal=False) == "[1/3] CLSK: Up to date.\n[2/3] HIVE: [red]No[/red] usable answer.\n"


def test_on_a_terminal_a_bar_is_drawn_and_what_is_notable_stays() -> None:
    text = told(is_terminal=True)
    assert "2/3" in text
    assert "HIVE: [red]No[/red] usable answer." in text
    assert "CLSK: Up to date." not in text


def test_a_line_is_as_long_as_it_is() -> None:
    written: list[str] = []
    with steps(written.append, None, is_terminal=False) as progress:
        progress.reach(4, None, "x" * 400)
        progress.reach(5, 9, "nearly")
    assert "".join(written) == f"[4] {'x' * 400}\n[5/9] nearly\n"

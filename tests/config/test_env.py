"""The typed readers of the environment."""

from pathlib import Path

import pytest

from config.env import Env, SettingError


def test_text_falls_back_to_its_default_and_loses_blanks() -> None:
    env = Env({"NAME": "  value "})
    assert env.text("NAME") == "value"
    assert env.text("OTHER", "default") == "default"


@pytest.mark.parametrize(("word", "value"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("", False)])
def test_usual_words_for_yes_and_no_are_understood(word: str, value: bool) -> None:
    assert Env({"FLAG": word}).flag("FLAG", default=not value) is value


def test_missing_flag_takes_its_default() -> None:
    assert Env({}).flag("FLAG", default=True) is True


def test_odd_flag_is_refused_with_a_sentence() -> None:
    with pytest.raises(SettingError, match=r"DEBUG='ja' is not a yes or a no\. Set DEBUG=1 or DEBUG=0\."):
        Env({"DEBUG": "ja"}).flag("DEBUG", default=False)


def test_empty_number_takes_its_default() -> None:
    assert Env({"SECONDS": ""}).number("SECONDS", 60, low=5, high=3600) == 60


@pytest.mark.parametrize("word", ["4", "3601", "many", "1.5"])
def test_number_out_of_reach_is_refused_with_its_limits(word: str) -> None:
    with pytest.raises(SettingError, match=r"Set SECONDS to a whole number from 5 to 3600\."):
        Env({"SECONDS": word}).number("SECONDS", 60, low=5, high=3600)


def test_both_limits_of_a_number_are_allowed() -> None:
    assert [Env({"N": word}).number("N", 1, low=1, high=9) for word in ("1", "9")] == [1, 9]


def test_list_drops_empty_parts() -> None:
    assert Env({"HOSTS": " a, ,b,"}).words("HOSTS") == ["a", "b"]


def test_unknown_choice_is_refused_with_the_legal_ones() -> None:
    with pytest.raises(SettingError, match=r"Set PRICE_PROVIDER to one of: yfinance, csv\."):
        Env({"PRICE_PROVIDER": "bloomberg"}).choice("PRICE_PROVIDER", "yfinance", ("yfinance", "csv"))


def test_secret_is_read_from_the_file_that_is_named(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("from a file\n", encoding="utf-8")
    assert Env({"KEY": "plain", "KEY_FILE": str(path)}).secret("KEY") == "from a file"
    assert Env({"KEY": "plain"}).secret("KEY") == "plain"


def test_secret_file_that_is_missing_is_named_with_the_way_out() -> None:
    with pytest.raises(SettingError, match=r"KEY_FILE='/nowhere/key' cannot be read .*Mend the path or its rights"):
        Env({"KEY_FILE": "/nowhere/key"}).secret("KEY")


def test_refusal_ends_the_program_without_a_traceback() -> None:
    assert issubclass(SettingError, SystemExit)

"""`manage.py extract --jsonl`: with any database or none."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_company
from tests.site import ROOT
from tracker.extraction import selectors

GOOD = b'{"id": 1, "headline": "TeraWulf leases 30 MW to an AI tenant"}\n'


def extract(source: bytes) -> tuple[list[dict[str, object]], str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("extract", "--jsonl", stdin=io.BytesIO(source), stdout=out, stderr=err)
    return [json.loads(row) for row in out.getvalue().splitlines()], err.getvalue()


@pytest.mark.django_db
def test_each_article_is_answered_on_its_line() -> None:
    found, errors = extract(GOOD + b"\n" + GOOD.replace(b"1", b"2", 1))
    assert [row["id"] for row in found] == [1, 2]
    assert errors == ""


@pytest.mark.django_db
def test_a_bad_line_is_named_by_its_number_and_the_others_go_on() -> None:
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="2 lines were not read"):
        call_command("extract", "--jsonl", stdin=io.BytesIO(b"{\n" + GOOD + b"[]\n"), stdout=out, stderr=err)
    assert [json.loads(row)["id"] for row in out.getvalue().splitlines()] == [1]
    assert err.getvalue().startswith("Line 1: This is not JSON")
    assert "Line 3: This is list, not an object" in err.getvalue()


@pytest.mark.django_db
def test_nothing_in_is_nothing_out() -> None:
    assert extract(b"") == ([], "")


@pytest.mark.django_db
def test_names_come_from_the_database_where_it_has_companies() -> None:
    assert len(selectors.book_at_hand().companies) > 20
    make_company("XMPL", name="Example Miner")
    assert [company.key for company in selectors.book_at_hand().companies] == ["XMPL"]
    found, _errors = extract(b'{"id": 1, "headline": "Example Miner signs an AI lease"}')
    assert found[0]["primary_ticker"] == "XMPL"


def run(var_dir: Path, database_url: str) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "VAR_DIR": str(var_dir), "DATABASE_URL": database_url, "REDIS_URL": "", "SECRET_KEY": "x" * 60}
    argv = [sys.executable, "manage.py", "extract", "--jsonl"]
    return subprocess.run(argv, input=GOOD + b"{\n", cwd=ROOT, env=env, capture_output=True, timeout=60, check=False)


@pytest.mark.parametrize("database_url", ["", "postgres://nobody:x@127.0.0.1:1/none"])
def test_no_database_or_one_that_does_not_answer_is_no_hindrance(tmp_path: Path, database_url: str) -> None:
    done = run(tmp_path, database_url)
    assert json.loads(done.stdout)["primary_ticker"] == "WULF"
    assert done.returncode == 1
    assert done.stderr.startswith(b"Line 2: This is not JSON")
    assert b"Traceback" not in done.stderr
    assert list(tmp_path.glob("*.sqlite3")) == []

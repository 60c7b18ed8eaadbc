"""The shape of docker-compose.yml and the Dockerfile, for machines where no container can be run."""

import re
from typing import Any

import pytest
import yaml

from tests.site import ROOT

COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE)["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
PROGRAM = ("prepare", "web", "worker", "beat")


def test_all_parts_are_there() -> None:
    assert set(SERVICES) == {*PROGRAM, "db", "redis"}


def test_every_lasting_part_has_a_health_check_and_comes_back() -> None:
    lasting = {name: service for name, service in SERVICES.items() if name != "prepare"}
    assert all("test" in service["healthcheck"] for service in lasting.values())
    assert {service["restart"] for service in lasting.values()} == {"unless-stopped"}


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_parts_wait_for_the_tables(name: str) -> None:
    assert SERVICES[name]["depends_on"]["prepare"] == {"condition": "service_completed_successfully"}


def test_tables_are_made_once_the_database_answers() -> None:
    assert SERVICES["prepare"]["command"] == ["python", "manage.py", "prepare"]
    assert SERVICES["prepare"]["depends_on"]["db"] == {"condition": "service_healthy"}
    assert SERVICES["prepare"]["restart"] == "no"


def test_all_of_the_program_is_one_image_with_one_environment() -> None:
    assert {SERVICES[name]["image"] for name in PROGRAM} == {"hashpivot"}
    assert all(SERVICES[name]["environment"] == SERVICES["web"]["environment"] for name in PROGRAM)


def test_missing_secrets_are_asked_for_in_a_sentence() -> None:
    demanded = dict(re.findall(r"\$\{(\w+):\?([^}]+)\}", COMPOSE))
    assert set(demanded) == {"SECRET_KEY", "ALLOWED_HOSTS", "POSTGRES_PASSWORD"}
    assert all(sentence.startswith(f"Set {name} to") or "in letters" in sentence for name, sentence in demanded.items())


def test_every_setting_passed_on_is_documented_with_the_same_default() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name, default in re.findall(r"\$\{(\w+):-([^}]*)\}", COMPOSE):
        assert f"\n#{name}={default}\n" in example, name


def test_messages_survive_a_restart_and_are_never_thrown_out() -> None:
    command = " ".join(SERVICES["redis"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command
    assert SERVICES["redis"]["volumes"] == ["redis:/data"]
    assert SERVICES["db"]["volumes"] == ["postgres:/var/lib/postgresql/data"]


def test_worker_may_finish_its_task_before_it_is_ended() -> None:
    assert SERVICES["worker"]["stop_grace_period"] == "11m"


def test_image_does_not_run_as_root_and_copies_only_what_is_let_in() -> None:
    assert "\nUSER hashpivot\n" in DOCKERFILE
    let_in = re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    copied = set(re.findall(r"^COPY (?!--from)(\S+)", DOCKERFILE, re.MULTILINE))
    assert copied == set(let_in)
    assert all((ROOT / name).exists() for name in copied)

"""compose.yaml runs what start.py and these tests run, and holds no secret."""

import re
import shlex
import socket
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # the one file of the project that reads YAML

import start
from engine.embedded.folder import DataFolder
from tests.workers.processes import PROJECT, WORKER

TEXT = (PROJECT / "compose.yaml").read_text()
SERVICES: dict[str, Any] = yaml.safe_load(TEXT)["services"]
OURS = {name for name, service in SERVICES.items() if service["image"] == "omah-peluk"}
WORKERS = ("worker-a", "worker-b")


def command(service: str) -> list[str]:
    return shlex.split(SERVICES[service]["command"])


@pytest.fixture
def programs(tmp_path: Path) -> dict[str, list[str]]:
    """What start.py supervises, without the interpreter before it."""
    data = DataFolder(tmp_path / "data")
    data.claim("demo")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        home = start.Home(data, "postgresql://omah:x@127.0.0.1/omah", listener, demo=True)
        commands = {program.name: [str(word) for word in program.command] for program in home.programs()}
    data.release()
    return {name: words[words.index("-m") + 1 :] for name, words in commands.items()}


def without(words: list[str], *dropped: str) -> list[str]:
    return [word for word in words if word not in dropped]


def test_its_workers_run_what_the_tests_kill() -> None:
    assert [command(worker) for worker in WORKERS] == [list(WORKER), list(WORKER)]


def test_its_workers_run_what_start_runs_with_the_beat_inside(programs: dict[str, list[str]]) -> None:
    assert without(command("worker-a"), "--beat") == programs["worker"]


def test_its_api_runs_what_start_runs_at_another_address(programs: dict[str, list[str]]) -> None:
    """In a city it is found by a port, behind a proxy that says who asks; here by a socket that start.py holds."""
    there, here = command("api"), programs["api"]
    descriptor = here[here.index("--fd") + 1]

    there = without(there, "--host", "0.0.0.0", "--port", "8000", "--proxy-headers")
    here = without(here, "--fd", descriptor, "--no-proxy-headers")
    assert sorted(there) == sorted(here)


def test_its_migration_runs_what_start_runs() -> None:
    assert command("migrate") == ["python", "-m", "engine.migrate"]
    assert '"-m", "engine.migrate"' in (PROJECT / "start.py").read_text()


def test_nothing_in_it_is_a_secret() -> None:
    """Whatever is a password comes from outside, and its absence is named."""
    given = re.findall(r"\$\{(\w*PASSWORD)(:\?)?[^}]*\}", TEXT)
    assert {name for name, _ in given} == {
        "POSTGRES_PASSWORD",
        "OMAH_API_PASSWORD",
        "OMAH_WORKER_PASSWORD",
        "OMAH_DOOR_PASSWORD",
    }
    assert all(required for _, required in given)
    assert [address for address in re.findall(r"://[^@\s]*@", TEXT) if "${" not in address] == []


def test_every_variable_is_given_or_its_absence_is_named_or_it_has_a_default() -> None:
    assert re.findall(r"\$\{\w+\}|\$\w+", TEXT) == []


@pytest.mark.parametrize("service", ["database", "redis", "api", *WORKERS])
def test_whatever_runs_on_is_watched_and_comes_back(service: str) -> None:
    assert SERVICES[service]["healthcheck"]["test"]
    assert SERVICES[service]["restart"] == "unless-stopped"


def test_nothing_starts_before_the_tables_are_there() -> None:
    for service in ("api", "admin", *WORKERS):
        assert SERVICES[service]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_redis_keeps_nothing_and_throws_nothing_away() -> None:
    words = command("redis")

    assert words[words.index("--maxmemory-policy") + 1] == "noeviction"
    assert words[words.index("--save") + 1] == ""
    assert words[words.index("--appendonly") + 1] == "no"


def test_each_process_enters_the_database_in_its_own_role() -> None:
    roles = {
        name: re.findall(r"postgresql://(\w+):", str(SERVICES[name]["environment"]))
        for name in ("migrate", "api", *WORKERS)
    }

    assert roles == {
        "migrate": ["omah"],
        "api": ["omah_api", "omah_door"],
        "worker-a": ["omah_worker"],
        "worker-b": ["omah_worker"],
    }


def test_what_holds_data_is_reached_by_nobody_else() -> None:
    assert yaml.safe_load(TEXT)["networks"]["inside"] == {"internal": True}
    for service in ("database", "redis", "migrate"):
        assert SERVICES[service]["networks"] == ["inside"]
        assert "ports" not in SERVICES[service]


def test_our_own_containers_can_do_little() -> None:
    for service in OURS:
        assert SERVICES[service]["read_only"]
        assert SERVICES[service]["cap_drop"] == ["ALL"]
    may = ["keys:/var/lib/omah/keys:ro", "anchors:/var/lib/omah/anchors", "regions:/var/lib/omah/regions:ro"]
    assert [SERVICES[worker]["volumes"] for worker in WORKERS] == [may, may]


def test_the_private_network_is_an_explicit_setting() -> None:
    for service in ("api", "migrate", *WORKERS):
        assert SERVICES[service]["environment"]["OMAH_PRIVATE_NETWORK"] == "1"


def test_the_image_installs_what_is_locked_and_runs_as_nobody_in_particular() -> None:
    lines = (PROJECT / "Containerfile").read_text().splitlines()

    assert "RUN pip install --require-hashes --only-binary :all: -r requirements.lock" in lines
    assert lines[-1] == "USER omah"
    copied = {line.split()[1] for line in lines if line.startswith("COPY")}
    assert copied >= {"engine", "workflows", "api", "workers", "ui"}
    allowed = {line[1:] for line in (PROJECT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied == allowed

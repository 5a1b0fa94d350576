"""The whole system as a newcomer starts it: real processes, one installation for all tests of this page."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from engine.embedded import child

PROJECT = Path(__file__).parents[2]
FIRST_START, LATER_START, LAST_WORD = 300, 120, 30  # seconds, on a machine that is busy with other tests
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}


@dataclass
class Running:
    """`start.py`, and what it has said so far."""

    data: Path
    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)
    begun: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as said:
            for line in said:
                self.lines.append(line.rstrip("\n"))

    def await_greeting(self, within: float) -> float:
        """How many seconds it took."""
        until(lambda: any("Ctrl-C" in line for line in self.lines) or self.process.poll() is not None, within)
        assert self.process.poll() is None, "\n".join(self.lines)
        return time.monotonic() - self.begun

    @property
    def url(self) -> str:
        (found,) = re.findall(r"Omah Peluk +(http://127\.0\.0\.1:\d+) ", "\n".join(self.lines))
        return str(found)

    @property
    def logins(self) -> Mapping[str, tuple[str, str]]:
        rows = [line.split() for line in self.lines if re.match(r"  \S+ +\S+@\S+ +\S+$", line)]
        return {role: (email, password) for role, email, password in rows}

    def pids(self) -> Mapping[str, int]:
        noted = json.loads((self.data / "running.json").read_text(encoding="utf-8"))
        pids: dict[str, int] = {name: pid for name, (pid, _) in noted.items()}
        with suppress(FileNotFoundError):
            server = (self.data / "postgres" / "cluster" / "postmaster.pid").read_text(encoding="utf-8")
            pids["postgres"] = int(server.split()[0])
        return pids

    def end(self, word: signal.Signals = signal.SIGINT) -> float:
        begun = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(word)
        self.process.wait(90)
        self.listener.join(90)
        assert not self.listener.is_alive(), "something outlived it, and holds what it wrote to"
        return time.monotonic() - begun


def start(data: Path, *options: str) -> Running:
    command: list[str | Path] = [sys.executable, "start.py", "--data", data, "--port", "0", *options]
    process = subprocess.Popen(
        command, cwd=PROJECT, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return Running(data, process)


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = start(tmp_path_factory.mktemp("home") / "data")
    try:
        running.await_greeting(FIRST_START)
        yield running
    finally:
        running.end()


def test_it_greets_with_its_address_and_a_login_for_each_role(system: Running) -> None:
    assert {"kader", "coordinator", "psychologist", "supervisor", "auditor", "admin"} <= set(system.logins)
    for email, password in system.logins.values():
        assert sign_in(system, email, password) == 201


def test_a_worker_is_at_work(system: Running) -> None:
    def alive() -> bool:
        return "omah_sweep_alive 1" in get(system, "/metrics")

    until(alive)


@pytest.mark.parametrize("name", ["api", "worker", "beat", "postgres"])
def test_whoever_is_killed_comes_back(system: Running, name: str) -> None:
    before = system.pids()[name]

    os.kill(before, signal.SIGKILL)

    until(lambda: system.pids().get(name, before) != before)
    until(lambda: get(system, "/health") != "")
    assert sign_in(system, *system.logins["supervisor"]) == 201


def test_a_verb_works_on_the_running_system(system: Running, tmp_path: Path) -> None:
    verified = call("--data", system.data, "omah", "verify")
    packed = call("--data", system.data, "omah", "bundle", "--all", tmp_path / "all.zip")

    assert verified.stdout.endswith("Everything holds.\n"), verified
    assert (verified.returncode, packed.returncode) == (0, 0), packed
    assert (tmp_path / "all.zip").exists()
    assert call("--data", tmp_path / "none", "omah", "verify").stderr.startswith("There is no installation in ")


def test_a_second_start_on_the_same_data_is_refused(system: Running) -> None:
    second = start(system.data)

    second.process.wait(20)
    second.end()
    assert second.process.returncode == 1
    assert second.lines == [f"The system already runs on {system.data}: stop it first."]
    assert get(system, "/health") != ""


def test_a_reset_while_it_runs_is_refused(system: Running) -> None:
    answer = call("reset", "--data", system.data)

    assert answer.returncode == 1
    assert answer.stderr == f"The system already runs on {system.data}: stop it first.\n"


def test_a_taken_port_is_one_sentence(system: Running, tmp_path: Path) -> None:
    port = system.url.rpartition(":")[2]

    answer = call("--data", tmp_path / "data", "--port", port)

    assert answer.returncode == 1
    assert answer.stderr == f"Port {port} cannot be used (Address already in use): choose another with --port.\n"


def test_a_data_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    answer = call("--data", tmp_path / "file" / "data")

    assert answer.returncode == 1
    assert re.fullmatch(r"The data folder .* cannot be written \(Not a directory\): .*--data\.\n", answer.stderr)


def test_a_broken_workflow_is_one_sentence(tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns(".*", "tests", "ui", "__pycache__"))
    (project / ".venv").symlink_to(PROJECT / ".venv")
    with (project / "workflows" / "__init__.py").open("a", encoding="utf-8") as page:
        page.write(BROKEN)

    answer = call("--data", tmp_path / "data", "--port", "0", project=project)

    assert answer.returncode == 1
    assert answer.stderr.startswith("A workflow is not sound, so nothing starts until it is mended: ")
    assert "nowhere" in answer.stderr


BROKEN = """

from dataclasses import replace

Registry((replace(OMAH_PELUK, initial="nowhere"), REFERRAL, REQUEST))
"""


def test_ctrl_c_ends_everything_quickly_and_the_next_start_finds_it_all(system: Running) -> None:
    family = system.pids()
    logins = system.logins
    den = Path((system.data / "postgres" / "den").read_text(encoding="utf-8"))

    seconds = system.end()

    assert system.process.returncode == 0
    assert seconds < LAST_WORD
    assert {name for name, pid in family.items() if child.birthmark(pid)} == set()
    assert not den.exists()

    again = start(system.data)
    try:
        assert again.await_greeting(LATER_START) < LATER_START
        assert again.logins == logins
        assert sign_in(again, *logins["kader"]) == 201
    finally:
        seconds = again.end(signal.SIGTERM)
    assert seconds < LAST_WORD

    assert call("reset", "--data", system.data).stdout == f"Deleting {system.data} …\n"
    assert not system.data.exists()


def call(*arguments: str | Path, project: Path = PROJECT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "start.py", *arguments]
    return subprocess.run(
        command, cwd=project, env=ENVIRONMENT, capture_output=True, text=True, check=False, timeout=300
    )


def get(running: Running, path: str) -> str:
    """The answer's text, empty where there is none."""
    try:
        with urllib.request.urlopen(running.url + path, timeout=10) as answer:
            return str(answer.read().decode())
    except (OSError, urllib.error.HTTPError):
        return ""


def sign_in(running: Running, email: str, password: str) -> int:
    body: dict[str, Any] = {"email": email, "password": password}
    request = urllib.request.Request(
        running.url + "/api/session",
        json.dumps(body).encode(),
        {"Content-Type": "application/json", "Origin": running.url},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return int(answer.status)


def until(true: Callable[[], bool], seconds: float = 120) -> None:
    give_up = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < give_up, "it never came true"
        time.sleep(0.05)

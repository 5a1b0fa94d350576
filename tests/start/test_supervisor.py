"""Programs that are looked after: they come back, and they leave together. Real processes, small ones."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.embedded import Unusable, child
from engine.embedded.folder import DataFolder
from engine.embedded.supervisor import Program, Supervisor

PROJECT = Path(__file__).parents[2]
WAITS = "import time; time.sleep(600)"
IGNORES = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
)
HAS_A_CHILD = (
    "import subprocess, sys, time; "
    f"print(subprocess.Popen([sys.executable, '-c', {WAITS!r}]).pid, flush=True); time.sleep(600)"
)
SUPERVISES = (
    "import sys, time; from pathlib import Path; from tests.start.test_supervisor import household, program; "
    "one = household(Path(sys.argv[1]), print); one.start([program('sleeper', sys.argv[2])]); "
    "print(*one.pids().values(), flush=True); time.sleep(600)"
)


def household(folder: Path, say: Callable[[str], None]) -> Supervisor:
    data = DataFolder(folder)
    data.claim()
    return Supervisor(data, PROJECT, None, say)


def program(name: str, script: str) -> Program:
    return Program(name, (sys.executable, "-c", script), dict(os.environ))


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, said: list[str]) -> Iterator[Supervisor]:
    one = household(tmp_path / "data", said.append)
    yield one
    one.stop()


def test_a_killed_program_comes_back(supervisor: Supervisor, said: list[str]) -> None:
    supervisor.start([program("sleeper", WAITS), program("other", WAITS)])
    before = supervisor.pids()

    os.kill(before["sleeper"], signal.SIGKILL)
    _look_until(supervisor, lambda: supervisor.pids()["sleeper"] != before["sleeper"])

    assert supervisor.pids()["other"] == before["other"]
    assert said == ["sleeper ended (SIGKILL); it starts again in 0.1 s."]


def test_one_that_keeps_dying_is_started_ever_later(supervisor: Supervisor, said: list[str]) -> None:
    supervisor.start([program("broken", "raise SystemExit('no luck today')")])

    _look_until(supervisor, lambda: len(said) == 3)

    assert [line.rpartition(" in ")[2] for line in said] == ["0.1 s.", "0.5 s.", "1 s."]
    assert supervisor.last_words("broken") == "\n".join(["no luck today"] * 3)


def test_one_that_never_answers_is_given_up_with_its_last_words(supervisor: Supervisor) -> None:
    supervisor.start([program("api", "raise SystemExit('no luck today')")])

    with pytest.raises(Unusable, match=r"^The api does not come up\. Its last words:\nno luck today"):
        supervisor.await_answer("api", lambda: False)


def test_all_end_together_also_the_deaf_and_the_grandchildren(supervisor: Supervisor) -> None:
    supervisor.start([program("deaf", IGNORES), program("parent", HAS_A_CHILD)])
    _look_until(supervisor, lambda: bool(supervisor.last_words("deaf") and supervisor.last_words("parent")))
    family = [*supervisor.pids().values(), int(supervisor.last_words("parent"))]

    begun = time.monotonic()
    supervisor.stop()

    assert time.monotonic() - begun < 30
    assert [pid for pid in family if child.birthmark(pid)] == []


@pytest.mark.parametrize("leash", [True, False], ids=["by the leash", "by the next start"])
def test_nothing_outlives_a_supervisor_that_was_killed(tmp_path: Path, leash: bool) -> None:
    script = WAITS if leash else IGNORES
    with subprocess.Popen(
        [sys.executable, "-c", SUPERVISES, tmp_path / "data", script],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    ) as supervising:
        assert supervising.stdout is not None
        orphan = int(supervising.stdout.readline())
        if not leash:
            _until(lambda: (tmp_path / "data" / "logs" / "sleeper.log").read_text(encoding="utf-8") == "deaf\n")
        supervising.kill()

    if not leash:
        assert child.birthmark(orphan)
        DataFolder(tmp_path / "data").claim()
    _until(lambda: child.birthmark(orphan) is None)


def test_a_strangers_number_is_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", WAITS], start_new_session=True) as stranger:
        data = DataFolder(tmp_path / "data")
        data.claim()
        (data.path / "running.json").write_text(f'{{"api": [{stranger.pid}, "another birth"]}}', encoding="utf-8")
        data.release()

        DataFolder(tmp_path / "data").claim()

        assert stranger.poll() is None
        stranger.kill()


def test_two_systems_never_share_a_data_folder(tmp_path: Path) -> None:
    DataFolder(tmp_path / "data").claim()

    with pytest.raises(Unusable, match=r"^The system already runs on .*/data: stop it first\.$"):
        DataFolder(tmp_path / "data").claim()
    with pytest.raises(Unusable, match="already runs"):
        DataFolder(tmp_path / "data").delete()


def test_a_data_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(Unusable, match=r"cannot be written \(Not a directory\): name another with --data\.$"):
        DataFolder(tmp_path / "file" / "data").claim()


def test_a_folder_with_other_things_in_it_is_neither_used_nor_deleted(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()

    with pytest.raises(Unusable, match="holds other things"):
        DataFolder(tmp_path).claim()
    with pytest.raises(Unusable, match="nothing was deleted"):
        DataFolder(tmp_path).delete()

    assert (tmp_path / "thesis.txt").exists()


def test_the_accounts_of_a_demo_are_never_let_into_production(tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "data")
    data.claim("demo")
    data.release()

    with pytest.raises(Unusable, match="was made for demo, not production"):
        DataFolder(tmp_path / "data").claim("production")


def test_the_roles_passwords_are_made_once_and_readable_by_us_only(tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "data")
    data.claim()

    first = data.passwords()

    assert data.passwords() == first
    assert len(set(first.values())) == 3
    assert (data.path / "secrets.json").stat().st_mode & 0o777 == 0o600


def _look_until(supervisor: Supervisor, true: Callable[[], bool]) -> None:
    def looked() -> bool:
        supervisor.look()
        return true()

    _until(looked)


def _until(true: Callable[[], bool], seconds: float = 120) -> None:
    give_up = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < give_up, "it never came true"
        time.sleep(0.02)

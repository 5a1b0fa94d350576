"""How the workers are set up: nothing is lost, nothing is said twice, nothing is kept, and nothing starts half."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from engine.secrets.keys import KeyStore
from tests.workers.processes import PROJECT, WORKER
from workers.app import CAREFUL, SCHEDULE, alone

SOURCES = sorted((PROJECT / "workers").glob("*.py"))


def start(folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    told = {"DATABASE_URL": "postgresql://127.0.0.1:1/x", "OMAH_DATA": str(folder), "REDIS_URL": ""}
    return subprocess.run(
        [sys.executable, "-m", *WORKER],
        env={**os.environ, **told, **environment},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def last_line(answer: "subprocess.CompletedProcess[str]") -> str:
    assert answer.returncode == 1, answer
    return answer.stderr.strip().splitlines()[-1]


def test_every_tick_expires_so_that_none_piles_up_while_no_worker_is_there() -> None:
    assert set(SCHEDULE) == {"sweep", "relay", "expire", "seal", "retention", "letters"}
    for entry in SCHEDULE.values():
        assert entry["schedule"] < entry["options"]["expires"] <= 10 * entry["schedule"]


def test_a_killed_worker_gives_its_message_back_and_holds_no_second_one() -> None:
    assert CAREFUL["task_acks_late"]
    assert CAREFUL["task_reject_on_worker_lost"]
    assert CAREFUL["worker_prefetch_multiplier"] == 1
    assert CAREFUL["broker_connection_max_retries"] is None


def test_only_json_travels_and_no_result_is_kept() -> None:
    assert CAREFUL["accept_content"] == ["json"]
    assert CAREFUL["task_serializer"] == "json"
    assert not [name for name in CAREFUL if "backend" in name]


def test_nothing_is_put_off_by_the_broker() -> None:
    """Redis delivers a message with an eta again and again: six runs for three tasks were measured."""
    for source in SOURCES:
        text = source.read_text().replace("no `eta` and no `countdown`", "")
        assert [word for word in ("eta", "countdown", "apply_async(args", ".delay(") if word in text.split()] == []


def test_a_tick_is_skipped_while_the_one_before_it_still_runs() -> None:
    inside, leave = threading.Event(), threading.Event()
    runs: list[str] = []

    @alone
    def slow(name: str) -> None:
        runs.append(name)
        inside.set()
        leave.wait(10)

    first = threading.Thread(target=slow, args=("first",))
    first.start()
    inside.wait(10)
    slow("second")
    leave.set()
    first.join()
    slow("third")

    assert runs == ["first", "third"]


def test_a_tick_that_failed_does_not_block_the_next() -> None:
    runs: list[int] = []

    @alone
    def failing() -> None:
        runs.append(1)
        raise ConnectionError

    for _ in range(2):
        with pytest.raises(ConnectionError):
            failing()

    assert len(runs) == 2


def test_without_a_database_address_it_says_so_and_does_not_start(tmp_path: Path) -> None:
    assert "DATABASE_URL is not set" in last_line(start(tmp_path, DATABASE_URL=""))


def test_without_keys_it_says_so_and_does_not_start(tmp_path: Path) -> None:
    assert "key store" in last_line(start(tmp_path)).lower()


def test_with_a_mail_address_that_is_none_it_says_so_and_does_not_start(tmp_path: Path) -> None:
    KeyStore.create(tmp_path / "keys")

    assert "SMTP_URL is not understood" in last_line(start(tmp_path, SMTP_URL="mail.example"))


def test_with_a_data_folder_that_cannot_be_used_it_says_so_and_does_not_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    assert "broker's folder cannot be used" in last_line(start(tmp_path / "file"))


def test_tasks_take_no_arguments_so_that_no_message_can_tell_anything() -> None:
    assert all(set(entry) == {"task", "schedule", "options"} for entry in SCHEDULE.values())

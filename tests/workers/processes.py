"""Real processes for the tests: a Redis, and workers started with the command of compose.yaml."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import redis

from tests.office import Office

PROJECT = Path(__file__).parents[2]
WORKER = (
    "celery",
    "-A",
    "workers.app",
    "worker",
    "--beat",
    "--loglevel",
    "warning",
    "--without-gossip",
    "--without-mingle",
)


PATIENCE = 300
"""Seconds for what comes in a few on a quiet machine: a busy one is late, and only what never comes is wrong."""


def wait_until(happened: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    give_up = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < give_up, f"not within {seconds} s: {what}"
        time.sleep(0.05)


@dataclass(slots=True)
class Redis:
    port: int
    folder: Path
    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls, folder: Path) -> "Redis":
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = cls(port, folder, _redis_server(port, folder))
        wait_until(server.answers, "Redis answers")
        return server

    def again(self) -> None:
        self.process = _redis_server(self.port, self.folder)
        wait_until(self.answers, "Redis answers again")

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def answers(self) -> bool:
        try:
            with redis.Redis(port=self.port) as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False

    def flush(self) -> None:
        with redis.Redis(port=self.port) as client:
            client.flushall()

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


def _redis_server(port: int, folder: Path) -> subprocess.Popen[bytes]:
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


@dataclass(slots=True)
class Crew:
    """The workers of one office, each a process of its own with a beat in it."""

    office: Office
    folder: Path
    redis_url: str | None = None
    smtp_url: str | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    started: int = 0

    @property
    def environment(self) -> dict[str, str]:
        told = {
            "DATABASE_URL": self.office.urls["omah_worker"],
            "OMAH_DATA": str(self.folder / "data"),
            "OMAH_KEYS": str(self.folder / "keys"),
            "OMAH_SENDER": "surat@omah-peluk.example",
            "REDIS_URL": self.redis_url or "",
            "SMTP_URL": self.smtp_url or "",
        }
        return {**os.environ, **told}

    def start(self, count: int = 1) -> None:
        for _ in range(count):
            self.started += 1
            with (self.folder / f"worker-{self.started}.log").open("wb") as log:
                command = [sys.executable, "-m", *WORKER, "--hostname", f"w{self.started}@test"]
                self.workers.append(
                    subprocess.Popen(command, cwd=PROJECT, env=self.environment, stdout=log, stderr=log)
                )

    def until(self, happened: Callable[[], object], what: str) -> None:
        """Wait for something that the workers do; when it fails, what they said is part of the failure."""
        try:
            wait_until(lambda: happened() or self._ended_by_itself(), what)
            assert not self._ended_by_itself(), "a worker ended by itself"
        except AssertionError as failure:
            raise AssertionError(f"{failure}\n{self.said()}") from None

    def _ended_by_itself(self) -> bool:
        return any(worker.poll() is not None for worker in self.workers)

    def kill(self) -> None:
        """As the kernel does when memory is short: no chance to finish anything."""
        for worker in self.workers:
            worker.kill()
            worker.wait()
        self.workers.clear()

    def stop(self) -> list[int]:
        """Politely; the exit codes."""
        for worker in self.workers:
            worker.send_signal(signal.SIGTERM)
        codes = [worker.wait(30) for worker in self.workers]
        self.workers.clear()
        return codes

    def end(self) -> None:
        self.kill()

    def said(self) -> str:
        return "\n".join(log.read_text() for log in sorted(self.folder.glob("worker-*.log")))

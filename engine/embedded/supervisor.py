"""Keeps programs alive: whoever dies is started again, sooner or later by how long it lived; all end together."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from engine.embedded import Unusable, child
from engine.embedded.folder import DataFolder
from engine.embedded.postgres import EmbeddedPostgres, PostgresUnusable

GLANCE = 0.1  # seconds between two looks at everybody
PAUSES = (0.1, 0.5, 1, 2, 5, 10)  # seconds before a program is started again, by how often it died young
GROWN_UP = 30  # seconds of life after which earlier deaths are forgotten
READY_WITHIN = 60  # seconds
FAREWELL = 4  # seconds in which programs may finish what they do; the database has four more
LARGEST_LOG = 5_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Program:
    """`keep_open`: descriptors that it is given, such as a listening socket."""

    name: str
    command: Sequence[str | Path]
    environment: Mapping[str, str]
    keep_open: Sequence[int] = ()


@dataclass(slots=True)
class _Life:
    """What became of a program so far."""

    program: Program
    process: subprocess.Popen[bytes]
    born: float = field(default_factory=time.monotonic)
    deaths: int = 0
    due: float | None = None


class Supervisor:
    """Call it from the main thread: on Linux its programs end with the thread that started them.

    The database is part of the household: it is healed first and ends last.
    """

    def __init__(
        self, data: DataFolder, project: Path, database: EmbeddedPostgres | None, say: Callable[[str], None]
    ) -> None:
        self._data = data
        self._project = project
        self._database = database
        self._say = say
        self._lives: dict[str, _Life] = {}
        self._logs = data.path / "logs"

    def start(self, programs: Sequence[Program]) -> None:
        self._logs.mkdir(mode=0o700, exist_ok=True)
        for program in programs:
            self._lives[program.name] = _Life(program, self._launch(program))
        self._note()

    def await_answer(self, name: str, answers: Callable[[], bool]) -> None:
        """Until the program is of use. Raises Unusable, with its last words, where it keeps dying or stays silent."""
        give_up = time.monotonic() + READY_WITHIN
        while not answers():
            self.look()
            if self.deaths(name) > 1 or time.monotonic() > give_up:
                raise Unusable(f"The {name} does not come up. Its last words:\n{self.last_words(name)}")
            time.sleep(GLANCE)

    def watch(self) -> NoReturn:
        """Look after everybody until a signal interrupts it."""
        while True:
            self.look()
            time.sleep(GLANCE)

    def look(self) -> None:
        """Once: heal the database, start again whoever is due."""
        self._heal_database()
        now = time.monotonic()
        for life in self._lives.values():
            if life.due is None and life.process.poll() is not None:
                self._bury(life, now)
            if life.due is not None and life.due <= now:
                life.process, life.born, life.due = self._launch(life.program), now, None
                self._note()

    def pids(self) -> Mapping[str, int]:
        return {name: life.process.pid for name, life in self._lives.items()}

    def deaths(self, name: str) -> int:
        """How often a program died young, of late."""
        return self._lives[name].deaths

    def last_words(self, name: str, lines: int = 12) -> str:
        log = self._logs / f"{name}.log"
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])

    def stop(self) -> None:
        """Ask all at once, insist after a while, and let the database be last."""
        for life in self._lives.values():
            with suppress(ProcessLookupError):
                os.killpg(life.process.pid, signal.SIGTERM)
        give_up = time.monotonic() + FAREWELL
        for life in self._lives.values():
            with suppress(subprocess.TimeoutExpired):
                life.process.wait(max(0.0, give_up - time.monotonic()))
            child.end(life.process)
        self._lives.clear()
        if self._database is not None:
            self._database.stop()
        self._note()

    def _launch(self, program: Program) -> subprocess.Popen[bytes]:
        log = self._logs / f"{program.name}.log"
        if log.exists() and log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
        with log.open("ab") as output:
            return child.start(
                program.command,
                environment=program.environment,
                folder=self._project,
                output=output,
                keep_open=program.keep_open,
            )

    def _bury(self, life: _Life, now: float) -> None:
        """Whatever of its group outlived it ends too, before the next one starts."""
        child.end(life.process)
        life.deaths = 1 if now - life.born > GROWN_UP else life.deaths + 1
        pause = PAUSES[min(life.deaths, len(PAUSES)) - 1]
        life.due = now + pause
        self._say(f"{life.program.name} ended ({_how(life.process.returncode)}); it starts again in {pause:g} s.")

    def _heal_database(self) -> None:
        if self._database is None or self._database.running:
            return
        self._say("PostgreSQL ended; it starts again.")
        try:
            self._database.start()
        except PostgresUnusable as problem:
            self._say(str(problem))
            time.sleep(PAUSES[3])
        self._note()

    def _note(self) -> None:
        self._data.note_running(self.pids())


def _how(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"

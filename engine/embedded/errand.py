"""Something that is done once by a program of its own, while we may do something else."""

import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from engine.embedded import Unusable


class Errand:
    def __init__(self, command: Sequence[str | Path], environment: Mapping[str, str], folder: Path) -> None:
        self._what = " ".join(str(word) for word in command[1:])
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def finish(self, otherwise: str = "") -> str:
        """What it printed. Raises Unusable, with the error that it ended with, where it failed."""
        said, _ = self._process.communicate()
        if self._process.returncode:
            raise Unusable(f"{otherwise or f'`{self._what}` failed'}: {last_error(said)}")
        return said


def last_error(said: str) -> str:
    """The sentence of an exception without the way to it, or else the last line."""
    _, traceback, tail = said.rpartition('\n  File "')
    if not traceback:
        return (said.strip().splitlines() or ["it says nothing"])[-1]

    error = re.sub(r"\A.*\n(?:    .*\n)*", "", tail).strip()
    return re.sub(r"\Aengine\.\S+: ", "", error)

"""`.venv` is made with what a bare Python has."""

import os
import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]
WITHOUT_ENSUREPIP = """
import sys
sys.modules["ensurepip"] = None
from pathlib import Path
from engine.embedded import environment
environment.prepare(Path(sys.argv[1]), print)
"""


def test_it_is_made_where_python_comes_without_ensurepip_and_only_once(tmp_path: Path) -> None:
    (tmp_path / "requirements.lock").write_text(_lock_of("typing-extensions", "uv"), encoding="utf-8")

    first, second = _prepare(tmp_path), _prepare(tmp_path)

    assert first.startswith(f"Making {tmp_path / '.venv'} …\nInstalling what requirements.lock lists")
    assert second == ""
    python = tmp_path / ".venv" / "bin" / "python"
    assert subprocess.run([python, "-c", "import typing_extensions"], check=False).returncode == 0


def test_a_changed_lock_is_installed_again(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text(_lock_of("typing-extensions", "uv"), encoding="utf-8")
    _prepare(tmp_path)
    lock.write_text(_lock_of("six", "uv"), encoding="utf-8")

    said = _prepare(tmp_path)

    assert said.startswith("Installing")
    python = tmp_path / ".venv" / "bin" / "python"
    assert subprocess.run([python, "-c", "import six"], check=False).returncode == 0


def test_the_lock_names_no_place() -> None:
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")

    assert re.findall(r"https?:|file:|\S*@ |^-.*|/\S+", lock, re.MULTILINE) == []


def _lock_of(*names: str) -> str:
    """These packages as the project's lock pins them, and one more line, as a lock has."""
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    entries = [re.search(rf"^{name}==.*?(?=^\S|\Z)", lock, re.MULTILINE | re.DOTALL) for name in names]
    return "".join(entry[0] for entry in entries if entry) + "# the end\n"


def _prepare(project: Path) -> str:
    """With the uv that is at hand, as where Python has neither ensurepip nor pip."""
    answer = subprocess.run(
        [sys.executable, "-c", WITHOUT_ENSUREPIP, project],
        cwd=PROJECT,
        env=os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    return answer.stdout

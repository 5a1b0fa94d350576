"""The benchmark itself runs: what it prints was measured just now, by the command that the README names."""

import re
import subprocess
import sys


def test_a_short_run_measures_a_step_and_an_escalation() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--short"], capture_output=True, text=True, timeout=300, check=False
    )

    assert run.returncode == 0, run.stderr
    rows = [[float(one.replace(",", "")) for one in line.split()] for line in run.stdout.splitlines() if NUMBERS(line)]
    assert [row[0] for row in rows[:2]] == [1, 8]
    assert all(figure > 0 for row in rows for figure in row)
    assert len(rows) == 3


NUMBERS = re.compile(r"[\d., ]+$").match

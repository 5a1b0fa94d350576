"""The benchmark itself runs: what it prints was measured just now, by the command that the README names."""

import re
import subprocess
import sys


def test_a_short_run_measures_every_figure_and_names_its_target() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--short"], capture_output=True, text=True, timeout=300, check=False
    )

    assert run.returncode == 0, run.stderr
    lines = [line for line in run.stdout.splitlines() if MEASURED(line)]
    assert [line.partition("  ≥ ")[2] for line in lines if "  ≥ " in line] == [
        "0.50",
        "0.40",
        "0.50",
        "40,000/s",
        "0.45",
    ]
    assert [line.partition("  ≤ ")[2] for line in lines if "  ≤ " in line] == [
        *("60 µs", "60 µs", "0.75 ms", "1 ms", "1.2"),
    ]


MEASURED = re.compile(r".+ [\d,]+(\.\d+)?(/s| ms| µs)").match

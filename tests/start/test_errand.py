"""What is done once while starting, and what is said where it fails."""

import os
import sys
from pathlib import Path

import pytest

from engine.embedded import Unusable
from engine.embedded.errand import Errand

PROJECT = Path(__file__).parents[2]
UNSOUND = "from engine.errors import UnsoundWorkflow; raise UnsoundWorkflow(['It has no end.', 'Nobody may act.'])"


def errand(script: str) -> Errand:
    return Errand([sys.executable, "-c", script], os.environ, PROJECT)


def test_it_gives_back_what_was_printed() -> None:
    assert errand("print('done')").finish() == "done\n"


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("raise SystemExit('The door is locked.')", "The door is locked."),
        ("print('one'); print('two'); raise SystemExit(1)", "two"),
        ("raise SystemExit(3)", "it says nothing"),
        ("import json; json.loads('{')", "json.decoder.JSONDecodeError: Expecting property name"),
        ("compile('a = (', 'page.py', 'exec')", "SyntaxError: '(' was never closed"),
        (UNSOUND, "2 problem(s) keep this workflow from starting:\n  - It has no end.\n  - Nobody may act."),
    ],
)
def test_where_it_fails_its_error_is_said_without_the_way_to_it(script: str, sentence: str) -> None:
    with pytest.raises(Unusable) as failed:
        errand(script).finish("Nothing starts")

    said = str(failed.value)
    assert said.startswith(f"Nothing starts: {sentence}")
    assert "File " not in said

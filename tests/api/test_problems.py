"""The table of errors is complete, speaks both languages, and gives nothing away."""

import inspect

import pytest

from api import errors as shell
from api.problems import BY_STATUS, TABLE, Answer, answer_for
from engine import errors
from engine.secrets import keys


def _all_of(module: object, root: type[Exception]) -> list[type[Exception]]:
    return [one for _, one in inspect.getmembers(module, inspect.isclass) if issubclass(one, root)]


EVERY = [
    *_all_of(errors, errors.EngineError),
    *_all_of(keys, keys.KeyStoreError),
    *_all_of(shell, shell.ShellError),
]
FAULTS_OF_OURS = {
    errors.EngineError,
    errors.UnsoundMapping,  # told at the terminal, and nowhere else
    errors.UnsoundWorkflow,
    errors.SilentCase,
    keys.KeyStoreError,
    keys.SealBroken,
    shell.ShellError,
}


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)
def test_every_error_has_an_answer_of_its_own_or_is_a_fault_of_ours(kind: type[Exception]) -> None:
    row = next(TABLE[one] for one in kind.__mro__ if one in TABLE)

    assert (row.status == 500) == (kind in FAULTS_OF_OURS)


@pytest.mark.parametrize("row", [*TABLE.values(), *BY_STATUS.values()], ids=lambda row: row.code)
def test_every_answer_speaks_both_languages(row: Answer) -> None:
    assert row.message.id.strip()
    assert row.message.en.strip()
    assert row.message.id != row.message.en
    assert 400 <= row.status < 600


def test_a_code_means_one_thing() -> None:
    rows = {id(row): row for row in (*TABLE.values(), *BY_STATUS.values())}.values()
    meanings: dict[str, set[int]] = {}
    for row in rows:
        meanings.setdefault(row.code, set()).add(row.status)

    assert {code: statuses for code, statuses in meanings.items() if len(statuses) > 1} == {}


def test_what_nobody_thought_of_is_a_fault_of_ours() -> None:
    assert answer_for(ZeroDivisionError("x")).status == 500

"""`python -m api.cli VERB …`: the office's tools at the terminal. Each verb is a module of `api/verbs`.

It ends with 0 where all is well, 1 where something was found, 2 where what was asked cannot be done: then it says so in
one sentence.
"""

import importlib
import pkgutil
import sys
from collections.abc import Callable
from types import ModuleType

import psycopg

import api.verbs
from engine.errors import EngineError
from engine.past.anchors import AnchorsUnreadable
from engine.past.note import NoteBroken
from engine.past.seal import LogBroken
from engine.runtime import collect_seldom
from engine.secrets.keys import KeyStoreError

CANNOT = 2


def _modules() -> list[ModuleType]:
    names = sorted(found.name for found in pkgutil.iter_modules(api.verbs.__path__))
    return [importlib.import_module(f"api.verbs.{name}") for name in names]


VERBS: dict[str, Callable[[list[str]], int]] = {one.NAME: one.run for one in _modules()}
HELP: dict[str, str] = {one.NAME: one.HELP for one in _modules()}


def main(arguments: list[str]) -> int:
    name, *rest = arguments or ["--help"]
    if name in ("--help", "-h"):
        print(_help())
        return 0
    if name not in VERBS:
        return _sorry(f"There is no {name}. {_help()}")
    collect_seldom()
    try:
        return VERBS[name](rest)
    except (EngineError, KeyStoreError, LogBroken, AnchorsUnreadable, NoteBroken) as known:
        return _sorry(str(known))
    except psycopg.OperationalError as away:
        return _sorry(f"The database cannot be reached: {str(away).splitlines()[0]}")
    except psycopg.Error as refused:
        return _sorry(f"The database refuses: {str(refused).splitlines()[0]}")
    except OSError as problem:
        return _sorry(f"{problem.filename or name}: {problem.strerror or problem}.")


def _sorry(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return CANNOT


def _help() -> str:
    return "\n".join(["omah VERB …   (omah VERB --help tells more)", *(f"  {one:<18} {HELP[one]}" for one in VERBS)])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

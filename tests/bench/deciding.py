"""A decision in memory: role, state, every guard, the facts that follow and the case as it will stand."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import uuid4

from engine.decision import Moved, decide
from engine.definition import Snapshot
from tests.bench.slices import half_of
from tests.bench.world import TURNS, Turn, TurnFacts
from tests.office import person
from tests.workflows import samples
from workflows import REGISTRY


def measure(seconds: float) -> Iterator[tuple[str, float]]:
    """(which, microseconds) of one with two guards, and of the one with most in the workflow of the office."""
    for name, decision in (("two guards", _turn()), ("to resolve a case", _resolve())):
        if not isinstance(decision(), Moved):
            raise RuntimeError(f"{name}: {decision()}")
        yield name, 1_000_000 * half_of(decision, seconds)


def _turn() -> Callable[[], object]:
    compiled, at = TURNS.get("turn"), datetime.now(UTC)
    case = Snapshot(uuid4(), "turn", "waiting", TurnFacts(), at, at, seq=1)
    transition = compiled.workflow.find("take")
    assert transition is not None
    kader, form = person("kader"), Turn(risk=2, agreed=True)
    return lambda: decide(compiled, case, transition, kader, form, at)


def _resolve() -> Callable[[], object]:
    compiled = REGISTRY.get("omah-peluk")
    case = samples.case("consulted", samples.spouses(), seq=2)
    transition = compiled.workflow.find("resolve")
    assert transition is not None
    form = (
        transition.form.model_validate({"summary": "Suami istri sepakat dan rukun kembali."})
        if transition.form is not None
        else None
    )
    kader = person("kader")
    return lambda: decide(compiled, case, transition, kader, form, samples.TAKEN)

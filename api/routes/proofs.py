"""What was proved of the workflows that run here, for whoever works with them, and for auditors."""

from typing import Any

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, SkipValidation

from api.definitions.proofwords import in_words
from api.desk import Desk
from api.security.policy import STAFF
from engine.proving import proofs

Here = NamedDependency[SkipValidation[Desk]]


@get("/api/workflows/{name:str}/proof", policy=STAFF, sync_to_thread=True)
def read_proof(desk: Here, name: FromPath[str]) -> dict[str, Any]:
    """Made when the program started, or now where it is a new one; `said` is the same in sentences. 404 for a workflow
    that does not run here.
    """
    registry = desk.engine.registry
    version = registry.get(name).version
    proof = proofs.proof(registry).workflows[name]
    return {**proof, "version": version, "said": in_words(registry, proof)}


HANDLERS = (read_proof,)

"""Nobody makes a safe contact or the giver of a consent of somebody who is marked never to be contacted, or a giver of
somebody who is accused at all (R25, R30).
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine import reading
from engine.database import Tx
from engine.errors import Invalid, Problem, Refused
from engine.registry import Registry
from engine.secrets import sealing
from engine.secrets.keys import KeyDestroyed, KeyStore
from workflows.casework.barred import (
    GIVER_IS_BARRED,
    NOT_A_SAFE_CONTACT,
    ON_BOTH_SIDES,
    barred_people,
    contacts,
    harms_herself,
    is_accused,
)
from workflows.casework.consent import GIVER_IS_ACCUSED
from workflows.facts.case import CaseFacts
from workflows.facts.identities import names_one

GIVER = "consent_by"
DESCRIBED = ("perpetrators", "victims")


def insist(registry: Registry, keys: KeyStore, tx: Tx, case_id: UUID, step: str, form: Mapping[str, Any]) -> None:
    """In the transaction of a step that names a giver of a consent, or describes people. Raises Refused and Invalid."""
    described = [name for name in DESCRIBED if form.get(name)]
    if not form.get(GIVER) and not described:
        return
    view = reading.case(tx, registry, case_id)
    facts = view.snapshot.facts if view is not None else None
    if view is None or not isinstance(facts, CaseFacts):
        return
    try:
        private = sealing.read_case(tx.connection, keys, case_id)
    except KeyDestroyed:
        return
    people = barred_people(facts, private)
    if form.get(GIVER) and names_one(str(form[GIVER]), people):
        raise Refused(step, view.snapshot.state, [GIVER_IS_BARRED], [])
    if form.get(GIVER) and is_accused(str(form[GIVER]), private):
        raise Refused(step, view.snapshot.state, [GIVER_IS_ACCUSED], [])
    if described and harms_herself(private):
        raise Invalid([Problem(f"/{described[0]}", "victim_is_accused", ON_BOTH_SIDES)])
    if described and any(names_one(words, people) for words in contacts(private)):
        raise Invalid([Problem(f"/{described[0]}", "never_contacted", NOT_A_SAFE_CONTACT)])

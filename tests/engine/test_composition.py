"""What one act means for a whole family is put together rightly, whatever else the act does."""

from dataclasses import replace
from uuid import uuid4

from engine import family
from engine.composition import Act, compose, opening
from engine.database import SYSTEM_ACTOR
from engine.definition import Snapshot
from engine.secrets.sealing import CaseSealer
from tests.engine.errand import ERRAND_FORM, ParcelFacts
from tests.office import Office


def test_the_children_of_a_family_are_counted_without_a_gap(errands: Office) -> None:
    """Also where a rung on one child has the parent move, and so opens the next: three acts in one step."""
    case = errands.open("errand", "kader", **ERRAND_FORM)
    errands.fire(case, "send")
    (first,) = errands.children_of(case)
    with errands.api.database.transaction(SYSTEM_ACTOR) as tx:
        kin = family.read(tx.connection, errands.registry, case)
    assert kin is not None
    parcel = errands.registry.get("parcel")
    born = Snapshot(uuid4(), "parcel", "sent", ParcelFacts(), kin.now, kin.now)
    acts = [
        Act(kin.snapshot(one), "escalated", "deliver", SYSTEM_ACTOR, kin.members[one].snapshot.state)
        for one in (first, case)
    ]

    step = compose(
        kin,
        [
            *acts,
            opening(parcel, born, SYSTEM_ACTOR, {}, {}),
            opening(parcel, replace(born, id=uuid4()), SYSTEM_ACTOR, {}, {}),
        ],
        kin.now,
        errands.keys.secret("mac"),
        CaseSealer(errands.keys, case),
    )

    root = kin.root.number
    assert [row.number for row in step.rows] == [root, f"{root}/1", f"{root}/2", f"{root}/3"]

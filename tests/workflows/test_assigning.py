"""Who works on a case, and where, changes hands without a gap and without an extra pair of eyes."""

from typing import Any

import pytest

from engine.errors import NotFound
from tests.office import CAST, YOSODADI, Office
from tests.workflows.stories import done, refused, report

REASON: dict[str, Any] = {"reason": "Pindah rumah."}


def test_a_coordinator_assigns_within_her_kelurahan_and_only_the_supervisor_moves_a_case(office: Office) -> None:
    case = report(office)
    to_another: dict[str, Any] = {"assignee": CAST["kader"], "to_kelurahan": YOSODADI, **REASON}

    assert refused(office.fire(case, "assign", "coordinator", **to_another)) == {"MOVE_IS_THE_SUPERVISORS"}
    done(office.fire(case, "assign", "coordinator", assignee=CAST["kader"], **REASON))

    assert office.sql("SELECT owner FROM cases WHERE id = %s", case) == [(CAST["kader"],)]


def test_a_moved_case_leaves_the_sight_of_the_old_kelurahan_and_keeps_its_clocks(office: Office) -> None:
    case = report(office)
    before = {name: clock.due_at for name, clock in office.clocks(case).items()}

    done(office.fire(case, "assign", "supervisor", assignee=CAST["kader"], to_kelurahan=YOSODADI, **REASON))

    with pytest.raises(NotFound):
        office.fire(case, "acknowledge", "kader")
    done(office.fire(case, "acknowledge", f"kader@{YOSODADI}"))
    assert {name: clock.due_at for name, clock in office.clocks(case).items() if name in before} == before

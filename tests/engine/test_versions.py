"""A case is decided by the version that it is pinned to, until somebody moves it to another, on record, and back.

Long because every way of moving is tried, killed, refused and taken back.
"""

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from engine.calendar import WIB, Elapsed
from engine.database import SYSTEM_ACTOR, Tx
from engine.definition import State, Workflow
from engine.errors import UnsoundMapping
from engine.past import audit, bundle, stranger
from engine.past.anchors import Anchors
from engine.past.note import Verifier
from engine.past.redeciding import redecide
from engine.past.replay import fold
from engine.past.seal import Sealer
from engine.reading import case as look_at
from engine.registry import Compiled, Registry
from engine.versions import transfer
from engine.versions.crossing import Crossing
from engine.versions.mapping import Given
from engine.versions.transfer import Asked
from tests.engine.broken import clock, more, never, only_when_fragile, step, takes
from tests.engine.errand import ERRAND, ERRAND_FORM, PARCEL
from tests.engine.releases import CLOCKS, RENAMED, SLOWER, STATES, pinned, released, version
from tests.office import Office, words

MAPPED = Given(STATES, {**CLOCKS})


@pytest.fixture
def case(errands: Office) -> UUID:
    """Asked at nine, reminded at two."""
    errands.at("2026-12-01 09:00")
    made = errands.open("errand", "kader", **ERRAND_FORM)
    errands.at("2026-12-01 14:30")
    errands.sweep()
    return made


def due(office: Office, case: UUID) -> dict[str, str]:
    """When each clock's time is over, in WIB."""
    return {name: f"{view.due_at.astimezone(WIB):%d %H:%M}" for name, view in office.clocks(case).items()}


def asked(old: Office, new: Office, given: Given | None = None) -> list[Asked]:
    return [Asked(version(old), version(new), given)]


def holds(office: Office) -> bool:
    return audit.verify(office.api).findings == ()


# --- pinned


def test_a_release_with_another_duration_changes_no_case_that_is_open(errands: Office, case: UUID) -> None:
    now = released(errands, SLOWER, PARCEL)

    now.fire(case, "weigh", weight=9)
    now.later(hours=1)
    later = now.open("errand", "kader", **ERRAND_FORM)

    assert due(now, case)["take"] == "01 19:00"
    assert due(now, later)["take"] == "02 11:30"
    assert {one.body["definition"] for one in now.history(case)} == {version(errands)}
    assert (pinned(now, case), pinned(now, later)) == (version(errands), version(now))
    assert holds(now)
    assert holds(errands)


def test_a_pinned_case_climbs_the_ladder_of_its_own_version(errands: Office, case: UUID) -> None:
    steeper = clock(ERRAND, "take", rungs=tuple(replace(one, level=3, tell=("admin",)) for one in SLOWER_LADDER))
    now = released(errands, steeper, PARCEL)

    now.at("2026-12-01 19:00")
    now.sweep()

    assert now.told(case)[-1] == ("escalation", 1, frozenset({"coordinator"}))
    assert holds(now)


SLOWER_LADDER = ERRAND.deadline("take").rungs


def test_a_guard_that_changed_holds_at_once_for_every_case(errands: Office, case: UUID) -> None:
    now = released(errands, step(SLOWER, "take", guards=(never,)), PARCEL)

    assert now.fire(case, "take").refused_by == {"NO"}


def test_a_case_whose_version_cannot_run_is_shown_and_waits_and_a_person_is_told(errands: Office, case: UUID) -> None:
    now = released(errands, RENAMED, PARCEL)

    answer = now.fire(case, "take")
    with now.api.database.transaction(SYSTEM_ACTOR) as tx:
        view = look_at(tx, now.registry, case)
    now.at("2026-12-01 19:00")
    for _ in range(8):
        now.sweep()
        now.sql("UPDATE deadline SET retry_at = clock_timestamp() WHERE retry_at IS NOT NULL")

    assert answer.refused_by == {"VERSION_GONE"}
    assert view is not None
    assert view.member.compiled.workflow.state("asked").title.en == "asked"
    assert view.member.compiled.gone == ("the code that runs here does not know its state asked.",)
    assert now.told(case)[-1] == ("dead_clock", 3, frozenset({"supervisor"}))
    assert now.sql("SELECT count(*) FROM deadline WHERE dead")[0][0] == 1
    assert holds(now)

    transfer.migrate(now.api, asked(errands, now, MAPPED))
    now.at("2026-12-02 05:00")
    now.sweep()

    assert now.sql("SELECT count(*) FROM deadline WHERE status = 'armed' AND dead")[0][0] == 0
    assert now.told(case)[-1] == ("escalation", 1, frozenset({"coordinator"}))
    assert now.fire(case, "take").done
    assert holds(now)


# --- moved


def test_a_dry_run_lists_each_due_time_that_would_change_and_changes_nothing(errands: Office, case: UUID) -> None:
    now = released(errands, RENAMED, PARCEL)
    before = errands.sql("SELECT * FROM cases, deadline, history ORDER BY deadline.id, history.seq")

    (told,) = transfer.look(now.api, asked(errands, now, MAPPED)).cases

    shifts = {(one.old, one.new): (one.breach, one.due) for one in told.shifts if one.changes}
    assert told.states == ("asked", "requested")
    assert {
        names: [f"{at:%d %H:%M}" for pair in moments for at in pair if at] for names, moments in shifts.items()
    } == {
        ("rush", "rush"): ["03 02:00", "02 18:00", "03 02:00", "02 18:00"],
        ("take", "pick"): ["01 12:00", "01 22:00", "01 12:00", "01 22:00"],
    }
    assert errands.sql("SELECT * FROM cases, deadline, history ORDER BY deadline.id, history.seq") == before


def test_a_case_that_moves_keeps_its_anchors_and_what_it_has_climbed_on_one_record(errands: Office, case: UUID) -> None:
    now = released(errands, RENAMED, PARCEL)
    entered, facts = errands.sql("SELECT entered_at, facts FROM cases WHERE id = %s", case)[0]

    done = transfer.migrate(now.api, asked(errands, now, MAPPED))

    record = now.history(case)[-1].body
    assert (record["kind"], record["act"], record["role"]) == ("migrated", "migrate", "system")
    assert (record["from"], record["to"]) == ("asked", "requested")
    assert (record["form"]["from"], record["form"]["to"]) == (version(errands), version(now))
    assert record["form"]["states"] == {"asked": "requested", "taken": "taken", "done": "done"}
    assert record["form"]["clocks"]["take"] == "pick"
    assert [(one["name"], one["breach"][:16]) for one in record["form"]["were"]] == [
        ("rush", "2026-12-03T02:00"),
        ("take", "2026-12-01T12:00"),
    ]
    assert {one["name"]: (one["rung"], one["anchor"][:16], one["breach"][:16]) for one in record["clocks"]} == {
        "pick": (1, "2026-12-01T02:00", "2026-12-01T22:00"),
        "rush": (0, "2026-12-01T02:00", "2026-12-02T18:00"),
    }
    assert now.sql("SELECT entered_at, facts FROM cases WHERE id = %s", case)[0] == (entered, facts)
    assert (now.state_of(case), pinned(now, case), len(done.cases)) == ("requested", version(now), 1)


def test_replay_audit_and_a_stranger_understand_a_migration(errands: Office, case: UUID, folder: Path) -> None:
    errands.fire(case, "weigh", weight=3)
    now = released(errands, RENAMED, PARCEL)
    transfer.migrate(now.api, asked(errands, now, MAPPED))
    now.at("2026-12-02 06:00")
    now.sweep()
    now.fire(case, "take")
    Sealer(now.worker, Anchors(folder / "anchors")).seal()

    stood = fold((one.body for one in now.history(case)), datetime(2026, 12, 1, 14, 45, tzinfo=WIB))
    bundle.pack(now.api, folder / "all.zip")
    public = now.keys.seal_public()
    assert public is not None
    checked = stranger.main([str(folder / "all.zip"), "--key", str(Verifier(public))])

    assert stood is not None
    assert (stood.state, stood.definition) == ("requested", version(now))
    assert now.acts(case) == ["open", "take", "weigh", "migrate", "pick", "take"]
    assert checked == 0
    assert holds(now)
    assert redecide(now.api).divergences == []


class Forgetful(Registry):
    """As a release that knows no pins: whatever runs decides."""

    def of(self, name: str, _version: str) -> Compiled:
        return self.get(name)


def test_a_definition_that_changes_without_a_record_is_found(errands: Office, case: UUID, folder: Path) -> None:
    now = released(errands, SLOWER, PARCEL)
    forgetful = replace(now.api, registry=Forgetful((SLOWER, PARCEL)))
    replace(now, api=forgetful).fire(case, "weigh", weight=3)
    Sealer(now.worker, Anchors(folder / "anchors")).seal()
    bundle.pack(now.api, folder / "all.zip")

    assert [one.problem for one in audit.verify(now.api).findings] == ["another_definition"]
    assert stranger.main([str(folder / "all.zip")]) == 1


def test_nobody_changes_what_a_case_is_pinned_to_in_another_way(errands: Office, case: UUID) -> None:
    for engine in (errands.api, errands.worker):
        with (
            pytest.raises(psycopg.errors.InsufficientPrivilege),
            engine.database.transaction(SYSTEM_ACTOR) as tx,
        ):
            tx.connection.execute("UPDATE cases SET definition = 'x' WHERE id = %s", (case,))


def test_a_case_and_its_child_move_together_or_not_at_all(errands: Office, case: UUID) -> None:
    errands.fire(case, "send")
    (parcel,) = errands.children_of(case)
    now = released(errands, RENAMED, clock(PARCEL, "deliver", within=Elapsed(days=2)))
    pairs = [*asked(errands, now, MAPPED), Asked(version(errands, "parcel"), version(now, "parcel"))]

    with pytest.raises(UnsoundMapping) as alone:
        transfer.migrate(now.api, pairs[:1])
    done = transfer.migrate(now.api, pairs)

    assert "of parcel, while its family moves (--with" in alone.value.problems[0]
    assert [one.workflow for one in done.cases] == ["errand", "parcel"]
    assert (pinned(now, parcel), due(now, parcel)) == (version(now, "parcel"), {"deliver": "03 14:30"})
    assert now.fire(parcel, "deliver", "uptd_officer").done
    assert now.state_of(case) == "done"
    assert holds(now)


def test_a_child_alone_moves_where_only_its_workflow_has_changed(errands: Office, case: UUID) -> None:
    errands.fire(case, "send")
    now = released(errands, ERRAND, clock(PARCEL, "deliver", within=Elapsed(days=2)))

    done = transfer.migrate(now.api, [Asked(version(errands, "parcel"), version(now, "parcel"))])

    assert [one.workflow for one in done.cases] == ["parcel"]
    assert (pinned(now, case), now.version_of(case)) == (version(errands), 3)
    assert holds(now)


def test_a_proposal_waits_on_and_is_approved_by_the_new_version(errands: Office, case: UUID) -> None:
    errands.fire(case, "take")
    errands.fire(case, "finish", remark="Sudah.")
    now = released(errands, RENAMED, PARCEL)

    transfer.migrate(now.api, asked(errands, now, MAPPED))

    assert now.approve(case).done
    assert now.state_of(case) == "done"
    assert holds(now)


# --- and back


def test_a_migration_is_taken_back_by_the_same_command(errands: Office, case: UUID) -> None:
    before = due(errands, case), errands.sql("SELECT state, facts, entered_at FROM cases")
    now = released(errands, RENAMED, PARCEL)
    transfer.migrate(now.api, asked(errands, now, MAPPED))

    transfer.migrate(errands.api, [Asked(version(now)[:8], version(errands)[:8])])

    assert (due(errands, case), errands.sql("SELECT state, facts, entered_at FROM cases")) == before
    assert errands.acts(case)[-2:] == ["migrate", "migrate"]
    assert errands.fire(case, "take").done
    assert holds(errands)
    assert holds(now)
    assert redecide(errands.api).divergences == []

    transfer.migrate(now.api, asked(errands, now))  # and there again, by the way that is on record
    assert holds(now)
    assert redecide(now.api).divergences == []


def test_what_became_one_cannot_be_told_apart_again(errands: Office, case: UUID) -> None:
    now = released(errands, ONE_STATE, PARCEL)
    together = Given({"asked": "open", "taken": "open"}, {})

    with pytest.raises(UnsoundMapping, match="asked and taken would both become open"):
        transfer.migrate(now.api, asked(errands, now, together))
    transfer.migrate(now.api, asked(errands, now, together), one_way=True)

    assert now.state_of(case) == "open"
    assert holds(now)
    with pytest.raises(UnsoundMapping, match="nobody can tell which of them a case was in"):
        transfer.look(errands.api, [Asked(version(now), version(errands))])


ONE_STATE = replace(
    ERRAND,
    initial="open",
    states=(State("open", words("open")), State("done", words("done"), final=True)),
    transitions=tuple(
        replace(one, source="open", target="done" if one.target == "done" else None)
        for one in ERRAND.transitions
        if one.name not in ("take", "rush")
    ),
    deadlines=tuple(
        replace(one, states=("open",), rungs=tuple(replace(rung, move=None) for rung in one.rungs))
        for one in ERRAND.deadlines
    ),
)

# --- refused

NO_APPROVAL = replace(RENAMED, transitions=tuple(one for one in RENAMED.transitions if one.name != "finish"))
NOT_FINAL = replace(
    more(RENAMED, takes("reopen", "done", "taken"), takes("shelve", "done", None, ends=True)),
    states=tuple(replace(one, final=False) for one in RENAMED.states),
    deadlines=tuple(
        replace(one, states=(*one.states, "done")) if one.name == "finish" else one for one in RENAMED.deadlines
    ),
)
LATER_LAW = clock(RENAMED, "rush", within=Elapsed(hours=72))
NO_LAW = clock(RENAMED, "rush", statutory=False)

OR_STOPS = "say which it becomes (clock:take=…) or that it stops (clock:take=)."
LATER = "2026-12-03T02:00:00.000000Z → 2026-12-04T02:00:00.000000Z"

UNSOUND: Mapping[str, tuple[Workflow, Given, list[str]]] = {
    "states and clocks without a place": (
        RENAMED,
        Given({}, {}),
        [
            "errand: the new version has no state asked; say which it becomes (state:asked=…).",
            f"errand: the new version has no clock take; {OR_STOPS}",
        ],
    ),
    "names that are nowhere": (
        RENAMED,
        Given({"asked": "wished", "gone": "nowhere"}, {"take": "pluck", "tick": None}),
        [
            "errand: the old version has no state gone.",
            "errand: the old version has no clock tick.",
            "errand: the new version has no state nowhere.",
            "errand: the new version has no state wished.",
            "errand: the new version has no clock pluck.",
        ],
    ),
    "a clock of the law that stops": (
        RENAMED,
        Given(STATES, {**CLOCKS, "rush": None}),
        ["errand: the clock rush is the law's (E4): it cannot stop."],
    ),
    "a clock of the law that becomes the house's": (
        NO_LAW,
        MAPPED,
        ["errand: the clock rush is the law's (E4), and rush is not."],
    ),
    "two clocks that become one": (
        RENAMED,
        Given(STATES, {"take": "finish"}),
        ["errand: finish and take would both become the clock finish: which of them runs on?"],
    ),
    "an end that is none any more": (NOT_FINAL, MAPPED, ["errand: done is final, and done is not."]),
    "a clock of the law that ends later": (
        LATER_LAW,
        MAPPED,
        [
            f"{{number}}: the law's clock rush (E4) would end later: {LATER}.",
        ],
    ),
    "a clock of the law that does not run there": (
        RENAMED,
        Given({"asked": "taken", "taken": "requested"}, CLOCKS),
        ["{number}: the law's clock rush (E4) would stop in taken."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNSOUND)
def test_an_unsound_mapping_is_refused_with_every_problem_and_nothing_changes(
    errands: Office, case: UUID, name: str
) -> None:
    workflow, given, sentences = UNSOUND[name]
    now = released(errands, workflow, PARCEL)
    number = errands.sql("SELECT number FROM cases")[0][0]

    with pytest.raises(UnsoundMapping) as unsound:
        transfer.migrate(now.api, asked(errands, now, given))

    assert list(unsound.value.problems) == [one.format(number=number) for one in sentences]
    assert errands.acts(case) == ["open", "take"]
    assert pinned(errands, case) == version(errands)


def test_a_proposal_that_the_new_version_does_not_know_stands_in_the_way(errands: Office, case: UUID) -> None:
    errands.fire(case, "take")
    errands.fire(case, "finish", remark="Sudah.")
    now = released(errands, NO_APPROVAL, PARCEL)

    with pytest.raises(UnsoundMapping, match="a proposal of finish waits, which the new version does not know in take"):
        transfer.look(now.api, asked(errands, now, MAPPED))


def test_a_case_that_would_fall_silent_stands_in_the_way(errands: Office, case: UUID) -> None:
    errands.fire(case, "take")
    now = released(errands, clock(ERRAND, "finish", anchor=only_when_fragile), PARCEL)

    with pytest.raises(UnsoundMapping, match="it would rest in taken and no clock would run"):
        transfer.look(now.api, asked(errands, now))


def test_only_versions_of_one_workflow_that_are_known_are_moved_between(errands: Office, case: UUID) -> None:
    with pytest.raises(UnsoundMapping, match="no version begins with abc"):
        transfer.look(errands.api, [Asked("abc", version(errands))])
    with pytest.raises(UnsoundMapping, match="no version begins with 000"):
        transfer.look(errands.api, [Asked(version(errands), "0" * 64)])
    with pytest.raises(UnsoundMapping, match="both are the same version"):
        transfer.look(errands.api, asked(errands, errands))
    with pytest.raises(UnsoundMapping, match="is a version of another workflow, parcel"):
        transfer.look(errands.api, [Asked(version(errands), version(errands, "parcel"))])


# --- meanwhile


def test_what_is_due_is_climbed_by_the_version_under_which_it_fell_due(errands: Office, case: UUID) -> None:
    now = released(errands, SLOWER, PARCEL)
    now.at("2026-12-01 20:00")

    transfer.migrate(now.api, asked(errands, now))

    fired = [one.body["deadline"] for one in now.history(case) if one.body["deadline"]]
    assert [(one["name"], one["rung"]) for one in fired] == [("take", 0), ("take", 1)]
    assert now.acts(case) == ["open", "take", "take", "migrate"]
    assert due(now, case)["take"] == "02 05:00"
    assert holds(now)


def test_a_persons_step_and_a_migration_at_once_both_happen_one_after_the_other(errands: Office) -> None:
    errands.at("2026-12-01 09:00")
    cases = [errands.open("errand", "kader", **ERRAND_FORM) for _ in range(12)]
    now = released(errands, SLOWER, PARCEL)
    ready = threading.Barrier(2)
    moved: list[int] = []

    def move() -> None:
        ready.wait()
        moved.append(len(transfer.migrate(now.api, asked(errands, now), batch=3).cases))

    thread = threading.Thread(target=move)
    thread.start()
    ready.wait()
    for case in reversed(cases):
        assert now.fire(case, "weigh", weight=2).done
        assert now.fire(case, "take").done
    thread.join()

    assert moved == [12]
    for case in cases:
        assert sorted(now.acts(case)) == ["migrate", "open", "take", "weigh"]
        assert (pinned(now, case), now.state_of(case)) == (version(now), "taken")
    assert holds(now)


def test_whoever_is_cut_off_in_the_middle_goes_on_where_they_were(
    errands: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    errands.at("2026-12-01 09:00")
    cases = [errands.open("errand", "kader", **ERRAND_FORM) for _ in range(7)]
    now = released(errands, SLOWER, PARCEL)
    pin, pins = transfer._pin, list[UUID]()

    def killed(tx: Tx, one: Crossing) -> None:
        pins.append(one.kin.root_id)
        if len(pins) == 5:  # the third batch of two has written its records, and is not committed
            with psycopg.connect(now.owner_url, autocommit=True) as owner:
                owner.execute("SELECT pg_terminate_backend(%s)", (tx.connection.info.backend_pid,))
        pin(tx, one)

    monkeypatch.setattr(transfer, "_pin", killed)
    with pytest.raises(psycopg.OperationalError):
        transfer.migrate(now.api, asked(errands, now), batch=2)
    monkeypatch.undo()
    reached = [case for case in cases if pinned(now, case) == version(now)]
    assert len(reached) == 4
    assert [now.acts(case) for case in reached] == [["open", "migrate"]] * 4
    assert holds(now)

    done = transfer.migrate(now.api, asked(errands, now), batch=2)

    assert len(done.cases) == 3
    assert [now.acts(case) for case in cases] == [["open", "migrate"]] * 7
    assert transfer.migrate(now.api, asked(errands, now)).cases == []
    assert holds(now)


def test_versions_are_listed_with_their_cases_and_why_they_cannot_run(errands: Office, case: UUID) -> None:
    now = released(errands, RENAMED, PARCEL)

    found = [(one.workflow, one.version, one.cases, one.running, bool(one.gone)) for one in transfer.kept(now.api)]

    assert found == [
        ("errand", version(errands), 1, False, True),
        ("errand", version(now), 0, True, False),
        ("parcel", version(now, "parcel"), 0, True, False),
    ]

"""What is offered on a case: a step that could be about nothing is refused to whoever asks, and stands on no page."""

from uuid import UUID

from engine import reading
from tests.office import Office
from tests.workflows.stories import refused, report
from tests.workflows.test_talking import at_the_door, writes


def offered(office: Office, case: UUID, by: str = "kader") -> set[str]:
    actor = office.actor(by)
    with office.api.database.transaction(actor) as tx:
        view = reading.case(tx, office.registry, case)
        assert view is not None
        steps = reading.steps(view.member.compiled, view.snapshot, actor, view.now)
    return {one.transition.name for one in steps}


def test_a_message_is_heeded_where_there_is_one(office: Office) -> None:
    case = at_the_door(office)
    before = offered(office, case)
    writes(office, case)

    assert "heed-message" not in before
    assert "heed-message" in offered(office, case)


def test_nobody_is_offered_to_write_where_no_reporter_comes_back_to_read(office: Office) -> None:
    assert "write-to-reporter" not in offered(office, report(office))
    assert "write-to-reporter" in offered(office, at_the_door(office))


def test_what_is_not_offered_is_refused_with_its_reason_all_the_same(office: Office) -> None:
    case = report(office)

    assert not {"end-protection", "give-up-visit"} & offered(office, case)
    assert refused(office.fire(case, "give-up-visit")) == {"NO_VISIT"}


def test_what_a_rule_forbids_stays_on_the_page_with_its_reason(office: Office) -> None:
    case = report(office, category="KS", victims=[{"forms": ["sexual"], "age": 9}])

    assert "TPKS_23" in refused(office.fire(case, "resolve", summary="Damai."))
    assert "resolve" in offered(office, case)

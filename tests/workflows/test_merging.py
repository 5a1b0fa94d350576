"""Duplicates: two reports of one matter become one case, with the earlier clock and the stricter facts."""

from datetime import datetime
from threading import Thread
from typing import Any
from uuid import UUID

from engine import audit
from engine.calendar import WIB
from engine.redeciding import redecide
from tests.office import YOSODADI, Answer, Office
from tests.workflows.stories import ADULT_BASIS, consult, done, refused, report
from workflows.facts import CaseFacts
from workflows.merging import WINS

FIRST: dict[str, Any] = {
    "victims": [{"name": "Bunga", "age": 9, "sex": "female", "sexual_forms": ["obscene_act"]}],
    "perpetrators": [{"relation": "neighbour", "sex": "male"}],
}
SECOND: dict[str, Any] = {
    "victims": [{"name": "Bunga", "age": 10, "forms": ["psychic"]}],
    "perpetrators": [{"relation": "unknown"}],
    "stated_risk": "low",
}


def number_of(office: Office, case: UUID) -> str:
    return str(office.sql("SELECT number FROM cases WHERE id = %s", case)[0][0])


def merge(office: Office, duplicate: UUID, into: UUID, **told: Any) -> Answer:
    form: dict[str, Any] = {
        "duplicate_of": number_of(office, into),
        "reason": "Perkara yang sama, dilaporkan dua kali.",
    }
    proposed = office.fire(duplicate, "merge", "supervisor", **{**form, **told})
    return proposed if proposed.refused is not None else office.approve(duplicate, "supervisor@18.72.04.1001")


def wib(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=WIB)


def reported_twice(office: Office) -> tuple[UUID, UUID]:
    """(the earlier report with the sexual form, the later and milder one)."""
    office.at("2026-12-01 09:00")
    earlier = report(office, **FIRST)
    office.at("2026-12-02 08:00")
    return earlier, report(office, **SECOND)


def test_r03_the_earlier_clock_and_the_stricter_facts_win_whichever_case_goes_on(office: Office) -> None:
    earlier, later = reported_twice(office)

    done(merge(office, earlier, into=later))

    facts = CaseFacts.model_validate(office.facts_of(later))
    assert facts.first_report_at == wib("2026-12-01 09:00")
    assert office.clocks(later)["police"].due_at == wib("2026-12-04 09:00")
    assert office.clocks(later)["cap"].due_at == wib("2026-12-02 09:00")
    assert (facts.sexual_ever, facts.protected, facts.victims[0].age_at_incident) == (True, True, 9)
    assert set(facts.victims[0].forms_ever) == {"psychic", "sexual"}
    assert facts.relations[0].kind == "neighbour"
    assert facts.absorbed == (number_of(office, earlier),)
    assert {"TPKS_23", "PA_59A_72"} <= refused(office.fire(later, "resolve", summary="Damai saja."))


def test_a_duplicate_ends_with_its_clocks_and_both_histories_stay(office: Office) -> None:
    earlier, later = reported_twice(office)

    done(merge(office, later, into=earlier))

    assert office.clocks(later) == {}
    facts = office.facts_of(later)
    assert (facts["end_reason"], facts["duplicate_of"]) == ("merged", number_of(office, earlier))
    assert office.acts(later) == ["open", "merge", "merge"]
    assert office.acts(earlier)[-1] == "absorb-duplicate"
    assert office.clocks(earlier)["police"].due_at == wib("2026-12-04 09:00")
    told = [topic for topic, _, _ in office.told(earlier)]
    assert told.count("merged") == 1
    assert audit.verify(office.api).verified
    assert redecide(office.api).divergences == []


def test_r22_one_person_alone_merges_nothing(office: Office) -> None:
    earlier, later = reported_twice(office)
    form: dict[str, Any] = {"duplicate_of": number_of(office, earlier), "reason": "Perkara yang sama."}
    done(office.fire(later, "merge", "supervisor", **form))

    assert refused(office.approve(later, "supervisor")) == {"SECOND_PERSON"}
    assert office.facts_of(later)["end_reason"] is None
    assert "NOT_YOUR_ROLE" in refused(office.fire(earlier, "merge", "kader", **form))


def test_what_is_due_in_the_case_that_goes_on_comes_first(office: Office) -> None:
    earlier, later = reported_twice(office)
    office.at("2026-12-02 10:00")

    done(merge(office, later, into=earlier))

    acts = office.acts(earlier)
    assert acts.index("move-to-UPTD") < acts.index("absorb-duplicate")
    assert office.state_of(earlier) == "referred-to-UPTD"


def test_what_stands_in_the_way_of_merging_is_said(office: Office) -> None:
    earlier, later = reported_twice(office)
    two = report(office, victims=[{"age": 9}, {"age": 12}], perpetrators=[{"relation": "parent"}])
    sent = report(office, victims=[{"age": 30, "forms": ["physical"]}], stated_risk="high")
    done(office.fire(sent, "refer-to-UPTD", **ADULT_BASIS))

    form: dict[str, Any] = {"duplicate_of": number_of(office, earlier), "reason": "Perkara yang sama."}
    assert "VICTIM_NOT_THERE" in refused(merge(office, two, into=earlier))
    assert "WRONG_STATE" in refused(merge(office, sent, into=earlier))
    assert refused(office.fire(earlier, "merge", "supervisor", **form)) == {"NO_SUCH_CASE"}
    nowhere = {**form, "duplicate_of": "2026-ZZZZZZZ"}
    assert refused(office.fire(later, "merge", "supervisor", **nowhere)) == {"NO_SUCH_CASE"}
    done(merge(office, later, into=earlier))
    assert "ENDED" in refused(merge(office, two, into=later))
    assert "ENDED" in refused(merge(office, later, into=earlier))
    pairs = [{"here": 1, "there": 1}, {"here": 2, "there": 2}]
    assert "VICTIM_NOT_THERE" in refused(merge(office, two, into=earlier, same_victims=pairs))


def test_who_is_who_is_told_by_number(office: Office) -> None:
    office.at("2026-12-01 09:00")
    one = report(office, victims=[{"age": 30}, {"age": 9}], perpetrators=[{"relation": "spouse"}])
    other = report(office, victims=[{"age": 9, "forms": ["physical"]}, {"age": 31, "pregnant": "yes"}])

    done(merge(office, other, into=one, same_victims=[{"here": 1, "there": 2}, {"here": 2, "there": 1}]))

    mother, child = CaseFacts.model_validate(office.facts_of(one)).victims
    assert (mother.pregnant, mother.harmed, mother.age_now) == ("yes", False, 30)
    assert (child.harmed, child.child_at_incident) == (True, True)


def test_r31_who_is_kept_out_of_the_duplicate_is_kept_out_of_the_case_that_goes_on(office: Office) -> None:
    earlier, later = reported_twice(office)
    kader = office.actor("kader").id
    done(office.fire(later, "keep-out", "supervisor", person=str(kader), reason="Paman korban."))

    done(merge(office, later, into=earlier))

    assert str(kader) in office.facts_of(earlier)["kept_out"]
    assert kader in office.sql("SELECT excluded FROM cases WHERE id = %s", earlier)[0][0]


def test_a_duplicate_that_is_reopened_runs_again_with_its_own_clocks(office: Office) -> None:
    earlier, later = reported_twice(office)
    done(merge(office, earlier, into=later))
    office.later(days=5)

    done(office.fire(earlier, "reopen", "supervisor", reason="Ternyata perkara lain."))

    facts = office.facts_of(earlier)
    assert (facts["end_reason"], facts["duplicate_of"]) == (None, None)
    assert office.clocks(earlier)["police"].anchor_at == wib("2026-12-01 09:00")
    assert office.facts_of(later)["sexual_ever"] is True


def test_two_supervisors_who_merge_two_cases_into_each_other_end_one_of_them(office: Office) -> None:
    def approves(case: UUID, answers: list[Answer]) -> None:
        answers.append(office.approve(case, f"supervisor@{YOSODADI}"))

    for _ in range(3):
        one, other = reported_twice(office)
        for case, into in ((one, other), (other, one)):
            form: dict[str, Any] = {"duplicate_of": number_of(office, into), "reason": "Perkara yang sama."}
            done(office.fire(case, "merge", "supervisor", **form))
        answers: list[Answer] = []
        both = [Thread(target=approves, args=(case, answers)) for case in (one, other)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join(20)

        ended = office.sql("SELECT count(*) FROM cases WHERE id = ANY(%s) AND ended_at IS NOT NULL", [one, other])
        assert ended[0][0] == 1
        assert sorted(answer.refused is None for answer in answers) == [False, True]
    assert audit.verify(office.api).verified


def test_every_fact_is_weighed_or_stays_as_it_is() -> None:
    stays = {
        *("kelurahan", "incident_region", "house", "channel", "anonymous", "reporter_relation", "contact_how"),
        *("place", "incident_on", "incident_is_estimated", "acknowledged_at", "psychologists", "category"),
        *("duplicate_of", "visit_wanted_at", "visit_slot", "visit_at", "assessed", "consulted_at", "client_heard"),
        *("victim_request_written", "assessed_free_of_pressure", "agreement_signed", "referral_refused"),
        *("uptd_sent_at", "puspaga_sent_at", "uptd_returned_at", "puspaga_completed_at", "returned_count"),
        *("handover_region", "handover_accepted_on", "protection_from", "protection_law", "simfoni_on"),
        *(
            "follow_ups_done",
            "follow_up_outcome",
            "follow_up_found",
            "attempts",
            "end_reason",
            "held_since",
            "erased_at",
        ),
    }
    computed = {"risk", "sexual_ever", "protected", "age_group"}

    assert set(CaseFacts.model_fields) == set(WINS) | stays | computed
    assert not set(WINS) & stays


def test_the_risk_of_the_case_that_goes_on_is_not_lowered_by_a_duplicate(office: Office) -> None:
    office.at("2026-12-01 09:00")
    calm = report(office, victims=[{"age": 30}], stated_risk="low")
    grave = report(office, victims=[{"age": 30}], immediate=["weapon"], stated_risk="high")

    done(merge(office, calm, into=grave))
    assert office.facts_of(grave)["risk"] == "high"

    again = report(office, victims=[{"age": 30}], stated_risk="low")
    done(consult(office, again, stated_risk="low"))
    done(merge(office, grave, into=again))
    facts = office.facts_of(again)
    assert (facts["risk"], facts["weapon_ever"]) == ("high", True)
    assert office.clocks(again)["cap"].anchor_at == wib("2026-12-01 09:00")

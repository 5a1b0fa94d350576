"""How a case follows its referrals: the whole table."""

from datetime import datetime
from itertools import product

import pytest

from engine.definition import Actor, Situation, Snapshot
from tests.workflows.samples import after, case, facts, referral, victim
from workflows.casework.changes import children_counted, ended_by_referral
from workflows.casework.following import follow
from workflows.casework.handover import to_uptd, with_identity, without_identity
from workflows.facts.case import CaseFacts
from workflows.forms.referring import SendingToUptd

VIOLENT = facts(victim(33, "psychic"))
PEACEFUL = facts(victim(33), category="non_violence")


def at_both(
    uptd: str, puspaga: str, its: CaseFacts = VIOLENT, state: str = "referred-to-UPTD", late: str = "UPTD"
) -> Snapshot:
    """A case with a referral in each house, the one of `late` having moved last."""
    moments: dict[str, datetime] = {"UPTD": after(hours=5), "PUSPAGA": after(hours=5), late: after(hours=9)}
    return case(
        state,
        its,
        referral("UPTD", uptd, moved=moments["UPTD"]),
        referral("PUSPAGA", puspaga, moved=moments["PUSPAGA"]),
    )


@pytest.mark.parametrize("uptd", ["sent", "accepted"])
@pytest.mark.parametrize("puspaga", ["sent", "accepted", "completed", "revoked"])
def test_while_uptd_works_nothing_moves(uptd: str, puspaga: str) -> None:
    assert follow(at_both(uptd, puspaga)) is None


def test_a_return_beside_uptd_is_counted_and_moves_nothing() -> None:
    subject = at_both("accepted", "returned", late="PUSPAGA")

    assert follow(subject) == "count-referrals"
    assert children_counted(Situation(subject, Actor(None, "system"), after(hours=9)))["returned_count"] == 1


def test_r16_uptd_completed_while_puspaga_works_reads_puspaga() -> None:
    assert follow(at_both("completed", "accepted")) == "continue-at-PUSPAGA"


@pytest.mark.parametrize("given_back", ["returned", "revoked"])
def test_what_uptd_gave_back_stays_owed_where_there_is_violence(given_back: str) -> None:
    subject = at_both(given_back, "accepted")

    assert follow(subject) == "count-referrals"
    counted = children_counted(Situation(subject, Actor(None, "system"), after(hours=9)))
    assert counted["uptd_returned_at"] == after(hours=9)


def test_what_uptd_returned_without_violence_is_puspagas() -> None:
    assert follow(at_both("returned", "accepted", PEACEFUL)) == "continue-at-PUSPAGA"


@pytest.mark.parametrize("state", ["referred-to-UPTD", "referred-to-PUSPAGA"])
@pytest.mark.parametrize("last", ["returned", "revoked"])
def test_the_last_one_back_makes_it_consulted(state: str, last: str) -> None:
    house = "UPTD" if state == "referred-to-UPTD" else "PUSPAGA"
    alone = case(state, PEACEFUL, referral("UPTD" if house == "UPTD" else "PUSPAGA", last, moved=after(hours=3)))

    assert follow(alone) == "take-back"


@pytest.mark.parametrize("late", ["UPTD", "PUSPAGA"])
def test_both_completed_ends_it_whoever_was_last(late: str) -> None:
    state = "referred-to-UPTD" if late == "UPTD" else "referred-to-PUSPAGA"

    assert follow(at_both("completed", "completed", state=state, late=late)) == "end-with-referral"


def test_it_ends_for_the_reason_of_its_last_completion() -> None:
    subject = case(
        "referred-to-UPTD",
        VIOLENT,
        referral("PUSPAGA", "completed", moved=after(hours=3), completion="moved"),
        referral("UPTD", "completed", moved=after(hours=4), completion="court"),
    )

    assert follow(subject) == "end-with-referral"
    assert ended_by_referral(Situation(subject, Actor(None, "system"), after(hours=4)))["end_reason"] == "court"


def test_puspaga_alone_completed_waits_for_the_supervisor() -> None:
    alone = case("referred-to-PUSPAGA", PEACEFUL, referral("PUSPAGA", "completed", moved=after(hours=3)))

    assert follow(alone) == "count-referrals"
    counted = children_counted(Situation(alone, Actor(None, "system"), after(hours=3)))
    assert counted["puspaga_completed_at"] == after(hours=3)


def test_puspaga_completed_does_not_end_what_is_owed_to_uptd() -> None:
    assert follow(at_both("returned", "completed", late="PUSPAGA")) == "count-referrals"


def test_what_is_sent_again_is_owed_no_more() -> None:
    subject = case(
        "referred-to-UPTD",
        VIOLENT.model_copy(update={"returned_count": 1}),
        referral("UPTD", "returned", moved=after(hours=5)),
        referral("UPTD", "completed", sent=after(hours=6), moved=after(hours=9)),
    )

    assert follow(subject) == "end-with-referral"


def test_after_one_of_two_uptd_referrals_is_completed_the_returned_one_is_still_owed() -> None:
    subject = case(
        "referred-to-UPTD",
        VIOLENT.model_copy(update={"returned_count": 1, "uptd_returned_at": after(hours=5)}),
        referral("UPTD", "returned", moved=after(hours=5)),
        referral("UPTD", "completed", sent=after(hours=1), moved=after(hours=9)),
    )

    assert follow(subject) == "count-referrals"


@pytest.mark.parametrize("state", ["reported", "consulted", "resolved-locally"])
def test_outside_the_referred_states_children_move_nothing(state: str) -> None:
    for uptd, puspaga in product(("returned", "completed"), repeat=2):
        assert follow(at_both(uptd, puspaga, state=state)) is None


# what is handed over


def test_a_referral_carries_its_own_victims_and_their_identities_only() -> None:
    its = facts(victim(33, "psychic"), victim(11, number=2))
    form = SendingToUptd(victims_carried=(2,), legal_basis="public_duty", message="Mohon konseling.")
    situation = Situation(case("referred-to-UPTD", its), Actor(None, "kader"), after(hours=1), form)
    private = {
        "happened": "Diceritakan.",
        "reporter_name": "Tetangga",
        "victims": [{"name": "Dewi"}, {"name": "Arif"}],
        "perpetrators": [{"name": "Budi"}],
    }

    begun, handed = to_uptd(situation), with_identity(situation, private)

    assert [(one.number, one.age_band) for one in begun.victims] == [(2, "6-12")]
    assert not begun.least_data
    assert handed == {"victims": [{"name": "Arif"}], "happened": "Diceritakan.", "message": "Mohon konseling."}


def test_the_systems_move_carries_no_identity() -> None:
    its = facts(victim(7, "physical"))
    situation = Situation(case("referred-to-UPTD", its), Actor(None, "system"), after(hours=24))

    begun = to_uptd(situation)

    assert begun.least_data
    assert (begun.legal_basis, begun.violence_against_a_child) == ("legal_obligation", True)
    assert without_identity(situation, {"victims": [{"name": "Dimas"}], "happened": "Diceritakan."}) == {}

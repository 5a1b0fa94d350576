"""Consent and least data (R24, R25, R30): who may give it, what it may not contradict, what goes along."""

from typing import Any

import pytest

from engine.definition import Actor, Situation
from engine.secrets import sealing
from tests.office import CAST, Office
from tests.workflows.samples import after, case, codes, facts, referral, refusals, victim
from tests.workflows.stories import ADULT_BASIS, consult, done, refused, report
from workflows.casework.consent import accused_does_not_consent, consent_contradicts_nothing
from workflows.casework.handover import to_uptd
from workflows.casework.reaching import adults_are_reached_safely, reached_through_her_kader
from workflows.facts.case import Relation
from workflows.facts.referral import Carried
from workflows.forms.referring import Contact, SendingToUptd

NOW = {"now": after(hours=1)}


def consent(relation: str = "self", *victims: int, **told: Any) -> SendingToUptd:
    data = {**ADULT_BASIS, "consent_relation": relation, "victims_carried": victims, **told}
    return SendingToUptd.model_validate(data, context=NOW)


def hurt_by(kind: str, *victims: Any, **told: Any) -> Any:
    harmed = victims or (victim(15, "physical"),)
    return case("consulted", facts(*harmed, relations=(Relation(victim=1, perpetrator=1, kind=kind),), **told))  # type: ignore[arg-type]


# R25


@pytest.mark.parametrize(
    ("giver", "accused", "is_he", "may"),
    [
        ("parent", "parent", "unknown", False),
        ("parent", "parent", "yes", False),
        ("parent", "parent", "no", True),
        ("parent", "neighbour", "unknown", True),
        ("parent", "neighbour", "yes", False),
        ("spouse", "spouse", "unknown", False),
        ("friend", "partner_friend", "unknown", False),
        ("self", "spouse", "unknown", True),
    ],
)
def test_r25_a_consent_by_the_alleged_perpetrator_is_refused(giver: str, accused: str, is_he: str, may: bool) -> None:
    form = consent(giver, giver_is_accused=is_he)

    assert codes(accused_does_not_consent, hurt_by(accused), form) == (set() if may else {"GIVER_IS_ACCUSED"})


def test_r25_another_basis_lifts_it_and_another_victims_father_does_not_count() -> None:
    two = (victim(15, "physical"), victim(16, number=2))
    by_duty = SendingToUptd.model_validate({"legal_basis": "legal_obligation"}, context=NOW)

    assert codes(accused_does_not_consent, hurt_by("parent", *two), consent("parent", 2)) == set()
    assert codes(accused_does_not_consent, hurt_by("parent", *two), by_duty) == set()
    [why] = refusals(accused_does_not_consent, hurt_by("parent", *two), consent("parent", 1))
    assert (why.rule, why.lifted_by and why.lifted_by.en) == ("R25", "Choose another legal basis.")


# R24


def test_r24_an_adult_gives_her_own_consent_unless_somebody_speaks_for_her() -> None:
    woman, in_care = case("consulted", facts(victim(30))), case("consulted", facts(victim(30, disabled="yes")))

    assert codes(consent_contradicts_nothing, woman, consent("relative")) == {"CONSENT_NOT_HERS"}
    assert codes(consent_contradicts_nothing, woman, consent("self")) == set()
    assert codes(consent_contradicts_nothing, in_care, consent("relative")) == set()


def test_r24_a_consent_does_not_stand_beside_a_refusal() -> None:
    refusing = case("consulted", facts(victim(30), referral_refused=True))

    [why] = refusals(consent_contradicts_nothing, refusing, consent())
    assert (why.code, why.basis) == ("CONSENT_CONFLICTS", "UU PDP 27/2022 Pasal 20, 25")


# R30 and the least data


def test_r30_an_adults_phone_goes_along_only_on_her_consent() -> None:
    woman, child = case("reported", facts(victim(30, "sexual"))), case("reported", facts(victim(9, "sexual")))
    by_duty = SendingToUptd.model_validate(
        {"legal_basis": "legal_obligation", "shared": ["name", "phone"]}, context=NOW
    )

    assert codes(adults_are_reached_safely, woman, by_duty) == {"ADULT_THROUGH_KADER"}
    assert codes(adults_are_reached_safely, child, by_duty) == set()
    assert codes(adults_are_reached_safely, woman, consent(shared=["name", "phone"])) == set()


@pytest.mark.parametrize(
    ("band", "through", "shared", "may"),
    [
        ("25-44", "direct", (), False),
        ("unknown", "direct", (), False),
        ("25-44", "kader", (), True),
        ("25-44", "safe_contact", (), True),
        ("25-44", "direct", ("phone",), True),
        ("6-12", "direct", (), True),
    ],
)
def test_r30_uptd_reaches_an_adult_through_her_kader(band: Any, through: str, shared: Any, may: bool) -> None:
    sent = referral("UPTD", "sent", victims=(Carried(number=1, age_band=band),), shared=shared)
    form = Contact.model_validate({"through": through}, context=NOW)

    answered = codes(reached_through_her_kader, sent, form, role="uptd_officer")
    assert answered == (set() if may else {"ADULT_THROUGH_KADER"})


def test_the_systems_move_tells_number_forms_risk_age_group_place_and_kader_and_nothing_else() -> None:
    its = facts(victim(33, "physical", sexual=("rape",), sex="female"), stated_risk="high")
    subject = case("referred-to-UPTD", its, owner=CAST["kader"])

    begun = to_uptd(Situation(subject, Actor(None, "system"), after(hours=24)))

    assert begun.victims == (Carried(number=1, age_band="25-44", forms=its.victims[0].forms),)
    assert (begun.risk, begun.kelurahan, begun.kader, begun.shared) == ("high", its.kelurahan, CAST["kader"], ())


def test_a_referral_holds_what_its_scope_names(office: Office) -> None:
    office.at("2026-12-01 09:00")
    dewi = {"name": "Dewi", "nik": "1872054101900001", "phone": "0812", "address": "Jl. Mawar", "age": 33}
    root = report(office, victims=[{**dewi, "forms": ["psychic"]}, {"name": "Arif", "age": 11}], wanted="Tenang.")
    done(consult(office, root, category="KDRT"))
    assert "GIVER_IS_ACCUSED" in refused(
        office.fire(root, "refer-to-UPTD", **{**ADULT_BASIS, "victims_carried": [1], "giver_is_accused": "yes"})
    )

    done(office.fire(root, "refer-to-UPTD", **ADULT_BASIS, victims_carried=[1], shared=["name", "address"]))

    (sent,) = office.children_of(root)
    with office.api.database.transaction(office.actor("uptd_officer")) as tx:
        held = sealing.read_case(tx.connection, office.keys, sent)
    assert held["victims"] == [{"name": "Dewi", "address": "Jl. Mawar"}]
    assert set(held) == {"victims", "consent_by", "consent_scope"}
    assert office.facts_of(sent)["shared"] == ["name", "address"]
    done(office.fire(sent, "record-contact", "uptd_officer", through="direct"))

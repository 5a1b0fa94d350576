"""A parent who is accused and marked "never contact" is warned of everywhere, and chosen nowhere (R25, R30)."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.test_letters import CONSENT, WHY, opened, paper, step, titles, words
from tests.api.town import Town, pointers, town

FATHER: dict[str, Any] = {
    "name": "Slamet Riyadi",
    "phone": "0813-1111-2222",
    "relation": "parent",
    "works_here": "no",
    "do_not_contact": "yes",
}
DAUGHTER: dict[str, Any] = {"name": "Ratna", "age": 20, "sex": "female", "disabled": "yes", "forms": ["psychic"]}
WARNED = "Orang tua atau wali yang dilaporkan: jangan dihubungi"


@pytest.fixture(scope="module")
def here(postgres: str) -> Iterator[Town]:
    with town(postgres, "2026-12-01T09:00") as there:
        yield there


def marked(here: Town, **told: Any) -> dict[str, Any]:
    return opened(here, **{"category": "KTP", "victims": [DAUGHTER], "perpetrators": [FATHER], **told})


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ({"safe_contact": "Ke +62 813 1111 2222 sore hari"}, "/safe_contact"),
        ({"safe_contact": "0812-9999-8888", "contact_others": "bapaknya, Slamet Riadi"}, "/perpetrators"),
        ({"victims": [{**DAUGHTER, "phone": "081311112222"}]}, "/perpetrators"),
    ],
)
def test_r30_who_is_marked_is_no_safe_contact(here: Town, told: dict[str, Any], at: str) -> None:
    from_start = {"workflow": "omah-peluk", "form": {**BASE, "victims": [DAUGHTER], "perpetrators": [FATHER], **told}}
    hardly_known = {"relation": "parent", "works_here": "no"}

    refused = here.send("kader", "POST", "/api/cases", from_start)
    case = marked(here, perpetrators=[hardly_known], **told)
    path = f"/api/cases/{case['id']}/transitions/describe-people"
    later = here.callers["kader"].post(path, {"perpetrators": [FATHER]}, if_match=f'"v{case["version"]}"')

    assert pointers(refused) == [at]
    assert pointers(later) == ["/perpetrators"]


BASE: dict[str, Any] = {"happened": "Sering dibentak.", "kelurahan": "18.72.05.1001", "danger_now": "no"}


def test_r25_who_is_marked_consents_for_nobody_however_the_name_is_written(here: Town) -> None:
    case = marked(here)
    form = {**CONSENT, "consent_relation": "parent", "giver_is_accused": "no", "asked_by_adult": True}
    path = f"/api/cases/{case['id']}/transitions/refer-to-UPTD"

    refused = here.callers["kader"].post(
        path, {**form, "consent_by": "Bpk. Slamet Riyadi"}, if_match=f'"v{case["version"]}"'
    )

    assert [one["code"] for one in refused.json()["refusals"]] == ["GIVER_IS_BARRED"]
    assert step(here, case, "refer-to-UPTD", {**form, "consent_by": "Ibu Aminah"})["children"]


def test_r30_the_warning_stands_on_case_referral_letter_and_every_form(here: Town) -> None:
    case = marked(here)
    tried = next(one for one in case["transitions"] if one["name"] == "record-attempt")
    form = {**CONSENT, "consent_relation": "parent", "giver_is_accused": "no", "asked_by_adult": True,
            "consent_by": "Ibu Aminah"}  # fmt: skip
    child = step(here, case, "refer-to-UPTD", form)["children"][0]

    there = here.get("uptd_officer", f"/api/cases/{child['id']}")
    contact = next(one for one in there["transitions"] if one["name"] == "record-contact")
    letter = paper(here, "uptd_officer", child, "letter", WHY)

    for shown in (case["warnings"], there["warnings"]):
        assert [WARNED in one["label"]["id"] for one in shown] == [True]
    for asked in (tried, contact):
        assert [WARNED in one["text"]["id"] for one in asked["schema"]["x-ui"]["notes"]] == [True]
    assert (titles(letter)[0], letter.json()["parts"][0]["warns"]) == ("Jangan dihubungi", True)
    for hidden in ("0813-1111-2222", "Slamet"):
        assert hidden not in words(letter)
        assert hidden not in str(here.office.sql("SELECT payload FROM outbox"))


def test_r30_nor_does_a_number_come_in_later_with_a_victim(here: Town) -> None:
    case = marked(here)
    path = f"/api/cases/{case['id']}/transitions/describe-people"
    told = {"victims": [{**DAUGHTER, "phone": "+62 813-1111-2222"}]}

    answer = here.callers["kader"].post(path, told, if_match=f'"v{case["version"]}"')

    assert pointers(answer) == ["/victims"]


def test_r30_the_mark_stays_when_people_are_described_again_and_goes_when_somebody_says_no(here: Town) -> None:
    case = marked(here)
    case = step(here, case, "describe-people", {"perpetrators": [{"name": "Slamet Riyadi", "relation": "parent"}]})
    assert case["warnings"]

    case = step(here, case, "describe-people", {"perpetrators": [{**FATHER, "do_not_contact": "no"}]})

    assert case["warnings"] == []


def test_r25_who_is_accused_consents_for_nobody_whatever_was_ticked(here: Town) -> None:
    """Not marked, and another relation than the giver's: the name alone says who it is."""
    case = marked(here, perpetrators=[{**FATHER, "do_not_contact": "unknown", "relation": "neighbour"}])
    form = {**CONSENT, "consent_relation": "parent", "giver_is_accused": "no", "asked_by_adult": True}
    path = f"/api/cases/{case['id']}/transitions/refer-to-UPTD"

    refused = here.callers["kader"].post(path, {**form, "consent_by": "Slamet Riadi"}, if_match=f'"v{case["version"]}"')

    assert [one["code"] for one in refused.json()["refusals"]] == ["GIVER_IS_ACCUSED"]
    assert step(here, case, "refer-to-UPTD", {**form, "consent_by": "Istri Slamet Riyadi"})["children"]


def test_nobody_is_described_later_as_who_did_it_to_herself(here: Town) -> None:
    girl = {**DAUGHTER, "name": "Ratna Kusuma"}
    case = marked(here, victims=[girl], perpetrators=[])
    path = f"/api/cases/{case['id']}/transitions/describe-people"
    twice = {"perpetrators": [{"name": "Ratna Kusuma", "works_here": "no"}]}

    answer = here.callers["kader"].post(path, twice, if_match=f'"v{case["version"]}"')

    assert pointers(answer) == ["/perpetrators"]
    apart = {"perpetrators": [{"name": "Ratna Kusuma", "works_here": "no", "age": 50}]}
    assert step(here, case, "describe-people", apart)["version"] > case["version"]

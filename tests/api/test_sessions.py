"""Sessions: our own tokens only, asleep after a while, gone at once when somebody is disabled."""

import hashlib
import threading
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.desk import House
from api.errors import TooSoon, WrongCredentials
from api.security import accounts, delays, login, passwords, sessions
from api.security.login import Proof
from api.security.sessions import NOBODY, Cookie
from tests.api.conftest import PASSWORD, Caller, Login, email_of
from tests.office import CAST, Office

LOGIN = {"email": email_of("kader"), "password": PASSWORD}


def test_signing_in_sets_a_cookie_that_no_script_and_no_other_site_gets(anybody: Caller) -> None:
    answer = anybody.post("/api/session", LOGIN)

    assert answer.status_code == 201
    cookie = answer.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert answer.json()["role"]["name"] == "kader"


def test_over_tls_the_cookie_is_bound_to_the_host() -> None:
    cookie = Cookie(secure=True).set("token")

    assert cookie.startswith("__Host-omah=token;")
    assert "; Secure" in cookie
    assert "Domain" not in cookie


def test_the_database_keeps_no_token(office: Office, as_: Login) -> None:
    caller = as_("kader")

    kept = [bytes(row[0]) for row in office.sql("SELECT token_hash FROM session")]

    assert caller.token is not None
    assert kept == [hashlib.sha256(caller.token.encode()).digest()]


def test_a_token_of_somebody_elses_making_opens_nothing_and_is_not_adopted(
    office: Office, client: TestClient[Litestar], anybody: Caller
) -> None:
    planted = Caller(client, "attackers-choice", None)

    assert planted.get("/api/me").status_code == 401
    answer = planted.post("/api/session", LOGIN)

    assert "attackers-choice" not in answer.headers["set-cookie"]
    assert planted.get("/api/me").status_code == 401
    assert office.sql("SELECT count(*) FROM session")[0][0] == 1


def test_signing_in_again_ends_the_session_that_was_there(as_: Login) -> None:
    before = as_("kader")

    before.post("/api/session", LOGIN)

    assert before.get("/api/me").status_code == 401


def test_a_session_sleeps_after_a_quarter_of_an_hour(office: Office, as_: Login) -> None:
    caller = as_("kader")
    office.sql("UPDATE session SET last_seen_at = clock_timestamp() - interval '14 min 50 s'")
    assert caller.get("/api/me").status_code == 200

    office.sql("UPDATE session SET last_seen_at = clock_timestamp() - interval '15 min 1 s'")

    assert caller.get("/api/me").status_code == 401


def test_a_session_ends_after_ten_hours_however_busy(office: Office, as_: Login) -> None:
    caller = as_("kader")
    life = office.sql("SELECT expires_at - created_at FROM session")[0][0]

    office.sql("UPDATE session SET expires_at = clock_timestamp() - interval '1 s'")

    assert caller.get("/api/me").status_code == 401
    assert abs(life - sessions.LONGEST).total_seconds() < 5


def test_polling_does_not_prolong_a_session(office: Office, as_: Login) -> None:
    caller = as_("kader")
    case = office.open("omah-peluk", "kader", happened="Bertengkar.", kelurahan="18.72.05.1001", danger_now="no")
    old = "UPDATE session SET last_seen_at = clock_timestamp() - interval '10 min'"
    seen = "SELECT clock_timestamp() - last_seen_at < interval '1 min' FROM session"

    office.sql(old)
    caller.get(f"/api/cases/{case}/version")
    assert office.sql(seen) == [(False,)]

    caller.get("/api/me")
    assert office.sql(seen) == [(True,)]


def test_disabling_somebody_acts_at_once(as_: Login, furnished: House) -> None:
    caller = as_("kader")

    accounts.set_active(furnished, CAST["kader"], active=False)

    assert caller.get("/api/me").status_code == 401
    with pytest.raises(WrongCredentials):
        login.sign_in(furnished, email_of("kader"), Proof(PASSWORD), None)


def test_signing_out_ends_the_session_on_the_server(as_: Login) -> None:
    caller = as_("kader")

    answer = caller.send("DELETE", "/api/session")

    assert answer.status_code == 204
    assert caller.get("/api/me").status_code == 401


def test_one_sees_where_one_is_signed_in_and_ends_one_of_them(as_: Login) -> None:
    here, there, stranger = as_("kader"), as_("kader"), as_("coordinator")

    listed = here.get("/api/me/sessions").json()["items"]
    (other,) = [one for one in listed if not one["current"]]

    assert len(listed) == 2
    assert stranger.send("DELETE", f"/api/me/sessions/{other['id']}").status_code == 404
    assert here.send("DELETE", f"/api/me/sessions/{other['id']}").status_code == 204
    assert there.get("/api/me").status_code == 401
    assert here.get("/api/me").status_code == 200
    assert here.send("DELETE", f"/api/me/sessions/{other['id']}").status_code == 404


def test_a_session_is_named_by_what_opens_nothing(office: Office, as_: Login) -> None:
    caller = as_("kader")

    (listed,) = caller.get("/api/me/sessions").json()["items"]

    (kept,) = office.sql("SELECT encode(token_hash, 'hex') FROM session")[0]
    assert caller.token is not None
    assert listed["id"] not in caller.token
    assert listed["id"] not in kept


def test_one_signs_out_everywhere_but_here(as_: Login) -> None:
    here, there, stranger = as_("kader"), as_("kader"), as_("coordinator")

    assert here.send("DELETE", "/api/me/sessions").status_code == 204

    assert [one["current"] for one in here.get("/api/me/sessions").json()["items"]] == [True]
    assert there.get("/api/me").status_code == 401
    assert stranger.get("/api/me").status_code == 200


def test_a_session_that_sleeps_is_not_listed(office: Office, as_: Login) -> None:
    here, _ = as_("kader"), as_("kader")
    assert here.token is not None
    office.sql(
        "UPDATE session SET last_seen_at = clock_timestamp() - interval '16 min' WHERE token_hash <> %s",
        hashlib.sha256(here.token.encode()).digest(),
    )

    assert len(here.get("/api/me/sessions").json()["items"]) == 1


def test_a_wrong_password_and_an_unknown_address_look_alike(anybody: Caller) -> None:
    wrong = anybody.post("/api/session", {**LOGIN, "password": "bukan kata sandinya"})
    unknown = anybody.post("/api/session", {**LOGIN, "email": "tidak.ada@omah.example"})

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()


def test_delays_grow_are_capped_and_lock_nobody_out(office: Office, furnished: House) -> None:
    of = delays.account(b"k" * 32, email_of("kader"))
    waits = []
    for _ in range(14):
        with furnished.engine.database.transaction(NOBODY) as tx:
            assert delays.claim(tx.connection, of) == 0
        waits.append(
            office.sql("SELECT ceil(extract(epoch FROM until - clock_timestamp()))::int FROM login_delay")[0][0]
        )
        office.sql("UPDATE login_delay SET until = clock_timestamp()")

    assert waits == [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]


def test_while_a_delay_runs_even_the_right_password_waits_and_then_it_opens(office: Office, furnished: House) -> None:
    for _ in range(4):
        with pytest.raises(WrongCredentials):
            login.sign_in(furnished, email_of("kader"), Proof("bukan kata sandinya"), None)
    office.sql("UPDATE login_delay SET until = clock_timestamp() + interval '30 s'")

    with pytest.raises(TooSoon) as waiting:
        login.sign_in(furnished, email_of("kader"), Proof(PASSWORD), None)
    assert 28 <= waiting.value.seconds <= 31

    office.sql("UPDATE login_delay SET until = clock_timestamp()")
    login.sign_in(furnished, email_of("kader"), Proof(PASSWORD), None)
    assert office.sql("SELECT count(*) FROM login_delay") == [(0,)]


def test_a_crowd_of_attempts_at_once_counts_like_a_queue(office: Office, furnished: House) -> None:
    of = delays.account(b"k" * 32, email_of("kader"))
    office.sql("INSERT INTO login_delay VALUES (%s, 9, clock_timestamp() - interval '1 s')", of)
    passed: list[int] = []

    def attempt() -> None:
        with furnished.engine.database.transaction(NOBODY) as tx:
            passed.append(delays.claim(tx.connection, of))

    crowd = [threading.Thread(target=attempt) for _ in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()

    assert sorted(passed)[:2][0] == 0
    assert passed.count(0) == 1


def test_no_more_than_two_passwords_are_checked_at_a_time(furnished: House) -> None:
    hasher = furnished.hasher
    busy, most = 0, 0
    counting = threading.Lock()
    real = hasher._argon.verify

    class Counting:
        def verify(self, *given: Any) -> bool:
            nonlocal busy, most
            with counting:
                busy += 1
                most = max(most, busy)
            try:
                return bool(real(*given))
            finally:
                with counting:
                    busy -= 1

    kept = hasher.keep(PASSWORD)
    hasher._argon = Counting()  # type: ignore[assignment]  # the same work, counted
    crowd = [threading.Thread(target=hasher.fits, args=(PASSWORD, kept)) for _ in range(12)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()

    assert most <= 2


def test_in_production_a_password_costs_64_mib_and_three_passes() -> None:
    kept = passwords.Hasher(b"p" * 32).keep("kebun singkong")

    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=1$")


def test_without_the_pepper_the_hash_alone_verifies_nothing() -> None:
    cheap = passwords.Strength(memory=64, passes=1)
    kept = passwords.Hasher(b"p" * 32, cheap).keep("kebun singkong")

    assert passwords.Hasher(b"p" * 32, cheap).fits("kebun singkong", kept)
    assert not passwords.Hasher(b"q" * 32, cheap).fits("kebun singkong", kept)


@pytest.mark.parametrize(
    "password",
    ["pendek", "password1234", "rahasia12345", "omahpelukmetro", "Kader-PUSPAGA-1", "123456789012", "aaaaaaaaaaaaaa",
     "sri.wahyuni.12", "qwertyuiop12"],
)  # fmt: skip
def test_passwords_that_anybody_would_try_are_refused(password: str) -> None:
    assert passwords.weakness(password, ("sri.wahyuni@omah.example", "Sri Wahyuni")) is not None


@pytest.mark.parametrize(
    "password", ["kebun singkong di belakang", "tujuh-bebek-kuning", "x9$Lq!vT2#mZ", "melati-mekar-pagi"]
)
def test_long_passwords_of_ones_own_need_no_signs_or_capitals(password: str) -> None:
    assert passwords.weakness(password, ("sri.wahyuni@omah.example", "Sri Wahyuni")) is None

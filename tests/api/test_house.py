"""The house starts whole or says in one sentence why not; and it keeps watch while no worker does."""

from dataclasses import replace
from pathlib import Path

import pytest
from litestar.testing import TestClient

from api import app, house
from api.desk import House
from api.vigil import Vigil
from engine.settings import Settings
from tests.api.conftest import Caller, Login
from tests.api.samples import QUARREL
from tests.office import Office

CANARY = "Zebrafinch-Quokka"


@pytest.mark.parametrize(
    ("address", "fine"),
    [
        ("postgresql://omah_api@/omah?host=/run/postgres", True),
        ("postgresql://omah_api@127.0.0.1/omah", True),
        ("postgresql://omah_api@localhost:5433/omah", True),
        ("postgresql://omah_api@[::1]/omah", True),
        ("postgresql://omah_api@db.example/omah?sslmode=verify-full", True),
        ("postgresql://omah_api@db.example/omah", False),
        ("postgresql://omah_api@db.example/omah?sslmode=prefer", False),
        ("postgresql://omah_api@10.0.0.7/omah", False),
        ("postgresql://omah_api@/omah?host=/run/postgres,db.example", False),
    ],
)
def test_a_database_elsewhere_is_spoken_to_under_tls(address: str, fine: bool) -> None:
    settings = Settings(address, None, Path(), Path())

    if fine:
        house.insist_on_tls(settings)
    else:
        with pytest.raises(SystemExit, match="OMAH_PRIVATE_NETWORK"):
            house.insist_on_tls(settings)
        house.insist_on_tls(replace(settings, private_network=True))


@pytest.mark.parametrize(
    ("address", "demo", "private", "starts", "secure"),
    [
        ("https://omah.example", False, False, True, True),
        ("http://127.0.0.1:8000", False, False, True, False),
        ("http://localhost:8000", False, False, True, False),
        ("http://[::1]:8000", False, False, True, False),
        ("http://omah.example", False, False, False, True),
        ("http://10.0.0.7:8000", False, False, False, True),
        ("omah.example", False, False, False, True),
        ("http://omah.example", False, True, True, True),
        ("http://192.168.1.7:8000", True, False, True, False),
        ("https://omah.example", True, False, True, True),
    ],
)
def test_in_production_nobody_signs_in_over_an_open_network(
    furnished: House, address: str, demo: bool, private: bool, starts: bool, secure: bool
) -> None:
    settings = replace(furnished.settings, url=address, demo=demo, private_network=private)

    if starts:
        house.insist_on_https(settings)
    else:
        with pytest.raises(SystemExit, match="OMAH_URL is"):
            house.insist_on_https(settings)
    assert replace(furnished, settings=settings).cookie.secure is secure


def test_behind_a_proxy_our_pages_come_over_https(furnished: House) -> None:
    behind = replace(
        furnished, settings=replace(furnished.settings, url="http://omah.example", demo=False, private_network=True)
    )

    assert behind.is_ours("https://omah.example")
    assert not behind.is_ours("http://omah.example")
    assert not behind.is_ours("https://other.example")


def test_with_an_open_address_it_does_not_start(settings: Settings, folder: Path) -> None:
    with pytest.raises(SystemExit, match="https"):
        app.create(replace(settings, keys=folder / "keys", demo=False, url="http://omah.example"))


def test_without_its_keys_it_does_not_start(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as said:
        house.furnish(replace(settings, keys=tmp_path / "nowhere"))

    assert "nowhere" in str(said.value)
    assert "\n" not in str(said.value)


def test_without_its_database_it_says_so_in_one_sentence(settings: Settings, office: Office, folder: Path) -> None:
    gone = replace(settings, database_url="postgresql://omah_api@127.0.0.1:1/omah", keys=folder / "keys")

    with pytest.raises(SystemExit, match="cannot be reached"):
        app.create(gone)


def test_it_starts_on_what_it_is_told(settings: Settings, folder: Path) -> None:
    with TestClient(app.create(replace(settings, keys=folder / "keys"))) as client:
        assert client.get("/health").status_code == 200


def test_while_no_worker_is_seen_the_watch_climbs_what_is_due(office: Office, furnished: House) -> None:
    office.at("2026-12-01 09:00")
    case = office.open("omah-peluk", "kader", **QUARREL)
    office.later(days=14)
    vigil = Vigil(furnished)

    assert vigil.look() == 1
    assert len(office.acts(case)) == 2


def test_while_a_worker_is_alive_the_watch_leaves_it_to_him(office: Office, furnished: House) -> None:
    office.at("2026-12-01 09:00")
    office.open("omah-peluk", "kader", **QUARREL)
    office.later(days=14)
    office.sql("INSERT INTO heartbeat (name) VALUES ('sweep:somebody')")

    assert Vigil(furnished).look() == 0


def test_what_people_told_stands_in_no_table_in_clear(office: Office, as_: Login, anybody: Caller) -> None:
    """Every private field holds the canary; the page, a secret opened, a refusal and the public door have been by."""
    person = {"name": CANARY, "phone": CANARY, "address": CANARY, "age": 30}
    told = {**QUARREL, "happened": CANARY, "reporter_name": f"{CANARY} ibu", "safe_contact": CANARY, "wanted": CANARY}
    form = {
        **told,
        "first_help": CANARY,
        "victims": [person],
        "perpetrators": [{**person, "name": f"{CANARY} suami", "relation": "spouse", "works_here": "no"}],
    }
    kader = as_("kader")
    case = kader.post("/api/cases", {"workflow": "omah-peluk", "form": form}, idempotency_key="k").json()["case"]["id"]
    kader.get(f"/api/cases/{case}")
    assert CANARY in kader.post(f"/api/cases/{case}/reveal", {"field": "victims", "reason": CANARY}).text
    kader.post(f"/api/cases/{case}/transitions/note", {"text": CANARY}, if_match='"v1"', idempotency_key="n")
    kader.post(f"/api/cases/{case}/transitions/resolve", {"summary": CANARY}, if_match='"v2"')
    kader.get(f"/api/cases/{case}/history")
    kader.post("/api/cases/search", {"query": CANARY, "reason": CANARY})
    anybody.post("/api/reports", {"happened": CANARY, "kelurahan": QUARREL["kelurahan"], "danger_now": "no"})

    tables = [row[0] for row in office.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    assert len(tables) > 15
    for table in tables:
        columns = office.sql(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s", table
        )
        for name, kind in columns:
            shown = f"encode({name}, 'escape')" if kind == "bytea" else f"{name}::text"
            found = office.sql(f'SELECT count(*) FROM "{table}" WHERE {shown} LIKE %s', f"%{CANARY}%")
            assert found == [(0,)], (table, name)


def test_an_error_says_nothing_of_what_was_typed(as_: Login) -> None:
    kader = as_("kader")

    for body in (
        {"workflow": CANARY, "form": {}},
        {"workflow": "omah-peluk", "form": {"happened": CANARY, "x": CANARY}},
    ):
        answer = kader.post("/api/cases", body)
        assert answer.status_code in (404, 422)
        assert CANARY not in answer.text

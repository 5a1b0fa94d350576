"""A chain of records: whatever is done to it afterwards is found, and named."""

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.history import FIRST, GENESIS, Finding, Problem, Record, columns, verify, write

BUNGA = UUID("6f1c9f0e-3f1b-4c57-9d53-0f2a4d1c7b10")
LINA = UUID("0a4be1de-8a7c-4d6e-8b0f-6b0f1a2b3c4d")
KADER = UUID("d1b93e56-59e1-432e-be40-e223590f29fb")
KEY = bytes(range(32))
OTHER_KEY = bytes(32)
LENGTH = 6


def body(act: str = "consult", **changed: Any) -> dict[str, Any]:
    return {
        "workflow": "case",
        "version": "ab" * 32,
        "at": "2026-12-01T02:00:00.000000Z",
        "effective_at": None,
        "kind": "moved",
        "act": act,
        "actor": KADER.hex,
        "role": "kader",
        "from": "reported",
        "to": "consulted",
        "late": False,
        "facts": {"risk": "high", "forms": ["obscene_act"], "youngest": 9},
        "read": {},
        "checked": [["R01", None], ["R05", "PA_59A_72"]],
        "clocks": [],
        "deadline": None,
        "pending": None,
        "voided": None,
        "children": [],
        "cause": None,
        **changed,
    }


def chain(case_id: UUID = BUNGA, length: int = LENGTH, key: bytes = KEY) -> list[Record]:
    """Records 1 to `length`; the even ones carry ciphertext."""
    records: list[Record] = []
    for seq in range(FIRST, FIRST + length):
        sealed = bytes([seq]) * 285 if seq % 2 == 0 else None
        records.append(write(case_id, seq, records[-1].hash if records else GENESIS, body(f"act-{seq}"), sealed, key))
    return records


def again(record: Record, key: bytes = KEY, **changed: Any) -> Record:
    """The record with other values and everything that covers them worked out again, as its writer could."""
    forged = replace(record, **changed)
    covered = b"".join(
        (
            b"omah/history/1\n",
            forged.case_id.bytes,
            forged.seq.to_bytes(8, "big"),
            forged.prev,
            len(forged.body).to_bytes(8, "big"),
            forged.body,
        )
    )
    fingerprint = hashlib.sha256(covered).digest()
    return replace(forged, hash=fingerprint, mac=hmac.new(key, fingerprint, "sha256").digest())


def found(records: list[Record], key: bytes | None = KEY) -> tuple[int, Problem] | None:
    finding = verify(records, key)
    return (finding.seq, finding.problem) if finding else None


def test_a_chain_as_it_was_written_holds_with_and_without_the_key() -> None:
    assert verify(chain(), KEY, last=LENGTH) is None
    assert verify(chain(), None, last=LENGTH) is None
    assert verify([], KEY) is None


def test_the_record_format_is_the_documented_one_to_the_byte() -> None:
    record = write(BUNGA, 1, GENESIS, body(), b"ciphertext", KEY)

    assert record == again(record)
    assert record.body == json.dumps(json.loads(record.body), sort_keys=True, separators=(",", ":")).encode()
    assert record.body.startswith(b'{"act":"consult","actor":"d1b93e5659e1432ebe40e223590f29fb","at":"2026-12-01T02:')
    assert {key: json.loads(record.body)[key] for key in ("v", "case", "seq", "sealed")} == {
        "v": 1,
        "case": BUNGA.hex,
        "seq": 1,
        "sealed": hashlib.sha256(b"ciphertext").hexdigest(),
    }
    # What is written today must verify in ten years: this value never changes.
    assert record.hash.hex() == "3b555adee92bf355c23ff83098c2a7235257ac5fa76b287be2469fcaf0ee845d"
    assert record.mac.hex() == "7dcf2f9804241024ea416cced3a5db5e54ca0bc2c3f78160268460d35bba45c6"


def test_letters_stand_as_themselves() -> None:
    assert '"kota":"Ngèsti"'.encode() in write(BUNGA, 1, GENESIS, {"kota": "Ngèsti"}, None, KEY).body


@pytest.mark.parametrize(
    "inexact",
    [
        {"share": 0.5},
        {"facts": {"share": 2.0}},
        {"checked": [["R01", (1, [1.5])]]},
        {"facts": {1: "one"}},
        {"facts": {None: "none"}},
        {"share": float("nan")},
        {"share": float("inf")},
    ],
)
def test_what_json_cannot_say_exactly_is_not_written(inexact: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"is a float|is no string"):
        write(BUNGA, 1, GENESIS, body(**inexact), None, KEY)


@pytest.mark.parametrize("unknown", [datetime(2026, 12, 1, tzinfo=UTC), BUNGA, b"bytes", {"a set"}])
def test_times_and_ids_must_be_written_out_before(unknown: Any) -> None:
    with pytest.raises(TypeError):
        write(BUNGA, 1, GENESIS, body(facts={"value": unknown}), None, KEY)


@pytest.mark.parametrize(
    ("seq", "prev"),
    [(0, GENESIS), (2, GENESIS), (1, b"\x01" * 32), (-1, b"\x01" * 32), (2, b"\x01" * 31), (2, b"")],
)
def test_a_chain_begins_at_one_and_only_there(seq: int, prev: bytes) -> None:
    with pytest.raises(ValueError, match="cannot follow"):
        write(BUNGA, seq, prev, body(), None, KEY)


CHANGES: dict[str, Callable[[Record], Record]] = {
    "case": lambda record: replace(record, case_id=LINA),
    "prev": lambda record: replace(record, prev=b"\x55" * 32),
    "body": lambda record: replace(record, body=record.body.replace(b'"kader"', b'"admin"')),
    "body longer": lambda record: replace(record, body=record.body + b" "),
    "body gone": lambda record: replace(record, body=b""),
    "hash": lambda record: replace(record, hash=b"\x55" * 32),
}


@pytest.mark.parametrize("seq", range(FIRST, FIRST + LENGTH))
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("key", [KEY, None])
def test_every_changed_column_is_found_where_it_was_changed(seq: int, change: str, key: bytes | None) -> None:
    records = chain()
    records[seq - 1] = CHANGES[change](records[seq - 1])

    assert found(records, key) == (seq, "bad_hash")


@pytest.mark.parametrize("seq", range(FIRST, FIRST + LENGTH))
def test_a_changed_mac_is_found_by_whoever_has_the_key(seq: int) -> None:
    records = chain()
    records[seq - 1] = replace(records[seq - 1], mac=b"\x55" * 32)

    assert found(records) == (seq, "bad_mac")
    assert found(records, None) is None


@pytest.mark.parametrize("seq", range(FIRST, FIRST + LENGTH))
@pytest.mark.parametrize("key", [KEY, None])
def test_changed_added_and_removed_ciphertext_is_found(seq: int, key: bytes | None) -> None:
    had = chain()[seq - 1].sealed
    for other in (None, b"", bytes([seq]) * 284, b"\x55" * 285):
        records = chain()
        records[seq - 1] = replace(records[seq - 1], sealed=other)

        assert found(records, key) == (None if other == had else (seq, "sealed_mismatch"))


@pytest.mark.parametrize("seq", range(FIRST, FIRST + LENGTH))
def test_a_changed_number_is_found(seq: int) -> None:
    records = chain()
    records[seq - 1] = replace(records[seq - 1], seq=seq + LENGTH)

    assert found(sorted(records, key=lambda record: record.seq)) == (seq, "gap")


@pytest.mark.parametrize("seq", range(FIRST, FIRST + LENGTH - 1))
@pytest.mark.parametrize("key", [KEY, None])
def test_a_deleted_record_is_named_by_the_number_that_is_missing(seq: int, key: bytes | None) -> None:
    records = chain()
    del records[seq - 1]

    assert found(records, key) == (seq, "gap")


def test_a_deleted_record_is_found_when_those_after_it_are_renumbered() -> None:
    records = chain()
    del records[2]
    renumbered = [replace(record, seq=seq) for seq, record in enumerate(records, FIRST)]

    assert found(renumbered) == (3, "bad_hash")
    assert found([*renumbered[:2], *(again(record) for record in renumbered[2:])]) == (3, "broken_chain")


@pytest.mark.parametrize("kept", range(1, LENGTH))
def test_a_cut_off_end_shows_only_against_the_number_known_elsewhere(kept: int) -> None:
    records = chain()[:kept]

    assert verify(records, KEY) is None
    assert verify(records, KEY, last=LENGTH) == Finding(BUNGA, kept + 1, "gap")


@pytest.mark.parametrize(("one", "other"), [(1, 2), (2, 3), (2, 5), (5, 6)])
def test_swapped_records_are_found_at_the_first(one: int, other: int) -> None:
    records = chain()
    first, second = records[one - 1], records[other - 1]

    records[one - 1], records[other - 1] = replace(second, seq=one), replace(first, seq=other)

    assert found(records) == (one, "bad_hash")
    assert found([again(record) for record in records]) == (one, "broken_chain")


def test_two_records_of_one_number_are_a_fork() -> None:
    records = chain()
    rival = write(BUNGA, 3, records[1].hash, body("rival"), None, KEY)

    assert found([*records[:3], rival, *records[3:]]) == (3, "fork")
    assert found([*records[:2], rival, *records[2:]]) == (3, "fork")


def test_a_record_that_follows_an_older_one_than_the_last_is_a_fork() -> None:
    records = chain(length=3)
    rival = write(BUNGA, 4, records[1].hash, body("rival"), None, KEY)

    assert found([*records, rival]) == (4, "fork")


def test_a_chain_that_begins_elsewhere_is_broken() -> None:
    first, *rest = chain()

    assert found([again(first, prev=b"\x55" * 32), *rest]) == (1, "broken_chain")


def test_a_record_of_another_case_does_not_fit_in() -> None:
    records, others = chain(), chain(LINA)

    assert found([*records[:2], others[2], *records[3:]]) == (3, "broken_chain")
    assert found([others[0], *records[1:]]) == (2, "broken_chain")
    assert found([*records[:2], again(records[2], case_id=LINA), *records[3:]]) == (3, "broken_chain")


def test_a_rewrite_to_the_end_is_found_only_with_the_key() -> None:
    honest = chain()
    forged = honest[:2]
    for record in honest[2:]:
        body_ = record.body.replace(b'"kader"', b'"admin"')
        forged.append(again(record, OTHER_KEY, prev=forged[-1].hash, body=body_))

    assert found(forged, None) is None
    assert found(forged, KEY) == (3, "bad_mac")


@pytest.mark.parametrize(
    "other",
    [
        b'{"case":"%s","seq":1,"v":2,"sealed":null}' % BUNGA.hex.encode(),
        b'{"case":"%s","seq":2,"v":1,"sealed":null}' % BUNGA.hex.encode(),
        b'{"case":"%s","seq":1,"v":1,"sealed":null}' % LINA.hex.encode(),
        b'{"seq":1,"v":1,"sealed":null}',
        b"[]",
        b"no json",
        b"\xff",
    ],
)
def test_a_body_that_tells_of_another_record_is_found_though_its_hash_holds(other: bytes) -> None:
    assert found([again(chain()[0], body=other)]) == (1, "body_mismatch")


def test_a_body_that_is_silent_about_its_ciphertext_is_found() -> None:
    silent = b'{"case":"%s","seq":1,"v":1}' % BUNGA.hex.encode()

    assert found([again(chain()[0], body=silent)]) == (1, "sealed_mismatch")


bits = st.tuples(st.sampled_from(["prev", "body", "hash", "mac", "sealed"]), st.integers(0, 10_000))


@settings(max_examples=300, deadline=None)
@given(seq=st.integers(FIRST, LENGTH), flipped=bits)
def test_any_flipped_bit_is_found_where_it_was_flipped(seq: int, flipped: tuple[str, int]) -> None:
    column, position = flipped
    records = chain()
    value = bytearray(getattr(records[seq - 1], column) or b"\x00")
    value[position // 8 % len(value)] ^= 1 << position % 8
    flip: dict[str, Any] = {column: bytes(value)}
    records[seq - 1] = replace(records[seq - 1], **flip)

    finding = verify(records, KEY)

    assert finding is not None
    assert finding.seq == seq


@settings(max_examples=100, deadline=None)
@given(order=st.permutations(range(LENGTH)))
def test_records_in_any_other_order_do_not_hold(order: list[int]) -> None:
    records = chain()
    first_moved = next((place for place, index in enumerate(order) if place != index), None)

    finding = verify([records[index] for index in order], KEY)

    assert (finding.seq if finding else None) == (None if first_moved is None else first_moved + FIRST)


plain_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(facts=st.dictionaries(st.text(max_size=5), plain_values, max_size=4), sealed=st.none() | st.binary())
def test_whatever_is_written_is_read_back_and_holds(facts: dict[str, Any], sealed: bytes | None) -> None:
    record = write(BUNGA, 1, GENESIS, body(facts=facts), sealed, KEY)
    reordered = write(BUNGA, 1, GENESIS, dict(reversed(body(facts=facts).items())), sealed, KEY)

    plain = json.loads(record.body)
    assert plain["facts"] == facts
    assert record.body == json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert reordered == record
    assert verify([record], KEY, last=1) is None


@pytest.mark.parametrize(
    "problem", ["bad_hash", "bad_mac", "gap", "fork", "broken_chain", "body_mismatch", "sealed_mismatch"]
)
def test_a_finding_is_a_sentence_in_both_languages_that_names_the_record(problem: Problem) -> None:
    words = Finding(BUNGA, 17, problem).words

    for sentence in (words.id, words.en):
        assert "17" in sentence
        assert sentence.endswith(".")
    assert words.id != words.en


@given(key=st.binary(max_size=200))
def test_the_code_is_the_hmac_of_the_standard_library_whatever_the_key(key: bytes) -> None:
    record = write(BUNGA, 1, GENESIS, body(), None, key)

    assert record.mac == hmac.digest(key, record.hash, "sha256")


def test_columns_are_what_the_table_repeats() -> None:
    deadline = {"id": 12, "name": "R09", "rung": 1, "due": "2026-12-04T03:00:00.000000Z"}
    record = write(BUNGA, 1, GENESIS, body(deadline=deadline), None, KEY)

    expected = {
        "at": datetime(2026, 12, 1, 2, tzinfo=UTC),
        "actor": KADER,
        "role": "kader",
        "kind": "moved",
        "act": "consult",
        "from_state": "reported",
        "to_state": "consulted",
        "deadline_id": 12,
    }
    assert columns(record.body) == expected == columns(body(deadline=deadline))


def test_the_system_has_no_actor_and_most_records_no_deadline() -> None:
    values = columns({**body(actor=None), "from": None})

    assert (values["actor"], values["from_state"], values["deadline_id"]) == (None, None, None)

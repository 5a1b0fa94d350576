"""The audit bundle, as a stranger checks it: with a bare Python, on what is whole and on what was tampered with."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.errors import NotFound
from engine.past import stranger
from engine.past.anchors import Anchors
from engine.past.bundle import Packed, pack
from engine.past.note import Verifier
from engine.past.seal import LogBroken, Sealer
from tests.engine.errand import ERRAND_FORM, ERRANDS
from tests.office import Office, open_office

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def world(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Two families and a calendar under four signatures, and a record that waits for the next."""
    for office in open_office(postgres, tmp_path_factory.mktemp("world"), ERRANDS):
        sealer = Sealer(office.worker, Anchors(office.keys._folder.parent / "anchors"))
        office.at("2026-12-01 09:00")
        sent = office.open("errand", "kader", **ERRAND_FORM)
        sealer.seal()
        office.fire(sent, "send")
        office.fire(office.open("errand", "kader", **ERRAND_FORM), "take")
        sealer.seal()
        office.at("2026-12-01 20:00")
        office.sweep()
        sealer.seal()
        office.fire(sent, "weigh", weight=9)
        yield office


@pytest.fixture(scope="module")
def whole(world: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("bundles") / "whole.zip"
    pack(world.api, out)
    return out


@pytest.fixture(scope="module")
def part(world: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("bundles") / "part.zip"
    pack(world.api, out, number_of(world, "send"), ciphertext=True)
    return out


def number_of(office: Office, act: str) -> str:
    query = "SELECT number FROM cases JOIN history ON case_id = id WHERE act = %s AND kind <> 'followed'"
    return str(office.sql(query, act)[0][0])


def key(office: Office) -> str:
    public = office.keys.seal_public()
    assert public is not None
    return str(Verifier(public))


def bare(*arguments: str | Path, folder: Path) -> "subprocess.CompletedProcess[str]":
    """A Python with nothing but its standard library, in a folder of its own."""
    command = [sys.executable, "-I", "-S", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env={"LC_ALL": "C.UTF-8"})


def unpacked(bundle: Path) -> Files:
    with zipfile.ZipFile(bundle) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(files: Files, place: Path) -> Path:
    with zipfile.ZipFile(place, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return place


# --- what is whole


@pytest.mark.parametrize("which", ["whole", "part"])
def test_a_stranger_with_a_bare_python_finds_that_everything_holds(
    world: Office, tmp_path: Path, request: pytest.FixtureRequest, which: str
) -> None:
    bundle = request.getfixturevalue(which)
    (tmp_path / "verify.py").write_bytes(unpacked(bundle)["verify.py"])

    answer = bare("verify.py", bundle, "--key", key(world), folder=tmp_path)

    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.endswith("Everything holds.\n")
    assert answer.stdout.count("not sealed yet") == 1


def test_unpacked_it_checks_the_folder_it_stands_in_and_asks_to_compare_the_key(
    world: Office, whole: Path, tmp_path: Path
) -> None:
    shutil.unpack_archive(whole, tmp_path)

    answer = bare("verify.py", folder=tmp_path)

    assert answer.returncode == 0
    assert key(world) in answer.stdout


def test_every_signature_that_was_kept_is_one_from_which_the_log_goes_on(
    world: Office, whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for note in Anchors(world.keys._folder.parent / "anchors").notes():
        (tmp_path / "kept").write_text(note)
        assert stranger.main([str(whole), "--checkpoint", str(tmp_path / "kept")]) == 0
    assert capsys.readouterr().out.count("goes on from what you kept") == 4


def test_the_same_past_gives_the_same_bytes(world: Office, whole: Path, tmp_path: Path) -> None:
    again = pack(world.api, tmp_path / "again.zip")

    assert (tmp_path / "again.zip").read_bytes() == whole.read_bytes()
    records = world.sql("SELECT count(*) FROM history")[0][0]
    assert again == Packed(cases=3, records=records, sealed=records - 1)


def test_a_part_holds_one_family_and_nothing_of_the_others(world: Office, part: Path) -> None:
    files = unpacked(part)
    others = world.sql(
        "SELECT id FROM cases WHERE root_id <> (SELECT root_id FROM cases WHERE number = %s)", number_of(world, "send")
    )

    assert len(others) == 1
    assert not [name for name, content in files.items() if others[0][0].hex.encode() in content]
    assert b'"sealed":"' in files["history.jsonl"]


def test_without_being_asked_for_no_ciphertext_leaves(whole: Path) -> None:
    lines = [json.loads(line) for line in unpacked(whole)["history.jsonl"].splitlines()]

    assert not [line for line in lines if "sealed" in line]
    assert any('"sealed":"' in line["body"] for line in lines)


# --- what was tampered with


def lines(files: Files, name: str, change: Callable[[list[Any]], Any]) -> None:
    told = [json.loads(line) for line in files[name].splitlines()]
    if name == "history.jsonl":  # the case with the most records comes first, whatever its id
        lengths = Counter(line["case"] for line in told)
        told.sort(key=lambda line: (-lengths[line["case"]], line["case"], line["seq"]))
    change(told)
    files[name] = b"".join(json.dumps(line).encode() + b"\n" for line in told)


def rewritten(told: list[Any], at: int) -> None:
    """Another body, with its hash worked out again, as are all that follow in its case."""
    case, prev = told[at]["case"], told[at]["prev"]
    told[at]["body"] = told[at]["body"].replace('"late":false', '"late":true')
    for line in told[at:]:
        if line["case"] == case:
            line["prev"] = prev
            body = line["body"].encode()
            size = (line["seq"].to_bytes(8, "big"), len(body).to_bytes(8, "big"))
            covered = (b"omah/history/1\n", bytes.fromhex(case), size[0], bytes.fromhex(prev), size[1], body)
            prev = line["hash"] = hashlib.sha256(b"".join(covered)).hexdigest()


def with_leaves(files: Files, at: int) -> None:
    lines(files, "history.jsonl", lambda told: rewritten(told, at))
    hashes = {}
    for line in files["history.jsonl"].splitlines():
        told = json.loads(line)
        hashes[(told["case"], told["seq"])] = told["hash"]

    def renew(told: list[Any]) -> None:
        for one in told:
            one["hash"] = hashes.get((one["case"], one["seq"]), one["hash"])

    lines(files, "leaves.jsonl", renew)


NAMED, UNKNOWN = b'"definitions": [', b'"' + b"00" * 32 + b'", '

TAMPERINGS: dict[str, tuple[Callable[[Files], None], str]] = {
    "a body": (
        lambda files: lines(files, "history.jsonl", lambda told: told[1].update(body=told[1]["body"] + " ")),
        "was changed",
    ),
    "a hash": (
        lambda files: lines(files, "history.jsonl", lambda told: told[0].update(hash="00" * 32)),
        "was changed",
    ),
    "a prev": (
        lambda files: lines(files, "history.jsonl", lambda told: told[1].update(prev="00" * 32)),
        "does not follow",
    ),
    "a record is gone": (lambda files: lines(files, "history.jsonl", lambda told: told.pop(1)), "is missing"),
    "two are swapped": (
        lambda files: lines(files, "history.jsonl", lambda told: told.insert(0, told.pop(1))),
        "is missing",
    ),
    "a rewrite": (lambda files: lines(files, "history.jsonl", lambda told: rewritten(told, 0)), "not the one that was"),
    "a rewrite with leaves": (lambda files: with_leaves(files, 0), "signed"),
    "a leaf": (
        lambda files: lines(files, "leaves.jsonl", lambda told: told[0].update(hash="00" * 32)),
        "not the one that was sealed",
    ),
    "a leaf is gone": (lambda files: lines(files, "leaves.jsonl", lambda told: told.pop(0)), "missing|not in the log"),
    "a signature": (
        lambda files: lines(files, "checkpoints.jsonl", lambda told: told.append(told.pop().replace("at 20", "at 21"))),
        "signature of the log at",
    ),
    "no signature": (lambda files: files.update({"checkpoints.jsonl": b""}), "nobody signed|not in the log"),
    "a definition": (
        lambda files: files.update({name: files[name] + b" " for name in files if name.startswith("definitions/")}),
        "definition .* was changed",
    ),
    "a definition is gone": (
        lambda files: files.update({"bundle.json": files["bundle.json"].replace(NAMED, NAMED + UNKNOWN)}),
        "definitions/.* is missing",
    ),
    "another key": (
        lambda files: files.update({"bundle.json": files["bundle.json"].replace(b"omah-peluk+", b"omah-peluk+0")}),
        "key is none of this log",
    ),
    "a file is gone": (lambda files: files.__delitem__("leaves.jsonl"), "leaves.jsonl is missing"),
    "no JSON": (lambda files: files.update({"leaves.jsonl": b"{\n"}), "is no JSON"),
    "a line without its fields": (lambda files: files.update({"history.jsonl": b"[]\n"}), "a line without"),
}


@pytest.mark.parametrize("which", ["whole", "part"])
@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_whatever_is_changed_in_a_bundle_is_found(
    request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str], which: str, tampering: str
) -> None:
    files = unpacked(request.getfixturevalue(which))
    tamper, words = TAMPERINGS[tampering]
    tamper(files)

    code = stranger.main([str(repacked(files, tmp_path / "tampered.zip"))])

    said = capsys.readouterr().out.splitlines()[-1]
    assert code == 1
    assert said.startswith("TIDAK COCOK / IT DOES NOT HOLD: ")
    assert re.search(words, said), said


def test_the_last_record_of_a_case_cannot_be_left_out_of_the_whole(world: Office, whole: Path, tmp_path: Path) -> None:
    files = unpacked(whole)
    told = json.loads(files["bundle.json"])
    (last,) = (one for one in told["cases"] if one["number"] == number_of(world, "take"))
    last["records"] -= 1
    files["bundle.json"] = json.dumps(told).encode()
    lines(files, "history.jsonl", lambda there: there.remove([x for x in there if x["case"] == last["id"]][-1]))
    (tmp_path / "verify.py").write_bytes(files["verify.py"])

    answer = bare("verify.py", repacked(files, tmp_path / "cut.zip"), folder=tmp_path)

    assert (answer.returncode, answer.stderr) == (1, "")
    assert f"case {last['id']}: record {last['records'] + 1} was sealed and is missing." in answer.stdout


def test_ciphertext_that_was_changed_is_found(part: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = unpacked(part)
    lines(files, "history.jsonl", lambda told: told[0].update(sealed="AAAA"))

    assert stranger.main([str(repacked(files, tmp_path / "tampered.zip"))]) == 1
    assert "the sealed part of record 1 was changed" in capsys.readouterr().out


def test_a_log_that_does_not_go_on_from_what_was_kept_is_found(
    world: Office, whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole of the past told anew and signed with the true key: only what somebody kept elsewhere shows it."""
    newest = list(Anchors(world.keys._folder.parent / "anchors").notes())[-1]
    (tmp_path / "kept").write_text(newest)
    files = unpacked(whole)
    size = json.loads(files["checkpoints.jsonl"].splitlines()[0]).split("\n")[1]
    lines(files, "checkpoints.jsonl", lambda told: told.__delitem__(slice(1, None)))
    lines(files, "leaves.jsonl", lambda told: told.__delitem__(slice(int(size), None)))

    assert stranger.main([str(repacked(files, tmp_path / "cut.zip")), "--checkpoint", str(tmp_path / "kept")]) == 1
    assert "the log is shorter than the signature that you kept" in capsys.readouterr().out


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 no zip", b"\x00" * 500])
def test_what_is_no_bundle_is_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    place = tmp_path / "bundle.zip"
    if content is not None:
        place.write_bytes(content)
    (tmp_path / "verify.py").write_bytes(Path(stranger.__file__).read_bytes())

    answer = bare("verify.py", place, folder=tmp_path)

    assert (answer.returncode, answer.stderr) == (2, "")
    assert answer.stdout.startswith("Bukan bundel audit / not an audit bundle: ")
    assert answer.stdout.count("\n") == 1


def test_a_zip_whose_any_byte_is_spoilt_never_ends_in_a_traceback(part: Path, tmp_path: Path) -> None:
    content = part.read_bytes()
    spread, directory = range(0, len(content), len(content) // 60), range(content.rindex(b"PK\1\2"), len(content))
    for at in (*spread, *directory):
        spoilt = tmp_path / "spoilt.zip"
        spoilt.write_bytes(content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :])
        assert stranger.main([str(spoilt)]) in (0, 1, 2)


# --- what cannot be packed


def test_an_unknown_case_leaves_no_file_behind(world: Office, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        pack(world.api, tmp_path / "out.zip", "2026-NOTHERE")
    assert list(tmp_path.iterdir()) == []


def test_before_there_is_a_key_there_is_nothing_to_pack(errands: Office, folder: Path, tmp_path: Path) -> None:
    (folder / "keys" / "seal.pub").unlink()

    with pytest.raises(LogBroken, match="no key of the log yet"):
        pack(errands.api, tmp_path / "out.zip")


# --- Ed25519 in plain Python


# fmt: off
RFC_8032_7_1 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]
# fmt: on
"""Tests 1, 2, 3 and SHA(abc) of RFC 8032, section 7.1: public key, message, signature."""


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032_7_1)
def test_the_signatures_of_the_rfc_verify_and_changed_ones_do_not(public: str, message: str, signature: str) -> None:
    key, text, signed = (bytes.fromhex(one) for one in (public, message, signature))

    assert stranger.ed25519_verifies(key, text, signed)
    assert not stranger.ed25519_verifies(key, text + b"x", signed)
    for at in (0, 31, 32, 62):
        spoilt = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
        assert not stranger.ed25519_verifies(key, text, spoilt)
    assert not stranger.ed25519_verifies(key[::-1], text, signed)
    assert not stranger.ed25519_verifies(key, text, signed[:-1])


def test_a_signature_is_accepted_in_one_form_only() -> None:
    """s and s + L sign the same; RFC 8032, 5.1.7 takes the smaller."""
    public, message, signature = (bytes.fromhex(one) for one in RFC_8032_7_1[1])
    s = int.from_bytes(signature[32:], "little") + stranger.L

    assert not stranger.ed25519_verifies(public, message, signature[:32] + s.to_bytes(32, "little"))

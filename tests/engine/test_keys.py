"""The key store: what is lost is lost, what is missing is said, and nothing is made twice."""

import json
import os
from pathlib import Path
from stat import S_IMODE
from threading import Thread
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.secrets.keys import SECRETS, CaseKey, KeyDestroyed, KeyStore, KeyStoreUnusable, SealBroken

BUNGA = UUID("6f1c9f0e-3f1b-4c57-9d53-0f2a4d1c7b10")
LINA = UUID("0a4be1de-8a7c-4d6e-8b0f-6b0f1a2b3c4d")
NARRATIVE = {"kronologi": "Ia takut pulang. \N{RIGHT SINGLE QUOTATION MARK}"}
PLACE = "history.sealed.1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "keys"


@pytest.fixture
def store(folder: Path) -> KeyStore:
    return KeyStore.create(folder)


def test_a_new_store_has_five_different_secrets_of_32_bytes(folder: Path, store: KeyStore) -> None:
    secrets = {(folder / name).read_bytes() for name in SECRETS}

    assert len(secrets) == len(SECRETS) == 5
    assert {len(secret) for secret in secrets} == {32}
    assert store.secret("mac") == (folder / "mac").read_bytes()


def test_nobody_else_on_the_machine_can_read_it(folder: Path, store: KeyStore) -> None:
    before = os.umask(0)  # the worst that a caller can have set
    try:
        store.new_case_key(BUNGA)
        KeyStore.create(folder.with_name("another"))
    finally:
        os.umask(before)

    for root in (folder, folder.with_name("another")):
        modes = {path: S_IMODE(path.stat().st_mode) for path in (root, *root.rglob("*"))}
        assert modes == {path: 0o700 if path.is_dir() else 0o600 for path in modes}


def test_making_the_store_again_changes_nothing(folder: Path, store: KeyStore) -> None:
    sealed = store.new_case_key(BUNGA).seal_json(NARRATIVE, PLACE)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    again = KeyStore.create(folder)

    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert again.case_key(BUNGA).open_json(sealed, PLACE) == NARRATIVE


def test_a_making_that_was_cut_off_is_finished_with_the_secrets_it_had_made(folder: Path, store: KeyStore) -> None:
    root = (folder / "root").read_bytes()
    (folder / "cases").rmdir()
    (folder / "index").unlink()

    KeyStore.create(folder)

    assert (folder / "root").read_bytes() == root
    assert len((folder / "index").read_bytes()) == 32


@pytest.mark.parametrize("name", SECRETS)
def test_a_lost_secret_is_never_replaced_by_a_new_one(folder: Path, store: KeyStore, name: str) -> None:
    (folder / name).unlink()

    for opening in (KeyStore, KeyStore.create):
        with pytest.raises(KeyStoreUnusable, match=f"{name} is missing"):
            opening(folder)
    assert not (folder / name).exists()


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_secret_of_another_length_is_refused(folder: Path, store: KeyStore, size: int) -> None:
    (folder / "pepper").write_bytes(bytes(size))

    with pytest.raises(KeyStoreUnusable, match=f"{size} bytes"):
        KeyStore(folder)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
@pytest.mark.parametrize("name", [*SECRETS, "."])
def test_a_store_open_to_others_is_refused(folder: Path, store: KeyStore, name: str, mode: int) -> None:
    path = folder / name
    path.chmod(mode | (0o100 if path.is_dir() else 0))

    with pytest.raises(KeyStoreUnusable, match="open to other users"):
        KeyStore(folder)


def test_no_store_at_all_is_refused(folder: Path) -> None:
    with pytest.raises(KeyStoreUnusable, match="no key store"):
        KeyStore(folder)


def test_a_worker_opens_the_store_with_the_one_secret_it_needs(folder: Path, store: KeyStore) -> None:
    store.new_case_key(BUNGA)
    for name in set(SECRETS) - {"mac"}:
        (folder / name).unlink()

    worker = KeyStore(folder, needs=("mac",))

    assert worker.secret("mac") == store.secret("mac")
    with pytest.raises(KeyStoreUnusable, match="pepper is not for this process"):
        worker.secret("pepper")
    with pytest.raises(KeyStoreUnusable, match="without its root secret"):
        worker.case_key(BUNGA)
    with pytest.raises(KeyStoreUnusable, match="without its root secret"):
        worker.new_case_key(LINA)


def test_the_root_secret_does_not_leave_the_store(store: KeyStore) -> None:
    with pytest.raises(KeyStoreUnusable):
        store.secret("root")


def test_what_was_sealed_is_read_by_another_process_later(folder: Path, store: KeyStore) -> None:
    sealed = store.new_case_key(BUNGA).seal_json(NARRATIVE, PLACE)

    assert KeyStore(folder).case_key(BUNGA).open_json(sealed, PLACE) == NARRATIVE


def test_a_key_lies_where_the_layout_says_and_not_in_clear(folder: Path, store: KeyStore) -> None:
    key = store.new_case_key(BUNGA)
    wrapped = (folder / "cases" / "6f" / str(BUNGA)).read_bytes()

    sealed = key.seal(b"takut", place=PLACE)

    assert len(wrapped) == 1 + 8 + 12 + 32 + 16
    for start in range(len(wrapped) - 31):
        with pytest.raises(SealBroken):
            CaseKey(BUNGA, AESGCM(wrapped[start : start + 32])).open(sealed, place=PLACE)


def test_a_case_keeps_its_first_key(store: KeyStore) -> None:
    sealed = store.new_case_key(BUNGA).seal(b"takut", place=PLACE)

    with pytest.raises(FileExistsError):
        store.new_case_key(BUNGA)
    assert store.case_key(BUNGA).open(sealed, place=PLACE) == b"takut"


def test_no_draft_is_left_behind(folder: Path, store: KeyStore) -> None:
    store.new_case_key(BUNGA)
    with pytest.raises(FileExistsError):
        store.new_case_key(BUNGA)

    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}

    (kek,) = (folder / "keks").iterdir()
    assert files == {
        *SECRETS, "lock", "seal", "seal.pub", f"keks/{kek.name}", "envelopes/0001", f"cases/6f/{BUNGA}",
    }  # fmt: skip


def test_a_new_key_for_envelopes_comes_beside_the_older_ones_and_none_lies_in_clear(
    folder: Path, store: KeyStore
) -> None:
    store.new_envelope_key()

    first, second = store.envelope_keys()

    assert first != second
    assert KeyStore.create(folder).envelope_keys() == [first, second]
    assert not any(key in path.read_bytes() for key in (first, second) for path in (folder / "envelopes").iterdir())
    (folder / "envelopes" / "0002").write_bytes((folder / "envelopes" / "0001").read_bytes())
    with pytest.raises(KeyStoreUnusable, match="does not fit"):
        store.envelope_keys()


def test_sealed_bytes_cannot_be_moved_to_another_place_or_case(store: KeyStore) -> None:
    bunga, lina = store.new_case_key(BUNGA), store.new_case_key(LINA)
    sealed = bunga.seal(b"takut", place=PLACE)
    same_cipher_other_case = CaseKey(LINA, bunga._cipher)

    with pytest.raises(SealBroken, match=r"history\.sealed\.2"):
        bunga.open(sealed, place="history.sealed.2")
    for other in (lina, same_cipher_other_case):
        with pytest.raises(SealBroken):
            other.open(sealed, place=PLACE)


def test_a_key_file_cannot_be_moved_to_another_case(folder: Path, store: KeyStore) -> None:
    for case in (BUNGA, LINA):
        store.new_case_key(case)
    (folder / "cases" / "6f" / str(BUNGA)).replace(folder / "cases" / "0a" / str(LINA))

    with pytest.raises(KeyStoreUnusable, match="does not fit the root secret"):
        KeyStore(folder).case_key(LINA)


def test_a_key_under_another_root_is_a_fault_and_not_an_erasure(folder: Path, store: KeyStore) -> None:
    store.new_case_key(BUNGA)
    (folder / "root").write_bytes(os.urandom(32))

    with pytest.raises(KeyStoreUnusable, match="does not fit the root secret"):
        KeyStore(folder).case_key(BUNGA)


@pytest.mark.parametrize("damage", [b"", b"\x01", b"\x02" + bytes(60), bytes(61)])
def test_a_damaged_key_file_is_a_fault_and_not_an_erasure(folder: Path, store: KeyStore, damage: bytes) -> None:
    store.new_case_key(BUNGA)
    (folder / "cases" / "6f" / str(BUNGA)).write_bytes(damage)

    with pytest.raises(KeyStoreUnusable, match="does not fit the root secret"):
        KeyStore(folder).case_key(BUNGA)


def test_an_erased_case_cannot_be_read_by_anyone(folder: Path, store: KeyStore) -> None:
    elsewhere = KeyStore(folder)
    store.new_case_key(BUNGA)
    store.new_case_key(LINA)
    elsewhere.case_key(BUNGA)

    store.destroy(BUNGA)

    for opened in (store, elsewhere, KeyStore(folder)):
        with pytest.raises(KeyDestroyed, match=str(BUNGA)):
            opened.case_key(BUNGA)
        assert opened.case_key(LINA).case_id == LINA
    assert not list(folder.rglob(f"*{BUNGA}*"))


def test_erasing_overwrites_the_key_before_it_lets_go_of_it(folder: Path, store: KeyStore) -> None:
    store.new_case_key(BUNGA)
    path = folder / "cases" / "6f" / str(BUNGA)
    with path.open("rb") as held:
        wrapped = path.read_bytes()

        store.destroy(BUNGA)

        rest = held.read()
    assert len(rest) == len(wrapped)
    assert rest != wrapped


def test_erasing_may_be_repeated(store: KeyStore) -> None:
    store.new_case_key(BUNGA)

    store.destroy(BUNGA)
    store.destroy(BUNGA)
    store.destroy(LINA)

    with pytest.raises(KeyDestroyed):
        store.case_key(BUNGA)


def test_what_was_sealed_before_an_erasure_is_not_readable_under_a_new_key(store: KeyStore) -> None:
    sealed = store.new_case_key(BUNGA).seal(b"takut", place=PLACE)

    store.destroy(BUNGA)

    with pytest.raises(SealBroken):
        store.new_case_key(BUNGA).open(sealed, place=PLACE)


def test_a_folder_that_is_not_mounted_does_not_look_like_erased_cases(folder: Path, store: KeyStore) -> None:
    store.new_case_key(BUNGA)
    (folder / "cases").rename(folder / "away")

    for act in (store.case_key, store.new_case_key, store.destroy):
        with pytest.raises(KeyStoreUnusable, match="is it mounted"):
            act(BUNGA)


def test_the_length_of_a_story_does_not_show(store: KeyStore) -> None:
    key = store.new_case_key(BUNGA)

    assert {len(key.seal(bytes(size), place=PLACE)) for size in range(256)} == {1 + 12 + 256 + 16}
    assert len(key.seal(bytes(256), place=PLACE)) == 1 + 12 + 512 + 16


def test_the_same_words_are_sealed_differently_each_time(store: KeyStore) -> None:
    key = store.new_case_key(BUNGA)

    assert len({key.seal(b"takut", place=PLACE) for _ in range(50)}) == 50


def test_a_key_does_not_show_itself_in_logs(store: KeyStore) -> None:
    assert repr(store.new_case_key(BUNGA)) == f"CaseKey(case_id={BUNGA!r})"


def test_more_keys_than_are_kept_in_memory_all_stay_readable(store: KeyStore) -> None:
    cases = [uuid4() for _ in range(300)]
    sealed = {case: store.new_case_key(case).seal(case.bytes, place=PLACE) for case in cases}

    assert len(store._cached) == 256
    assert all(store.case_key(case).open(sealed[case], place=PLACE) == case.bytes for case in cases)


def test_threads_share_a_store(store: KeyStore) -> None:
    cases = [uuid4() for _ in range(40)]
    sealed = {case: store.new_case_key(case).seal(case.bytes, place=PLACE) for case in cases}
    opened: list[bytes] = []

    def read() -> None:
        opened.extend(store.case_key(case).open(sealed[case], place=PLACE) for case in cases)

    threads = [Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(opened) == sorted(case.bytes for case in cases for _ in threads)


KEY = CaseKey(BUNGA, AESGCM(bytes(range(32))))


@settings(max_examples=200, deadline=None)
@given(plain=st.binary(max_size=600), trailing=st.integers(0, 3), place=st.text(max_size=20))
def test_any_bytes_come_back_as_they_were(plain: bytes, trailing: int, place: str) -> None:
    story = plain + b"\x80" * trailing + b"\x00" * trailing

    assert KEY.open(KEY.seal(story, place=place), place=place) == story


@settings(max_examples=200, deadline=None)
@given(position=st.integers(0, (1 + 12 + 256 + 16) * 8 - 1))
def test_any_flipped_bit_breaks_the_seal(position: int) -> None:
    sealed = bytearray(KEY.seal(b"takut", place=PLACE))
    sealed[position // 8] ^= 1 << position % 8

    with pytest.raises(SealBroken):
        KEY.open(bytes(sealed), place=PLACE)


@pytest.mark.parametrize("length", [0, 1, 12, 13, 28, 284])
def test_a_seal_that_was_cut_off_is_broken(length: int) -> None:
    sealed = KEY.seal(b"takut", place=PLACE)

    with pytest.raises(SealBroken):
        KEY.open(sealed[:length], place=PLACE)


def test_json_is_sealed_as_it_was_given() -> None:
    sealed = KEY.seal_json(NARRATIVE, PLACE)

    assert json.loads(KEY.open(sealed, place=PLACE)) == NARRATIVE == KEY.open_json(sealed, place=PLACE)

"""The keys over keys: changed while everything runs, cut off anywhere, and what was erased stays erased."""

import hmac
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Event, Thread
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engine.secrets import keyfiles, keyring
from engine.secrets.keys import KeyDestroyed, KeyStore, KeyStoreUnusable

PLACE = "history/1"
SLOW = """
import os, sys, time
from pathlib import Path
sync = os.fsync
os.fsync = lambda handle: (time.sleep(0.002), sync(handle))
from engine.secrets.keys import KeyStore
KeyStore(Path(sys.argv[1])).rotate(root=len(sys.argv) > 2)
"""


class Killed(BaseException):
    """As if the power had gone."""


@pytest.fixture
def store(folder: Path) -> KeyStore:
    return KeyStore.create(folder / "keys")


def told(store: KeyStore, count: int) -> dict[UUID, bytes]:
    """So many cases, each with something sealed."""
    cases = [uuid4() for _ in range(count)]
    return {case: store.new_case_key(case).seal(case.bytes, place=PLACE) for case in cases}


def reads_all(store: KeyStore, sealed: Mapping[UUID, bytes]) -> bool:
    return all(store.case_key(case).open(bytes_, place=PLACE) == case.bytes for case, bytes_ in sealed.items())


def keks(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "keys" / "keks").iterdir())


def kek_of(folder: Path, case: UUID) -> str:
    wrapped = (folder / "keys" / "cases" / case.hex[:2] / str(case)).read_bytes()
    return str(int.from_bytes(wrapped[1:9]))


def test_a_rotation_leaves_one_new_key_under_which_everything_still_opens(folder: Path, store: KeyStore) -> None:
    sealed = told(store, 20)
    running, envelopes = KeyStore(folder / "keys"), store.envelope_keys()
    (old,) = keks(folder)

    done = store.rotate()

    (new,) = keks(folder)
    assert new > old
    assert (done.rewrapped, done.unreadable) == (21, ())  # with the one for envelopes
    assert {kek_of(folder, case) for case in sealed} == {new}
    assert reads_all(running, sealed)
    assert reads_all(KeyStore(folder / "keys"), sealed)
    assert running.envelope_keys() == envelopes
    assert running.wrapped_since() == done.made_at


def test_a_running_process_takes_up_the_new_key_for_what_comes_next(folder: Path, store: KeyStore) -> None:
    running = KeyStore(folder / "keys")
    told(running, 1)

    store.rotate(root=True)

    sealed = told(running, 1)
    assert {kek_of(folder, case) for case in sealed} == set(keks(folder))
    assert reads_all(KeyStore(folder / "keys"), sealed)


def test_a_store_without_such_keys_gets_them_and_what_was_under_root_is_carried_over(
    folder: Path, store: KeyStore
) -> None:
    case, raw = uuid4(), os.urandom(32)
    root = hmac.digest((folder / "keys" / "root").read_bytes(), b"omah/keys of cases/1", "sha256")
    nonce = os.urandom(12)
    sealed = told(store, 1)
    path = folder / "keys" / "cases" / case.hex[:2] / str(case)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"\x01" + nonce + AESGCM(root).encrypt(nonce, raw, b"omah/key of case|" + case.bytes))
    key = store.case_key(case)
    sealed[case] = key.seal(case.bytes, place=PLACE)

    store.rotate(root=True)

    assert reads_all(KeyStore(folder / "keys"), sealed)
    assert kek_of(folder, case) == keks(folder)[0]


def test_the_root_is_replaced_and_the_old_one_opens_nothing(folder: Path, store: KeyStore) -> None:
    sealed = told(store, 3)
    old = (folder / "keys" / "root").read_bytes()
    with (folder / "keys" / "root").open("rb") as held:
        store.rotate(root=True)
        assert held.read() not in (b"", old)

    assert (folder / "keys" / "root").read_bytes() != old
    assert reads_all(KeyStore(folder / "keys"), sealed)
    (folder / "keys" / "root").write_bytes(old)
    with pytest.raises(KeyStoreUnusable, match="does not fit the root secret"):
        KeyStore(folder / "keys").case_key(next(iter(sealed)))


def test_cut_off_at_any_write_every_key_opens_and_the_next_call_goes_on(
    folder: Path, store: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = told(store, 3)

    cuts = 0
    while cuts < 60 and _cut_off(store, monkeypatch, after=cuts):
        assert reads_all(KeyStore(folder / "keys"), sealed)
        (new,) = told(store, 1)
        store.rotate(root=True)
        store.destroy(new)
        assert reads_all(KeyStore(folder / "keys"), sealed)
        assert len(keks(folder)) == 1
        assert not (folder / "keys" / "root.next").exists()
        cuts += 1

    assert 15 < cuts < 60


def _cut_off(store: KeyStore, monkeypatch: pytest.MonkeyPatch, after: int) -> bool:
    """A rotation, cut off after so many writes; False where it got to its end."""
    sync, writes = os.fsync, 0

    def cut(handle: int) -> None:
        nonlocal writes
        writes += 1
        if writes > after:
            raise Killed
        sync(handle)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", cut)
        try:
            store.rotate(root=True)
        except Killed:
            return True
    return False


@pytest.mark.parametrize("root", [False, True])
def test_a_killed_process_loses_nothing_and_the_next_one_finishes(folder: Path, store: KeyStore, root: bool) -> None:
    sealed = told(store, 60)
    (old,) = keks(folder)
    command = [sys.executable, "-c", SLOW, str(folder / "keys"), *(["root"] if root else [])]
    under: set[str] = set()
    with subprocess.Popen(command) as process:
        give_up = time.monotonic() + 120
        while len(under) < 2 and time.monotonic() < give_up:
            under = {kek_of(folder, case) for case in sealed}
        process.kill()

    assert len({kek_of(folder, case) for case in sealed}) == 2
    assert reads_all(store, sealed)
    sealed |= told(store, 1)
    done = KeyStore(folder / "keys").rotate(root=root)

    assert 0 < done.rewrapped < 61
    assert keks(folder) != [old]
    assert len(keks(folder)) == 1
    assert reads_all(KeyStore(folder / "keys"), sealed)


def test_a_key_erased_while_it_is_rewrapped_does_not_come_back(
    folder: Path, store: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    (case,) = told(store, 1)
    replace, begun = keyfiles.replace, Event()

    def erase() -> None:
        begun.wait()
        KeyStore(folder / "keys").destroy(case)

    def slowly(path: Path, content: bytes, draft: Path) -> None:
        begun.set()
        if path.name == str(case):
            erasing.join(0.3)  # would be over by now, if nothing kept it out
        replace(path, content, draft)

    erasing = Thread(target=erase)
    monkeypatch.setattr(keyring, "replace", slowly)
    erasing.start()
    store.rotate()
    erasing.join()

    with pytest.raises(KeyDestroyed):
        KeyStore(folder / "keys").case_key(case)


def test_erasing_and_opening_beside_a_rotation_in_another_process(folder: Path, store: KeyStore) -> None:
    sealed = told(store, 80)
    erased = list(sealed)[::2]
    with subprocess.Popen([sys.executable, "-c", SLOW, str(folder / "keys")]) as process:
        wait_for(len(keks(folder)) > 1 or process.poll() is not None for _ in forever())
        for case in erased:
            store.destroy(case)
            sealed |= told(store, 1)
        assert process.wait(60) == 0

    fresh = KeyStore(folder / "keys")
    for case in erased:
        del sealed[case]
        with pytest.raises(KeyDestroyed):
            fresh.case_key(case)
        assert not list((folder / "keys").rglob(f"*{case}*"))
    assert reads_all(fresh, sealed)
    assert len(keks(folder)) == 1


def test_what_a_killed_writer_left_of_a_key_goes_with_it(folder: Path, store: KeyStore) -> None:
    (case,) = told(store, 1)
    path = folder / "keys" / "cases" / case.hex[:2] / str(case)
    beside = (path.with_name(f".{case}.1a2b3c4d"), folder / "keys" / "rewrapping")
    for left in beside:
        left.write_bytes(path.read_bytes())

    store.destroy(case)

    assert not any(left.exists() for left in (path, *beside))


def test_while_a_key_does_not_open_the_old_ones_stay(folder: Path, store: KeyStore) -> None:
    sealed = told(store, 3)
    case = next(iter(sealed))
    path = folder / "keys" / "cases" / case.hex[:2] / str(case)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))

    done = store.rotate()

    assert (done.unreadable, len(keks(folder))) == ((path,), 2)
    path.write_bytes(whole)
    assert store.rotate().unreadable == ()
    assert len(keks(folder)) == 1
    assert reads_all(KeyStore(folder / "keys"), sealed)


def test_a_key_keeps_its_age_and_a_process_without_root_rotates_nothing(folder: Path, store: KeyStore) -> None:
    (case,) = told(store, 1)
    path = folder / "keys" / "cases" / case.hex[:2] / str(case)
    os.utime(path, (1_700_000_000, 1_700_000_000))

    store.rotate()

    assert path.stat().st_mtime == 1_700_000_000
    with pytest.raises(KeyStoreUnusable, match="without its root secret"):
        KeyStore(folder / "keys", needs=("mac",)).rotate()


def forever() -> Iterator[None]:
    give_up = time.monotonic() + 120
    while time.monotonic() < give_up:
        yield
        time.sleep(0.002)


def wait_for(happened: Iterator[bool]) -> None:
    assert any(happened)

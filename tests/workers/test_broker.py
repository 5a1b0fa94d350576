"""The broker in a folder: readable by us alone, a message whole or not there, taken by one, and nothing left behind."""

import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection

from engine.settings import Settings
from workers import broker


def settings(data: Path, redis_url: str | None = None, private: bool = False) -> Settings:
    return Settings("postgresql:///", None, data, data / "keys", redis_url=redis_url, private_network=private)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    told = broker.options(settings(tmp_path))
    with Connection(
        transport=told["broker_transport"], transport_options=told["broker_transport_options"]
    ) as connection:
        yield connection


def files(folder: Path, *names: str) -> list[Path]:
    return [path for name in names for path in (folder / "broker" / name).iterdir()]


def queue_of(connection: Connection, folder: Path) -> Any:
    """Named after the test: Kombu remembers for the whole process which queues it has declared, in whatever folder."""
    return connection.SimpleQueue(folder.name)


def test_nobody_else_reads_the_folder(tmp_path: Path) -> None:
    (tmp_path / "broker").mkdir(mode=0o755)

    broker.options(settings(tmp_path))

    folders = [tmp_path / "broker", *(tmp_path / "broker").iterdir()]
    assert len(folders) == 4
    assert {folder.stat().st_mode & 0o777 for folder in folders} == {0o700}


def test_where_there_is_a_redis_no_folder_is_made(tmp_path: Path) -> None:
    told = broker.options(settings(tmp_path, redis_url="redis://127.0.0.1:6379/0"))

    assert told["broker_url"] == "redis://127.0.0.1:6379/0"
    assert list(tmp_path.iterdir()) == []


def test_a_redis_elsewhere_is_spoken_to_under_tls_or_on_a_private_network(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="without TLS"):
        broker.options(settings(tmp_path, redis_url="redis://redis.example:6379/0"))

    encrypted = broker.options(settings(tmp_path, redis_url="rediss://redis.example:6379/0"))
    private = broker.options(settings(tmp_path, redis_url="redis://redis.example:6379/0", private=True))

    assert encrypted["broker_use_ssl"] == {"ssl_cert_reqs": ssl.CERT_REQUIRED}
    assert "broker_use_ssl" not in private


def test_a_message_is_taken_once_and_leaves_nothing_behind(connection: Connection, tmp_path: Path) -> None:
    queue = queue_of(connection, tmp_path)
    queue.put({"tick": 1})

    message = queue.get(timeout=60)
    message.ack()

    assert message.payload == {"tick": 1}
    with pytest.raises(queue.Empty):
        queue.get(timeout=0.3)
    assert files(tmp_path, "queue", "processed") == []


def test_a_message_is_whole_or_not_there(connection: Connection, tmp_path: Path, monkeypatch: Any) -> None:
    """Caught in the middle of being written, it is not yet among the messages."""
    seen: list[list[Path]] = []
    write = Path.write_text

    def interrupted(path: Path, text: str) -> int:
        written = write(path, text[: len(text) // 2])
        seen.append(files(tmp_path, "queue"))
        path.unlink()
        return written + write(path, text)

    monkeypatch.setattr(Path, "write_text", interrupted)
    queue_of(connection, tmp_path).put({"tick": 1})

    assert seen == [[]]
    assert len(files(tmp_path, "queue")) == 1


def test_a_file_that_is_no_message_stops_nobody(connection: Connection, tmp_path: Path) -> None:
    queue = queue_of(connection, tmp_path)
    (tmp_path / "broker" / "queue" / f"0_half.{tmp_path.name}.msg").write_text('{"body": "eyJ0')
    queue.put({"tick": 1})

    assert queue.get(timeout=60).payload == {"tick": 1}
    with pytest.raises(queue.Empty):
        queue.get(timeout=0.3)
    assert files(tmp_path, "queue", "processed") == []


def test_racing_workers_take_each_message_once(tmp_path: Path) -> None:
    told = broker.options(settings(tmp_path))
    taken: list[int] = []

    def open_connection() -> Connection:
        return Connection(transport=told["broker_transport"], transport_options=told["broker_transport_options"])

    def take() -> None:
        with open_connection() as connection:
            channel: Any = connection.default_channel  # its type is of every transport's channel
            while (message := channel.basic_get(tmp_path.name, no_ack=True)) is not None:
                taken.append(message.payload["tick"])

    with open_connection() as connection:
        queue = queue_of(connection, tmp_path)
        for tick in range(200):
            queue.put({"tick": tick})
    workers = [threading.Thread(target=take) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(taken) == list(range(200))
    assert files(tmp_path, "queue", "processed") == []

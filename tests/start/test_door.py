"""Where the system answers, and how roles enter the database."""

import pytest
from sqlalchemy import make_url

from engine.embedded import Unusable, door


def test_a_taken_port_is_one_sentence() -> None:
    with door.listen(0) as listener:
        port = listener.getsockname()[1]

        with pytest.raises(Unusable, match=rf"^Port {port} cannot be used \(.*\): choose another with --port\.$"):
            door.listen(port)


def test_nobody_answers_at_a_door_that_only_the_supervisor_holds() -> None:
    with door.listen(0) as listener:
        assert not door.answers(listener.getsockname()[1])


@pytest.mark.parametrize(
    ("owner", "host"),
    [
        ("postgresql://omah:old@/omah?host=%2Ftmp%2Fomah-x%2Fs", None),
        ("postgresql://omah:old@db.city:5433/omah?sslmode=verify-full", "db.city"),
        ("postgresql:///omah", None),
    ],
)
def test_another_role_enters_the_same_database(owner: str, host: str | None) -> None:
    url = make_url(door.entered_by(owner, "omah_api", "p@ss/word"))

    assert (url.username, url.password, url.database, url.host) == ("omah_api", "p@ss/word", "omah", host)
    assert url.query == make_url(owner).query

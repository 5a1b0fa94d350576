"""`omah new-envelope-key`: a new key for reports that are taken without a network."""

import argparse

from api import envelopes
from api.installation import opened

NAME = "new-envelope-key"
HELP = "have phones seal what waits to be sent to a new key; older ones still open"


def run(arguments: list[str]) -> int:
    argparse.ArgumentParser("omah new-envelope-key", description=HELP).parse_args(arguments)

    with opened() as house:
        house.engine.keys.new_envelope_key()
        print(f"Kunci baru / new key: {envelopes.public_key(house.engine.keys)['kid']}")
    return 0

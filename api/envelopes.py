"""Reports that a phone sealed while it had no network: JWE (RFC 7516) to a key of the office, opened here alone.

A phone that is lost or searched holds nothing that it could open itself. Whoever wrote a report is named inside, and
nobody else can have it opened or sent.
"""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from api.errors import EnvelopeUnreadable
from engine.definition import Workflow
from engine.secrets.keys import KeyStore

ALGORITHM, CONTENT = "ECDH-ES+A256KW", "A256GCM"
TAKEN = "taken_at"
"""The field of an opening form that says since when a report is known to the office."""


class Content(BaseModel):
    """What lies in an envelope. `by` wrote it, at `at` by the phone's clock; `key` makes the sending one act."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    workflow: str
    form: dict[str, Any]
    by: UUID
    at: AwareDatetime
    key: str = Field(min_length=16, max_length=200)


def public_key(keys: KeyStore) -> Mapping[str, Any]:
    """The newest key's public half, as a JWK (RFC 7517) named by its thumbprint."""
    newest = _key(keys.envelope_keys()[-1])
    return {**newest.as_dict(private=False), "alg": ALGORITHM, "enc": CONTENT}


def opened(keys: KeyStore, sealed: str) -> Content:
    """Raises EnvelopeUnreadable: sealed to no key of ours, damaged, or not what a phone of ours seals."""
    known = KeySet([_key(scalar) for scalar in keys.envelope_keys()])
    try:
        plain = jwe.decrypt_compact(sealed, known, algorithms=[ALGORITHM, CONTENT]).plaintext
        return Content.model_validate(json.loads(plain or b""))
    except (JoseError, ValidationError, ValueError, KeyError, TypeError):
        raise EnvelopeUnreadable from None


def form_of(content: Content, workflow: Workflow, now: AwareDatetime) -> dict[str, Any]:
    """The form as it is filed: a report counts from when it was taken, if it does not say so itself."""
    asked = workflow.opening.model_fields if workflow.opening is not None else {}
    taken = {TAKEN: min(content.at, now).isoformat()} if TAKEN in asked else {}
    return {**taken, **content.form}


def _key(scalar: bytes) -> ECKey:
    private = ec.derive_private_key(int.from_bytes(scalar), ec.SECP256R1())
    key = ECKey.import_key(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return ECKey.import_key({**key.as_dict(private=True), "kid": key.thumbprint()})

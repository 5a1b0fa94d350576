"""A key whose case never came to be does not stay; every other one does."""

from datetime import timedelta
from uuid import uuid4

import pytest

from engine.secrets.keys import KeyDestroyed
from engine.secrets.orphans import sweep_orphans
from tests.engine.errand import ERRAND_FORM
from tests.office import Office

NOW = timedelta(seconds=-5)
"""As if every key were old."""


def test_only_keys_without_a_case_are_swept(errands: Office) -> None:
    case, crashed = errands.open("errand", "kader", **ERRAND_FORM), uuid4()
    errands.keys.new_case_key(crashed)

    assert sweep_orphans(errands.api, NOW) == 1

    assert errands.keys.case_key(case)
    with pytest.raises(KeyDestroyed):
        errands.keys.case_key(crashed)


def test_a_young_key_may_belong_to_a_case_that_is_about_to_commit(errands: Office) -> None:
    errands.keys.new_case_key(uuid4())

    assert sweep_orphans(errands.api) == 0

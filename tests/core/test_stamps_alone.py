"""A time-stamp says when, and nobody's will: nowhere does it stand for a signature."""

from __future__ import annotations

from dataclasses import replace

import pytest
from xidmet.signatures import Indication, Sub
from xidmet.signatures.signing.returned import verify_returned

from tests.core import signed_lists, stamping
from tests.core.signing import CONTENT
from tests.core.signing_kit import Kit, simple


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return Kit(tmp_path_factory.mktemp("keys"))


def both(kit: Kit, over: bytes) -> tuple[bytes, bytes]:
    """A token beside its file, and a container with that file."""
    token = stamping.token(kit.tsa, over)
    return token, simple(kit, "timestamp.tst", token) if over == CONTENT else token


async def test_a_list_that_was_only_stamped_is_signed_by_nobody(kit: Kit) -> None:
    good = signed_lists.made(kit.leyla, signed_lists.permits(3))
    stamped = replace(good, signature=stamping.token(kit.tsa, good.head.content))
    for file in (signed_lists.container(kit, stamped), stamped.proof(2)):
        report = await kit.check(file)
        assert (report.indication, report.sub_indication) == (Indication.INDETERMINATE, Sub.SIG_CONSTRAINTS_FAILURE)
        assert not report.signatures
    assert (await kit.check(signed_lists.container(kit, good))).indication is Indication.PASSED


async def test_what_came_back_only_stamped_did_not_come_back_signed(kit: Kit) -> None:
    for file in both(kit, CONTENT):
        report = await verify_returned(file, CONTENT, trust=kit.trust)
        assert (report.indication, report.sub_indication) == (Indication.INDETERMINATE, Sub.SIG_CONSTRAINTS_FAILURE)

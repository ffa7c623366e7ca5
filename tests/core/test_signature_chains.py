"""The way up to an anchor: only what it really issued is on it, and an anchor that signs must itself be in force."""

from __future__ import annotations

from pathlib import Path

import pytest
from xidmet import clock
from xidmet.signatures import Anchors, Sub, Trust, verify_detached
from xidmet.signatures.chains import find_chain
from xidmet.signatures.verdict import NotGood

from tests.core import people
from tests.core.ca_server import CaServer
from tests.core.signing import CONTENT, cades


@pytest.fixture
def ca(tmp_path: Path) -> CaServer:
    return CaServer(tmp_path, "http://localhost:1")


def test_a_name_alone_leads_nowhere(ca: CaServer) -> None:
    ours, stranger = people.person(ca), people.of_stranger(ca)
    anchors = people.anchors(ca.folder).persons
    assert find_chain(ours.certificate, ours.chain, anchors, clock.now()) == (ours.certificate, *ours.chain, *anchors)
    for others in (ours.chain, stranger.chain, (*stranger.chain, *ours.chain)):
        with pytest.raises(NotGood):
            find_chain(stranger.certificate, others, anchors, clock.now())


def test_of_two_issuers_the_one_in_force_is_taken(ca: CaServer) -> None:
    made, anchors = people.person(ca), people.anchors(ca.folder).persons
    over = people.issuer_that_is_over(ca)
    for others in ((over, *made.chain), (*made.chain, over)):
        assert find_chain(made.certificate, others, anchors, clock.now())[1] == made.chain[0]


@pytest.mark.parametrize("make", [people.person, people.expired, people.not_yet])
async def test_a_certificate_that_is_itself_an_anchor(ca: CaServer, make: people.Make) -> None:
    made = make(ca)
    trust = Trust(Anchors(persons=(made.certificate,)))
    verdict = await verify_detached(CONTENT, cades(made), trust, signer="person")
    assert verdict.sub_indication is (None if make is people.person else Sub.OUT_OF_BOUNDS_NO_POE), verdict.detail

"""A seal certificate that names an organisation gives its holder a mandate."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from xidmet import clock
from xidmet.auth.mandates import claim_by_seal
from xidmet.cases import Site
from xidmet.errors import Refused
from xidmet.store import accounts
from xidmet.store import mandates as store

from tests.core.mandates import OTHERS, VOEN, account, held_by, kinds


@dataclass(frozen=True)
class Certificate:
    voen: str = VOEN
    organisation: str = "“Nümunə Logistika” MMC"
    fin: str = ""


async def test_of_a_proven_organisation_the_seal_holder_again_without_change(site: Site) -> None:
    sevda = await account("sevda")
    first = await claim_by_seal(sevda.id, Certificate(fin=OTHERS["sevda"]))
    second = await claim_by_seal(sevda.id, Certificate())
    assert (first.role, first.again, second.again) == ("seal_holder", False, True)
    assert [(one.role, one.granted_by) for one in await held_by("sevda")] == [("seal_holder", "seal certificate")]
    assert await kinds() == ["sealed"]


async def test_nobody_claims_with_the_certificate_of_another(site: Site) -> None:
    sevda = await account("sevda")
    with pytest.raises(Refused):
        await claim_by_seal(sevda.id, Certificate(fin=OTHERS["orxan"]))
    assert await held_by("sevda") == []


async def test_of_an_unknown_organisation_the_head_also_for_two_at_once(site: Site) -> None:
    new = Certificate("1700000511", "“Sınaq” MMC")
    people = [await account(name) for name in ("sevda", "orxan")]
    claimed = await asyncio.gather(*(claim_by_seal(person.id, new) for person in people))
    assert sorted(one.role for one in claimed) == ["head", "seal_holder"]
    assert len({one.organisation for one in claimed}) == 1


async def test_a_head_who_only_registered_does_not_keep_the_seal_away(site: Site) -> None:
    first, sevda = await account("tural"), await account("sevda")
    wanted = await accounts.add_organisation("1700000511", "“Sınaq” MMC", "legal_entity", "Bakı", clock.now())
    await accounts.add_mandate(first.id, wanted, "head", "registration", clock.now())
    claimed = await claim_by_seal(sevda.id, Certificate("1700000511", "“Sınaq” MMC"))
    assert claimed.role == "head"
    assert {one.name for one in await store.held(wanted) if one.role == "head"} == {first.name, sevda.name}

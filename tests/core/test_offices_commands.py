"""xidmet offices, as an operator at a terminal meets it: the first administrator, and the second pair of eyes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from xidmet.auth import offices
from xidmet.cases import open_site
from xidmet.cli import main
from xidmet.settings import Settings

from tests.conftest import ROOT
from tests.core.offices import ADMINISTRATOR, AGENCY, ROLE, actor, address, held_by, offered, token_to

Told = Callable[..., Awaitable[tuple[int, str]]]


@pytest.fixture
def told(embedded: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Told:
    """Runs the command on this site; exit status and what was said."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("XIDMET_DEMO", "1")
    monkeypatch.setenv("XIDMET_DATA", str(embedded.data))

    async def run(*arguments: str) -> tuple[int, str]:
        code = await asyncio.to_thread(main, ["offices", *arguments])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


async def test_an_agency_gets_its_first_administrator(embedded: Settings, told: Told) -> None:
    async with open_site(embedded):
        nigar = await actor("nigar")
        assert await held_by("nigar") >= {ROLE, ADMINISTRATOR}
    assert f"Administrator: {nigar.name} <{nigar.email}>" in (await told())[1]
    assert (await told("end", AGENCY, nigar.email))[0] == 0
    assert "no administrator" in (await told("list", AGENCY))[1]
    code, said = await told("appoint", AGENCY, "Sevda@numune.example")
    assert code == 0 and "Offer 1: Administrator to Sevda@numune.example, waits for the person to accept." in said
    assert (await told("appoint", AGENCY, "sevda@numune.example"))[0] == 1, "it waits already"
    async with open_site(embedded) as site:
        token = await token_to("Sevda")
        assert token not in said
        await offices.accept(site.catalogue, await actor("sevda"), token)
        assert await held_by("sevda") == {ADMINISTRATOR}
    code, said = await told("appoint", AGENCY, "orxan@numune.example")
    assert code == 0 and "An administrator of the agency must confirm it" in said
    code, said = await told("confirm", AGENCY, "2")
    assert code == 1 and "Sınaqlı Sevda" in said


async def test_the_operator_confirms_for_the_only_administrator(embedded: Settings, told: Told) -> None:
    async with open_site(embedded) as site:
        number, token = await offered(site, await actor("nigar"), "sevda")
        await offices.accept(site.catalogue, await actor("sevda"), token)
    assert (
        f"offer {number}: Officer for employment certificates to {address('sevda')}, waits to be" in (await told())[1]
    )
    for _twice in range(2):
        assert (await told("confirm", AGENCY, str(number)))[0] == 0
    async with open_site(embedded):
        assert await held_by("sevda") == {ROLE}


WRONG = [
    ("appoint",),
    ("appoint", "no-such", "a@b.example"),
    ("appoint", AGENCY, "no address {x}"),
    ("confirm", AGENCY, "7"),
    ("confirm", AGENCY, "x{y}"),
    ("confirm", AGENCY, "9" * 30),
    ("end", AGENCY, "nobody@numune.example"),
    ("list", "no-such"),
]


async def test_a_wrong_command_is_told(told: Told) -> None:
    for arguments in WRONG:
        code, said = await told(*arguments)
        assert code == 1 and said.startswith("xidmet: "), arguments

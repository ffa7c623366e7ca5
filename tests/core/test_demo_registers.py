"""A demonstration's register is made silent, slow, and to answer again; on a real site there is no such thing."""

from __future__ import annotations

from pathlib import Path

import pytest
from xidmet.auth import Actor
from xidmet.cases import Site
from xidmet.contract.answers import Ask
from xidmet.errors import RegisterDown
from xidmet.registers import Registers, demo_moods
from xidmet.registers.demo_moods import FILE, set_mood

from tests.commands import demo, xidmet

NAME = "organisations"


def test_the_command_says_how_each_is(tmp_path: Path) -> None:
    assert demo("demo", "--prepare-only", "--no-cases", data=tmp_path).returncode == 0
    listed = demo("demo-register", data=tmp_path).stdout
    assert f"{NAME}: answers" in listed and "payments" not in listed and "occupations" not in listed
    assert demo("demo-register", NAME, "silent", data=tmp_path).stdout == f"{NAME}: silent\n"
    assert f"{NAME}: silent" in demo("demo-register", data=tmp_path).stdout, "it holds until it is changed"
    assert demo("demo-register", NAME, "answers", data=tmp_path).stdout == f"{NAME}: answers\n"
    unknown = demo("demo-register", "nobodys", "silent", data=tmp_path)
    assert unknown.returncode == 1 and NAME in unknown.stderr
    assert not (tmp_path / FILE).read_text().count("nobodys")


def test_a_real_site_has_none() -> None:
    refused = xidmet("demo-register", NAME, "silent")
    assert refused.returncode != 0 and "silent" not in refused.stdout


async def test_it_is_silent_slow_and_answers_again(
    site: Site, leyla: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registers, ask = Registers(site.catalogue, tmp_path), Ask(NAME, False, None, ())
    before = await registers.offered(ask, leyla.party)
    key = before[0].key if hasattr(before[0], "key") else vars(before[0])["voen"]
    set_mood(tmp_path, NAME, "silent")
    with pytest.raises(RegisterDown):
        await registers.offered(ask, leyla.party)
    with pytest.raises(RegisterDown):
        await registers.row(NAME, key)
    assert await registers.known(NAME, [key]), "what the portal knows by itself"
    waited = list[float]()

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(demo_moods.asyncio, "sleep", sleep)
    set_mood(tmp_path, NAME, "slow")
    assert await registers.offered(ask, leyla.party) == before and waited == [demo_moods.SLOW]
    (tmp_path / FILE).write_text("{")
    assert await registers.offered(ask, leyla.party) == before
    real = Registers(site.catalogue)
    set_mood(tmp_path, NAME, "silent")
    assert await real.offered(ask, leyla.party) == before and real.moody == []

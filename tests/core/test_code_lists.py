"""Code lists: those that come with the portal, versions from a file, and what is offered on which day."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from xidmet import clock, countries, occupations
from xidmet.cases import Site, open_site
from xidmet.code_lists import WrongList, load_codes, load_file, versions
from xidmet.contract.answers import Ask
from xidmet.contract.registers import Code, Lookup
from xidmet.settings import Settings

from tests import gallery
from tests.commands import Done, demo
from tests.conftest import demo_settings

LOOKUP = Lookup("Occupation", occupations)
NEW = dt.date(clock.today().year + 1, 1, 1)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Each engine, with the site that uses both lists."""
    return settings.model_copy(update={"site": gallery.SITE})


async def offered(site: Site, code: str) -> list[tuple[str, str | None]]:
    ask = Ask(occupations.name, key=code)
    rows = await site.registers.offered(ask, "")
    return [(row.name, row.version) for row in rows if isinstance(row, Code)]


async def test_both_lists_are_there_from_the_start_and_once(settings: Settings) -> None:
    for _start in range(2):
        async with open_site(settings):
            assert await versions(occupations.name) == {"ISCO-08": 619}
            assert list((await versions(countries.name)).values()) == [249]


async def test_a_country_is_found_in_any_language(site: Site) -> None:
    lookup = Lookup("Country", countries)
    for text in ("Türkiyə", "turkiye", "Turk", "Турция", "tr"):
        found = await site.registers.search(lookup, text, "")
        assert "TR" in [vars(row)["code"] for row in found], text
    (row,) = await site.registers.offered(Ask(countries.name, key="CI"), "")
    assert (vars(row)["name_az"], vars(row)["name_ru"]) == ("Kot-d’İvuar", "Кот-д’Ивуар")


async def test_a_new_version_is_offered_from_its_first_day_and_the_old_one_until_then(site: Site) -> None:
    codes = [Code(code="4321", name="Stock keepers", name_az=None, name_ru=None, version="2027", since=NEW, until=None)]
    done = await load_codes(occupations.name, codes, "2027", NEW)
    assert (done.new, done.ended) == (1, 619)
    assert [version for _name, version in await offered(site, "4321")] == ["ISCO-08"]
    clock.advance(clock.end_of(NEW - dt.timedelta(days=1)) - clock.now())
    assert await offered(site, "4321") == [("Stock keepers", "2027")]
    assert await offered(site, "1111") == [], "a code that the new version does not know is offered no more"


async def test_the_same_version_again_changes_nothing(site: Site) -> None:
    codes = [Code(code="1", name="One", name_az=None, name_ru=None, version="2027", since=NEW, until=None)]
    for ended in (619, 0):
        assert (await load_codes(occupations.name, codes, "2027", NEW)).ended == ended
    assert await versions(occupations.name) == {"ISCO-08": 619, "2027": 1}


async def test_other_words_find_a_code_and_go_over_to_the_next_version(site: Site) -> None:
    async def found() -> set[tuple[str, str | None]]:
        rows = await site.registers.search(LOOKUP, "qirxbescivi", "")
        return {(row.code, row.version) for row in rows if isinstance(row, Code)}

    assert not {code for code, _version in await found()} & {"9611"}

    def collectors(version: str, since: dt.date) -> list[Code]:
        names = {"name": "Collectors", "name_az": None, "name_ru": None}
        return [Code(code="9611", **names, version=version, since=since, until=None)]

    first, second = clock.today() - dt.timedelta(days=1), clock.today()
    await load_codes(occupations.name, collectors("1", first), "1", first, {"9611": ("Garbage man", "Qırxbeşçivi")})
    assert await found() == {("9611", "1")}, "noticed at the next search, whoever loaded it"
    await load_codes(occupations.name, collectors("2", second), "2", second)
    assert await found() == {("9611", "2")}


WRONG = {
    "no columns": ("a;b\n1;2\n", "has no column code, name"),
    "no name": ("code,name\n1,\n", "line 2: name"),
    "twice": ("code,name\n1,One\n1,One again\n", "the code 1 stands there twice"),
    "empty": ("", "has no column"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_file_says_where_it_is_wrong(tmp_path: Path, case: str) -> None:
    content, said = WRONG[case]
    file = tmp_path / "codes.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(WrongList, match=said):
        load_file(file, "2027", NEW)


def command(data: Path, *words: str) -> Done:
    return demo(*words, data=data, XIDMET_SITE=str(gallery.SITE))


def test_a_version_is_loaded_by_the_command(seeded_gallery: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    assert command(data, "migrate").returncode == 0
    file = tmp_path / "codes.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows([["code", "name", "name_az"], ["4321", "Stock keepers", "Anbarçılar"]])
    done = command(data, "codes", "occupations", str(file), "--version", "2027", "--since", str(NEW))
    assert (done.returncode, done.stdout) == (
        0,
        "occupations: 1 code(s) of 2027 loaded; 619 of earlier versions end.\n",
    )
    assert command(data, "codes", "occupations").stdout == "occupations: 2027 (1), ISCO-08 (619)\n"
    assert command(data, "codes", "no-such-list").returncode == 1
    assert command(data, "codes", "occupations", str(file)).returncode == 2
    assert demo_settings(data).data == data

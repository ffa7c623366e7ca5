"""The lists that come with the portal: countries of ISO 3166-1, named by CLDR, and occupations of ISCO-08."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import babel
from babel import Locale

from xidmet.contract.code_lists import Classified, countries, occupations
from xidmet.contract.registers import Code

# Two letters that CLDR names and ISO 3166-1 does not: unions, test names, parts of other countries.
NO_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}
# The Azerbaijani names of CLDR that are not how the state writes them.
OURS = {"CI": "Kot-d\u2019İvuar"}
ISCO = "ISCO-08"
COUNTRIES = f"CLDR {babel.__version__}"
ISCO_SINCE = dt.date(2008, 1, 1)
DATA = Path(__file__).parent / "data"
FILE, WORDS = DATA / "isco08.csv", DATA / "isco08_words.csv"


def country_codes() -> Iterator[Code]:
    """249 countries and territories, in three languages."""
    english, azerbaijani, russian = (Locale(language).territories for language in ("en", "az", "ru"))
    for code in sorted(english):
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES:
            yield Code(
                code=code,
                name=english[code],
                name_az=OURS.get(code, azerbaijani.get(code)),
                name_ru=russian.get(code),
                parent=None,
                version=COUNTRIES,
                since=None,
                until=None,
            )


def occupation_codes() -> Iterator[Code]:
    """619 groups of the classification, from one digit to four; parent: the group above."""
    with FILE.open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            yield Classified(
                code=row["code"],
                name=row["title_en"],
                name_az=row["title_az"] or None,
                name_ru=None,
                parent=row["parent"] or None,
                version=ISCO,
                since=ISCO_SINCE,
                until=None,
                before=None,
                wording=row["az_status"] or None,
            )


def occupation_words() -> Mapping[str, Sequence[str]]:
    """What people call the occupations, in three languages, by code."""
    with WORDS.open(encoding="utf-8", newline="") as source:
        return {row["code"]: tuple(row["also"].split(";")) for row in csv.DictReader(source)}


@dataclass(frozen=True)
class Brought:
    """A list that comes with the portal. also: other words for its codes."""

    version: str
    codes: Callable[[], Iterator[Code]]
    also: Callable[[], Mapping[str, Sequence[str]]] = dict


PACKAGED: Mapping[str, Brought] = {
    countries.name: Brought(COUNTRIES, country_codes),
    occupations.name: Brought(ISCO, occupation_codes, occupation_words),
}

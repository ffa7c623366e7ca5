"""What an operator does to a site's own records: code lists, offices of agencies, registers of a demonstration."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from xidmet import clock
from xidmet.auth import offices
from xidmet.auth.offices import AgencyHere, Offered
from xidmet.cases.site import open_site
from xidmet.code_lists import WrongList, load_codes, load_file, versions
from xidmet.contract.answers import read
from xidmet.contract.fields import Text
from xidmet.contract.form import Form
from xidmet.errors import NotFound, WrongAnswers, XidmetError
from xidmet.language import translator
from xidmet.plugins import Catalogue
from xidmet.registers.demo_moods import MOODS, moods_in, set_mood
from xidmet.settings import PREFIX, Settings
from xidmet.store import office_offers
from xidmet.store import offices as held

ENGLISH = "en"
REGISTERS_TOLD = "List a demonstration's registers, or make one silent, slow, or answer again."


class WrongCommand(Exception):
    """What is wrong with it, and what to write."""


class Appointed(Form):
    address = Text("E-mail address", format="email")


def say_codes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", default="", help="the code list, such as occupations")
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        help="CSV in UTF-8: code, name, name_az, name_ru, parent, "
        "also (other words, with semicolons); of a classification before (codes it takes the place of) and wording",
    )
    parser.add_argument("--version", default="", help="what this version is called; up to 20 characters")
    parser.add_argument("--since", type=dt.date.fromisoformat, help="first day on which it is offered, as 2027-01-01")


async def keep_codes(asked: argparse.Namespace, settings: Settings) -> str:
    """What is to be printed. Raises WrongList."""
    async with open_site(settings) as site:
        lists = site.registers.code_lists
        if asked.name and asked.name not in lists:
            raise WrongList(f"there is no code list {asked.name}; there are {', '.join(lists) or 'none'}.")
        if not asked.file:
            counts = [(name, await versions(name)) for name in ([asked.name] if asked.name else lists)]
            return "\n".join(f"{name}: {_counted(found)}" for name, found in counts)
        form = site.registers.register(asked.name).of
        codes, also = load_file(asked.file, asked.version, asked.since, form)
        done = await load_codes(asked.name, codes, asked.version, asked.since, also)
        return f"{asked.name}: {done.new} code(s) of {asked.version} loaded; {done.ended} of earlier versions end."


def _counted(found: Mapping[str, int]) -> str:
    return (
        ", ".join(f"{version or 'without a version'} ({count})" for version, count in sorted(found.items())) or "empty"
    )


def say_offices(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        nargs="?",
        default="list",
        choices=["list", "appoint", "confirm", "end"],
        help="appoint AGENCY E-MAIL: offer the administrator's role; confirm AGENCY NUMBER: an offer that no "
        "administrator of the agency can confirm; end AGENCY E-MAIL: every role of somebody who can't do it themselves",
    )
    parser.add_argument("agency", nargs="?", default="", help="its code; the list names them")
    parser.add_argument("whom", nargs="?", default="", help="an e-mail address, or the number of an offer")


async def keep_offices(asked: argparse.Namespace, settings: Settings) -> str:
    """What is to be printed. Raises WrongCommand."""
    async with open_site(settings) as site:
        try:
            if asked.what == "list":
                found = offices.agencies(site.catalogue)
                chosen = [offices.agency_of(site.catalogue, asked.agency)] if asked.agency else list(found.values())
                return "\n".join([await _told(here) for here in chosen]) or "No plugin names an agency."
            return await DOES[asked.what](site.catalogue, asked.agency, asked.whom)
        except WrongAnswers as wrong:
            (mistake,) = wrong.errors.values()
            raise WrongCommand(translator(ENGLISH).text(mistake.text, **mistake.values)) from None
        except NotFound:
            raise WrongCommand("there is no such agency, offer or holder; `xidmet offices` lists them.") from None
        except XidmetError as error:
            raise WrongCommand(" ".join(part.format_map(error.values) for part in (error.why, error.mend))) from None


async def _told(here: AgencyHere) -> str:
    people = await held.of_agency(here.code, clock.now())
    offers = [one for one in await office_offers.of_agency(here.code) if offices.lapses_at(one) > clock.now()]
    return "\n".join(
        [
            f"{here.code}: {here.name(ENGLISH)}",
            *(f"  {here.label(one.officer, ENGLISH)}: {one.name} <{one.email_key}>" for one in people),
            *([] if any(one.officer == here.administrator for one in people) else ["  no administrator"]),
            *(f"  offer {_offer(here, one)}" for one in offers),
        ]
    )


def _offer(here: AgencyHere, offered: Offered) -> str:
    waits = [
        *([] if offered.accepted_by else ["for the person to accept"]),
        *([] if offered.confirmed_by else ["to be confirmed"]),
    ]
    state = f"waits {' and '.join(waits)}" if waits and not offered.closed_at else offered.outcome
    return f"{offered.number}: {here.label(offered.officer, ENGLISH)} to {offered.address}, {state}"


async def _appoint(catalogue: Catalogue, code: str, address: str) -> str:
    answers = read(Appointed, {"address": address}, lambda ask: ())
    if answers.errors:
        raise WrongCommand(f"{address or 'nothing'} is no e-mail address: xidmet offices appoint AGENCY E-MAIL.")
    made, here = await offices.appoint(catalogue, code, answers.so_far.address), offices.agency_of(catalogue, code)
    then = "" if made.confirmed_by else " An administrator of the agency must confirm it, who was told."
    return f"A letter goes to {made.address}. Offer {_offer(here, made)}.{then}"


async def _confirm(catalogue: Catalogue, code: str, number: str) -> str:
    if not (number.isascii() and number.isdigit() and len(number) < 9):
        raise WrongCommand(f"{number or 'nothing'} is no number: xidmet offices confirm AGENCY NUMBER.")
    done = await offices.confirm_by_operator(catalogue, code, int(number))
    return f"Offer {_offer(offices.agency_of(catalogue, code), done)}."


async def _end(catalogue: Catalogue, code: str, address: str) -> str:
    here, found = offices.agency_of(catalogue, code), await offices.end_by_operator(catalogue, code, address)
    return "\n".join(f"{here.label(one.officer, ENGLISH)}: {one.name} holds it no more." for one in found)


DOES = {"appoint": _appoint, "confirm": _confirm, "end": _end}


def say_registers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", default="", help="the register; the list names them")
    parser.add_argument("mood", nargs="?", default="", choices=["", *MOODS], help="how it is from now on")


async def keep_registers(asked: argparse.Namespace, settings: Settings) -> str:
    """What is to be printed. Raises WrongCommand."""
    if not settings.demo:
        raise WrongCommand(f"the registers of a real site are as they are. Set {PREFIX}DEMO=1 for a demonstration.")
    async with open_site(settings) as site:
        names = site.registers.moody
    if asked.name and asked.name not in names:
        raise WrongCommand(f"there is no register {asked.name}; there are {', '.join(names) or 'none'}.")
    if asked.mood:
        set_mood(settings.data, asked.name, asked.mood)
    moods = moods_in(settings.data)
    return "\n".join(f"{name}: {moods.get(name, MOODS[0])}" for name in ([asked.name] if asked.name else names))

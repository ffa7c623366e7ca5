"""`xidmet capsule make`: for the operator, such as when a court asks."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from xidmet.capsules import TooLarge
from xidmet.cases.capsule.make import make_for_operator
from xidmet.cases.site import open_site
from xidmet.errors import NotFound, Retry
from xidmet.language import LANGUAGES
from xidmet.settings import Settings

TOLD = "Write the capsule of a case, with all that is known about it. It stands in the case's history."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", metavar="NUMBER", help="number of the case")
    parser.add_argument("--out", type=Path, metavar="FILE", required=True, help="where to; such a file must not exist")
    parser.add_argument("--language", choices=LANGUAGES, default="az", help="of the sheet to read")


def make_capsule(asked: argparse.Namespace, settings: Settings) -> int:
    try:
        size = asyncio.run(_made(asked, settings))
    except NotFound:
        return _complain(f"there is no case {asked.number} that was sent.")
    except TooLarge:
        return _complain("it does not fit into one file of 4 GiB.")
    except FileExistsError:
        return _complain(f"{asked.out} is there already.")
    except Retry:
        return _complain("the case changes just now; try again.")
    except (OSError, ValueError) as wrong:
        return _complain(str(wrong))
    print(f"{asked.out}: {size} bytes.")  # noqa: T201  # the command's answer
    return 0


async def _made(asked: argparse.Namespace, settings: Settings) -> int:
    async with open_site(settings) as site:
        return await make_for_operator(site, asked.number, asked.out, asked.language)


def _complain(wrong: str) -> int:
    print(f"xidmet: {wrong}", file=sys.stderr)  # noqa: T201  # the command's answer
    return 1

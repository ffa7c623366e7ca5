"""The command xidmet: start, prepare and examine a site."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from uvicorn.importer import import_from_string

from xidmet.bench import BENCH_NAMES, run_bench
from xidmet.capsules import command as capsules_command
from xidmet.capsules.command import verify_capsule
from xidmet.cases import authorisation
from xidmet.cases import erase_due as erasing
from xidmet.cases.capsule import command as capsule_command
from xidmet.cases.root_stamps import stamp_judge
from xidmet.code_lists import WrongList
from xidmet.describe import describe, say_describe
from xidmet.describe.command import DESCRIBE_TOLD
from xidmet.garbage import look_seldom
from xidmet.journal import run_verify
from xidmet.maintenance import end_sessions, show_effects
from xidmet.plugins import load
from xidmet.serving import WEB, demonstrate, play_parties, serve, work
from xidmet.settings import PREFIX, Settings, as_table, unknown_variables
from xidmet.signatures.anchors_command import ANCHORS_TOLD, keep_anchors, say_anchors
from xidmet.signatures.command import TOLD, add_arguments, verify_signature
from xidmet.site_commands import (
    REGISTERS_TOLD,
    WrongCommand,
    keep_codes,
    keep_offices,
    keep_registers,
    say_codes,
    say_offices,
    say_registers,
)
from xidmet.store import migrate

DRAWS, DOORS = "xidmet_ui.measured:step_drawer", "xidmet_ui.doors:as_markdown"
Command = Callable[[argparse.Namespace, Settings], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 when all is well, 1 when something was found, 2 when it could not run."""
    asked = _parser().parse_args(arguments)
    if asked.command == "settings":  # wanted most while the settings are not right yet
        return tell_settings()
    if asked.command == "verify-signature":  # so that a court can run it, without a site
        return verify_signature(asked)
    if asked.command == "capsule" and asked.what == "verify":  # in the same way
        return verify_capsule(asked)
    if asked.command == "anchors":  # whoever keeps a list for others needs no site either
        return keep_anchors(asked)
    settings = _settings()
    if settings is None:
        return 2
    run: Command = asked.run
    return run(asked, settings)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="xidmet",
        description="Government e-services from declarations. Settings are environment variables XIDMET_*.",
    )
    commands = parser.add_subparsers(title="commands", dest="command", required=True, metavar="COMMAND")
    _add(commands, "serve", serve, "Serve the portal. With no XIDMET_REDIS the worker runs in the same process.")
    _add(commands, "worker", work, "Run a worker apart from the web process; needs XIDMET_REDIS. Any number may run.")
    _add_demo(commands)
    _add(
        commands,
        "migrate",
        migrate_store,
        "Bring the database to this version's tables. Safe to repeat and to interrupt.",
    )
    check = _add(
        commands, "check", check_plugins, "Read every plugin in plugins.toml and list each fault with its mend."
    )
    check.add_argument("--json", action="store_true", help="print the findings as JSON")
    check.add_argument("--matrix", action="store_true", help="print who may do what, in every state and at every route")
    say_describe(_add(commands, "describe", describe, DESCRIBE_TOLD))
    bench = _add(commands, "bench", measure, "Measure how long the work takes, each time beside a yardstick.")
    bench.add_argument("name", nargs="?", default="", choices=["", *BENCH_NAMES], help="one bench; else all")
    bench.add_argument(
        "--database", default="", metavar="URL", help="an empty PostgreSQL for “desk”, “roster”, “seed”, “rush”"
    )
    bench.add_argument(
        "--cases", type=int, default=0, metavar="N", help="how many cases “roster” moves, or “seed” and “rush” fill in"
    )
    bench.add_argument("--seconds", type=float, default=0, metavar="N", help="how long “rush” goes on")
    bench.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    codes = _add(commands, "codes", code_lists, "List the versions of the code lists, or load a version from a file.")
    say_codes(codes)
    told = "List who administers which agency; appoint the first, confirm for the only."
    say_offices(_add(commands, "offices", offices, told))
    _add_repairs(commands)
    _add(commands, "settings", tell_settings, "Print every setting and what it means, as a table.")
    _add_signatures(commands)
    _add_evidence(commands)
    return parser


def _add_demo(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    demo = _add(
        commands, "demo", demonstrate, "Prepare a demonstration (database, keys, invented people) and serve it."
    )
    demo.add_argument("--prepare-only", action="store_true", help="prepare everything, but do not serve")
    demo.add_argument("--no-cases", action="store_true", help="begin without invented cases")
    say_registers(_add(commands, "demo-register", demo_registers, REGISTERS_TOLD))
    signing = _add(
        commands, "demo-signing", play_parties, "Play a demonstration's phones, mobile operator and identity provider."
    )
    signing.add_argument("--tied", action="store_true", help="stop when standard input ends")


def _add_evidence(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    journal = _add(commands, "journal", verify_journal, "Examine the journal's hash chains.")
    journal.add_argument("what", choices=["verify"], help="verify: name the first altered, missing or cut-off row")
    of_case = commands.add_parser("capsule", help="Make or check the capsule of a case.")
    kinds = of_case.add_subparsers(title="commands", dest="what", required=True, metavar="COMMAND")
    capsule_command.add_arguments(_add(kinds, "make", capsule_command.make_capsule, capsule_command.TOLD))
    capsules_command.add_arguments(_add(kinds, "verify", verify_capsule, capsules_command.TOLD))


def _add_signatures(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    add_arguments(_add(commands, "verify-signature", verify_signature, TOLD))
    say_anchors(_add(commands, "anchors", keep_anchors, ANCHORS_TOLD))


def _add_repairs(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    ended = _add(commands, "sessions", end_sessions, "End the sessions of one person, or of everybody.")
    ended.add_argument("what", choices=["end"], help="end: whoever was signed in must sign in again")
    ended.add_argument("email", nargs="?", default="", help="e-mail address of the account")
    ended.add_argument("--everybody", action="store_true", help="of all accounts")
    given_up = _add(commands, "effects", show_effects, "List what was given up after many tries, with the reason.")
    given_up.add_argument("--revive", action="append", metavar="ID", help="try this one again; all: every one of them")
    erasing.add_arguments(_add(commands, "erase-due", erasing.erase_due, erasing.TOLD))


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: Callable[..., int], told: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=told, description=told)
    parser.set_defaults(run=run)
    return parser


def _settings() -> Settings | None:
    """The settings, or None after saying on standard error what is wrong and how to mend it."""
    for name in unknown_variables():
        print(f"xidmet: there is no setting {name}. Correct its name or unset it.", file=sys.stderr)
    if unknown_variables():
        return None
    try:
        return Settings()
    except ValidationError as wrong:
        for error in wrong.errors(include_url=False):
            name = PREFIX + "_".join(str(part) for part in error["loc"]).upper() if error["loc"] else "settings"
            print(f"xidmet: {name}: {error['msg'].removeprefix('Value error, ')}", file=sys.stderr)
        return None


def migrate_store(asked: argparse.Namespace, settings: Settings) -> int:
    done = asyncio.run(migrate(settings))
    print(f"{done} migration(s) applied." if done else "Nothing to do: the tables are up to date.")
    return 0


def check_plugins(asked: argparse.Namespace, settings: Settings) -> int:
    catalogue = load(settings.site / "plugins.toml", settings.demo_signing)
    if asked.matrix:
        print(authorisation.as_markdown(catalogue, import_from_string(DOORS)(settings)), end="")
    elif asked.json:
        print(json.dumps(catalogue.report(), ensure_ascii=False, indent=2))
    else:
        for fault in catalogue.faults:
            print(fault)
        print(f"{len(catalogue.services)} service(s) in order, {len(catalogue.faults)} fault(s).")
    return 1 if catalogue.faults else 0


def code_lists(asked: argparse.Namespace, settings: Settings) -> int:
    if asked.file and not (asked.version and asked.since):
        print("xidmet: a version needs a name and a first day: --version ISCO-08 --since 2027-01-01.", file=sys.stderr)
        return 2
    return _told(keep_codes(asked, settings))


def offices(asked: argparse.Namespace, settings: Settings) -> int:
    return _told(keep_offices(asked, settings))


def demo_registers(asked: argparse.Namespace, settings: Settings) -> int:
    return _told(keep_registers(asked, settings))


def _told(doing: Coroutine[Any, Any, str]) -> int:
    try:
        print(asyncio.run(doing))
    except (WrongList, WrongCommand, OSError) as wrong:
        print(f"xidmet: {wrong}", file=sys.stderr)
        return 1
    return 0


def tell_settings() -> int:
    print(as_table(), end="")
    return 0


def measure(asked: argparse.Namespace, settings: Settings) -> int:
    look_seldom()
    web, draws, size = import_from_string(WEB), import_from_string(DRAWS), (asked.cases, asked.seconds)
    figures = asyncio.run(run_bench(settings, web, draws, asked.name, asked.database, *size))
    for figure in figures:
        print(figure)
    if asked.json:
        asked.json.write_text(json.dumps({"figures": [vars(figure) for figure in figures]}, indent=2), "utf-8")
    return 0


def verify_journal(asked: argparse.Namespace, settings: Settings) -> int:
    try:
        judge = stamp_judge(settings)
    except (OSError, ValueError) as wrong:
        print(f"xidmet: {wrong} Look at the setting {PREFIX}ANCHORS.", file=sys.stderr)
        return 2
    return asyncio.run(run_verify(settings, judge))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:] or (["--help"] if os.isatty(1) else None)))

"""The command xidmet: start, prepare and examine a site."""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError
from uvicorn.importer import import_from_string

from xidmet.bench import BENCH_NAMES, run_bench
from xidmet.cases.site import open_site
from xidmet.code_lists import WrongList, load_codes, load_file, versions
from xidmet.journal import run_verify
from xidmet.plugins import load
from xidmet.serving import WEB, demonstrate, play_parties, serve, work
from xidmet.settings import PREFIX, Settings, as_table, unknown_variables
from xidmet.signatures.command import TOLD, add_arguments, verify_signature
from xidmet.store import migrate

DRAWS = "xidmet_ui.measured:step_drawer"
Command = Callable[[argparse.Namespace, Settings], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 when all is well, 1 when something was found, 2 when it could not run."""
    asked = _parser().parse_args(arguments)
    if asked.command == "settings":  # wanted most while the settings are not right yet
        return tell_settings()
    if asked.command == "verify-signature":  # so that a court can run it, without a site
        return verify_signature(asked)
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
    demo = _add(
        commands, "demo", demonstrate, "Prepare a demonstration (database, keys, invented people) and serve it."
    )
    demo.add_argument("--prepare-only", action="store_true", help="prepare everything, but do not serve")
    signing = _add(
        commands, "demo-signing", play_parties, "Play a demonstration's phones, mobile operator and identity provider."
    )
    signing.add_argument("--tied", action="store_true", help="stop when standard input ends")
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
    bench = _add(commands, "bench", measure, "Measure how long the work takes, each time beside a yardstick.")
    bench.add_argument("name", nargs="?", default="", choices=["", *BENCH_NAMES], help="one bench; else all")
    bench.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    codes = _add(commands, "codes", keep_codes, "List the versions of the code lists, or load a version from a file.")
    codes.add_argument("name", nargs="?", default="", help="the code list, such as occupations")
    codes.add_argument("file", nargs="?", type=Path, help="CSV in UTF-8: code, name, name_az, name_ru, parent")
    codes.add_argument("--version", default="", help="what this version is called; up to 20 characters")
    codes.add_argument("--since", type=dt.date.fromisoformat, help="first day on which it is offered, as 2027-01-01")
    _add(commands, "settings", tell_settings, "Print every setting and what it means, as a table.")
    add_arguments(_add(commands, "verify-signature", verify_signature, TOLD))
    journal = _add(commands, "journal", verify_journal, "Examine the journal's hash chains.")
    journal.add_argument("what", choices=["verify"], help="verify: name the first altered, missing or cut-off row")
    return parser


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
    if asked.json:
        print(json.dumps(catalogue.report(), ensure_ascii=False, indent=2))
    else:
        for fault in catalogue.faults:
            print(fault)
        print(f"{len(catalogue.services)} service(s) in order, {len(catalogue.faults)} fault(s).")
    return 1 if catalogue.faults else 0


def keep_codes(asked: argparse.Namespace, settings: Settings) -> int:
    if asked.file and not (asked.version and asked.since):
        print("xidmet: a version needs a name and a first day: --version ISCO-08 --since 2027-01-01.", file=sys.stderr)
        return 2
    try:
        print(asyncio.run(_codes(asked, settings)))
    except (WrongList, OSError) as wrong:
        print(f"xidmet: {wrong}", file=sys.stderr)
        return 1
    return 0


async def _codes(asked: argparse.Namespace, settings: Settings) -> str:
    async with open_site(settings) as site:
        lists = site.registers.code_lists
        if asked.name and asked.name not in lists:
            raise WrongList(f"there is no code list {asked.name}; there are {', '.join(lists) or 'none'}.")
        if not asked.file:
            counts = [(name, await versions(name)) for name in ([asked.name] if asked.name else lists)]
            return "\n".join(f"{name}: {_counted(found)}" for name, found in counts)
        codes = load_file(asked.file, asked.version, asked.since)
        done = await load_codes(asked.name, codes, asked.version, asked.since)
        return f"{asked.name}: {done.new} code(s) of {asked.version} loaded; {done.ended} of earlier versions end."


def _counted(found: Mapping[str, int]) -> str:
    return (
        ", ".join(f"{version or 'without a version'} ({count})" for version, count in sorted(found.items())) or "empty"
    )


def tell_settings() -> int:
    print(as_table(), end="")
    return 0


def measure(asked: argparse.Namespace, settings: Settings) -> int:
    figures = asyncio.run(run_bench(settings, import_from_string(WEB), import_from_string(DRAWS), asked.name))
    for figure in figures:
        print(figure)
    if asked.json:
        asked.json.write_text(json.dumps({"figures": [vars(figure) for figure in figures]}, indent=2), "utf-8")
    return 0


def verify_journal(asked: argparse.Namespace, settings: Settings) -> int:
    return asyncio.run(run_verify(settings))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:] or (["--help"] if os.isatty(1) else None)))

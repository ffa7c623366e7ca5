"""`xidmet verify-signature`: is what is signed in this file good? For a person, or with --json for a program."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from xidmet.settings import Settings
from xidmet.signatures.anchors import Anchors
from xidmet.signatures.apart import Asked, checked_in_fork
from xidmet.signatures.fetching import private_hosts
from xidmet.signatures.report_json import Json

SECONDS = 6.0  # the program itself takes some to start, and all of it shall end within ten
PASSED, INDETERMINATE, FAILED, UNREADABLE = range(4)
STATUS = {"TOTAL-PASSED": PASSED, "INDETERMINATE": INDETERMINATE, "TOTAL-FAILED": FAILED}
TOLD = (
    "Check the e-signatures in a file: CAdES, PAdES, XAdES, JAdES, ASiC, BDOC, ADOC, OpenDocument, time-stamps, signed "
    "lists and proofs. "
    "Exit status: 0 passed, 1 indeterminate, 2 failed, 3 unreadable."
)
NOBODY = "xidmet: no anchors are named, so that nobody is trusted. Name them with --anchors or XIDMET_ANCHORS."


@dataclass(frozen=True)
class Said:
    """text: for standard output. complaint: for standard error."""

    status: int
    text: str = ""
    complaint: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the signed file, or the signature")
    parser.add_argument("--content", type=Path, metavar="F", help="what was signed, when it lies beside the signature")
    parser.add_argument(
        "--anchors", type=Path, metavar="DIR", help="whom to trust: a folder as in XIDMET_ANCHORS, or of certificates"
    )
    parser.add_argument("--at", type=moment, metavar="TIME", help="judge as of then, such as 2026-11-29T14:00:00Z")
    parser.add_argument(
        "--require-revocation", action="store_true", help="it must be known that no certificate was taken back"
    )
    parser.add_argument("--json", action="store_true", help="print the whole report as JSON")


def moment(text: str) -> dt.datetime:
    """A time without a zone is one of UTC."""
    try:
        read = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("a time looks like 2026-11-29T14:00:00Z") from error
    return read if read.tzinfo else read.replace(tzinfo=dt.UTC)


def verify_signature(asked: argparse.Namespace) -> int:
    """The exit status. Without --anchors those of the site are asked, when there is one."""
    said = _verify(asked)
    for text, where in ((said.complaint, sys.stderr), (said.text, sys.stdout)):
        if text:
            print(text, file=where)
    return said.status


def _verify(asked: argparse.Namespace) -> Said:
    anchors, private, named = anchors_of(asked.anchors)
    for file in (asked.file, asked.content):
        if file and not file.is_file():
            return Said(UNREADABLE, complaint=f"xidmet: there is no file {file}.")
    try:
        anchors()
        what = Asked(asked.file, anchors, asked.content, asked.at, asked.require_revocation, private)
        report = checked_in_fork(what, seconds=SECONDS)
    except (OSError, ValueError) as wrong:
        return Said(UNREADABLE, complaint=f"xidmet: {wrong}")
    status = STATUS[report["indication"]] if report["readable"] else UNREADABLE
    text = json.dumps(report, ensure_ascii=False, indent=2) if asked.json else as_text(report)
    return Said(status, text, "" if named else NOBODY)


def anchors_of(folder: Path | None) -> tuple[Callable[[], Anchors], tuple[str, ...], bool]:
    """What reads the anchors of a folder, or else of the site; hosts that may be private; whether there is either."""
    if folder:
        return partial(Anchors.named, folder), (), True
    settings = settings_if_any()
    return partial(_of_site, settings), private_hosts(settings) if settings else (), settings is not None


def settings_if_any() -> Settings | None:
    """For a command that needs no site; None: there is none here."""
    try:
        return Settings()
    except ValidationError:
        return None


def _of_site(settings: Settings | None) -> Anchors:
    return Anchors.from_settings(settings) if settings else Anchors()


def as_text(report: Json) -> str:
    """For a person at a terminal."""
    head = [
        report["indication"],
        report["sub_indication"],
        report["format"],
        report["level"] and f"level {report['level']}",
    ]
    lines = ["  ".join(one for one in head if one), report["sentence"]["en"]]
    for number, one in enumerate(report["signers"], 1):
        lines += [f"{number}. {_named(one)}", *(f"   {line}" for line in _about(one))]
    lines += [f"Time-stamp: {_stamped(one)}" for one in report["time_stamps"]]
    return "\n".join([*lines, *_listed(report["list"])])


def _listed(one: Json | None) -> list[str]:
    """As JSON, so that it is seen where a value ends."""
    if one is None:
        return []
    about = {name: one[name] for name in ("text", "service", "transition", "organisation", "site", "made_at")}
    lines = [f"List of {one['count']}: {json.dumps(about, ensure_ascii=False)}"]
    return [*lines, f"Item {one['item']}: {json.dumps(one['values'], ensure_ascii=False)}"] if one["item"] else lines


def _named(one: Json) -> str:
    marks = [f"FIN {one['fin']}" if one["fin"] else "", f"VÖEN {one['voen']}" if one["voen"] else ""]
    named = ", ".join(part for part in (one["name"] or "Nobody that could be told", *marks) if part)
    return named if one["vouched"] or not one["name"] else f"{named} (nobody who is trusted vouches for this name)"


def _about(one: Json) -> list[str]:
    verdict = " ".join(part for part in (one["indication"], one["sub_indication"], one["detail"]) if part)
    scope = one["scope"]
    pairs = {
        "Verdict": verdict,
        "Level": one["level"],
        "Covers": ", ".join(scope["covered"]),
        "Does not cover": ", ".join(scope["not_covered"]),
        "Proven time": one["proven_time"],
        "Claimed time": one["claimed_time"] and f"{one['claimed_time']} (the signer's word)",
        "Time-stamps": "; ".join(_stamped(stamp) for stamp in one["time_stamps"]),
        "Algorithms": ", ".join(one["algorithms"]),
        "Chain": " < ".join(certificate["subject"] for certificate in one["chain"]),
        "Revocation": ", ".join(
            f"{told['kind']} of {told['this_update']} ({told['source']})" for told in one["revocation"]
        ),
    }
    return [f"{name}: {value}" for name, value in pairs.items() if value]


def _told(one: Json) -> str:
    return f"{one['kind']} of {one['this_update']} ({one['source']})"


def _stamped(one: Json) -> str:
    return " ".join(part for part in (one["time"], one["authority"], one["indication"], one["sub_indication"]) if part)

"""`xidmet capsule verify`: is this capsule what it was when it was sealed? For a person, or a program."""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

from xidmet import clock
from xidmet.capsules.findings import Findings
from xidmet.capsules.verify import examine
from xidmet.signatures import Trust, verify
from xidmet.signatures.apart import in_fork
from xidmet.signatures.command import NOBODY, STATUS, UNREADABLE, anchors_of, as_text, moment
from xidmet.signatures.fetching import Fetcher
from xidmet.signatures.report_json import as_json
from xidmet.signatures.signed_data import Stamp
from xidmet.signatures.stamps import judged_stamp

Json = dict[str, Any]
SECONDS, A_SECOND = 8.0, 20_000_000  # for the seal and what is small; and one more for so many bytes
MOST_KEPT = 50_000_000  # bytes of a copy of the roots
TOLD = (
    "Check the capsule of a case: files, seal, history, values and daily roots. "
    "Exit status: 0 passed, 1 indeterminate, 2 failed, 3 unreadable."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the capsule")
    parser.add_argument(
        "--anchors", type=Path, metavar="DIR", help="whom to trust: a folder as in XIDMET_ANCHORS, or of certificates"
    )
    parser.add_argument(
        "--roots", type=Path, metavar="FILE", help="a copy that was kept of /.well-known/xidmet-journal.json"
    )
    parser.add_argument("--at", type=moment, metavar="TIME", help="judge the seal as of then")
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")


def verify_capsule(asked: argparse.Namespace) -> int:
    """The exit status. Needs no site: without --anchors those of the site are asked, when there is one."""
    for file in (asked.file, asked.roots):
        if file and not file.is_file():
            return _complain(f"there is no file {file}.")
    try:
        trust, names_anybody = _trust(asked.anchors)
        kept = _kept(asked.roots) if asked.roots else None
        seconds = SECONDS + asked.file.stat().st_size / A_SECOND
        found = in_fork(partial(_found, asked.file, trust, kept, asked.at), seconds)
    except (OSError, ValueError) as wrong:
        return _complain(str(wrong))
    found = found or _ended()
    if not names_anybody:
        print(NOBODY, file=sys.stderr)  # noqa: T201  # the command's answer
    print(json.dumps(found, ensure_ascii=False, indent=2) if asked.json else told(found))  # noqa: T201  # the command's answer
    return STATUS[found["indication"]] if found["readable"] else UNREADABLE


def _trust(folder: Path | None) -> tuple[Trust, bool]:
    anchors, private, named = anchors_of(folder)
    return Trust(anchors(), Fetcher(private), revocation=False), named


def _kept(file: Path) -> bytes:
    with file.open("rb") as opened:
        content = opened.read(MOST_KEPT + 1)
    if len(content) > MOST_KEPT:
        raise ValueError("the copy of the roots is too big")
    return content


def _found(file: Path, trust: Trust, kept: bytes | None, at: dt.datetime | None) -> Json:
    async def judge(signature: bytes, manifest: bytes) -> Json:
        return as_json(await verify(signature, manifest, trust=trust, at=at, require_revocation=False, seconds=6.0))

    async def judge_stamp(token: bytes, content: bytes) -> tuple[str, str]:
        stamped = await judged_stamp(Stamp(token, (content,)), trust, at or clock.now())
        time = stamped.time.strftime("%Y-%m-%d %H:%M:%S UTC") if stamped.time else ""
        return "TOTAL-FAILED" if stamped.broken else str(stamped.verdict.indication), time

    return asyncio.run(examine(file, judge, judge_stamp, kept)).as_json()


def _ended() -> Json:
    """It gave no answer: it was ended by its bounds, or by what is in the file."""
    findings = Findings(readable=False)
    findings.breaks("too-big")
    return findings.as_json()


def _complain(wrong: str) -> int:
    print(f"xidmet: {wrong}", file=sys.stderr)  # noqa: T201  # the command's answer
    return UNREADABLE


def told(found: Json) -> str:
    """For a person at a terminal."""
    lines = ["  ".join(part for part in (found["indication"], found["number"]) if part)]
    for head, key in (("Broken", "broken"), ("Holds", "holds"), ("Not known", "unknown")):
        if found[key]:
            lines += [f"{head}:", *(f"  {one['sentence']['en']}" for one in found[key])]
    if found["seal"]:
        lines += ["Seal:", *(f"  {line}" for line in as_text(found["seal"]).splitlines())]
    return "\n".join(lines)

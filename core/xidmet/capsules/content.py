"""What a capsule says of its case, against its history: the answers, and the files that were handed in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from xidmet.capsules.files import ANSWERS, CASE, FORMAT
from xidmet.capsules.findings import Findings
from xidmet.capsules.history import Gone, parsed_strictly
from xidmet.capsules.proofs import LIKE_US, Proofs

Json = dict[str, Any]


def examine_case(held: Mapping[str, bytes], proofs: Proofs, findings: Findings) -> Json:
    """case.json; {} when it can't be read."""
    try:
        case = parsed_strictly(held[CASE])
        if case["format"] != FORMAT or not all(isinstance(one["sha256"], str) for one in case["files"]):
            raise ValueError("no case of ours")
    except LIKE_US:
        if CASE in held:
            findings.breaks("file-unreadable", CASE)
        return {}
    findings.number = str(case.get("number", ""))
    if (case.get("number"), case.get("chain")) != (proofs.number, proofs.chain):
        findings.breaks("other-case", CASE)
    return case


def examine_answers(held: Mapping[str, bytes], gone: Gone, findings: Findings) -> None:
    if ANSWERS not in held:
        return
    if not gone.digest:
        findings.leaves_open("answers-unbound")
    elif hashlib.sha256(held[ANSWERS]).hexdigest() != gone.digest:
        findings.breaks("answers-differ", gone.bound)
    else:
        findings.bears_out("answers", gone.bound)


def examine_documents(case: Json, held: Mapping[str, bytes], digests: Mapping[str, bytes], findings: Findings) -> None:
    """Each file that is named, in its place and as the answers name it."""
    try:
        given = {str(one["id"]): one["sha256"] for one in _files(parsed_strictly(held.get(ANSWERS, b"{}")))}
    except LIKE_US:
        findings.breaks("file-unreadable", ANSWERS)
        return
    broken, compared = len(findings.broken), 0
    for one in case.get("files", []):
        path, said = one.get("path"), one["sha256"]
        there = digests[path].hex() if path in digests else said
        if there != said or given.get(str(one.get("id")), said) != said:
            findings.breaks("document-differs", path or str(one.get("name", "")))
        compared += str(one.get("id")) in given
    if len(findings.broken) == broken and compared:
        findings.bears_out("documents", compared)


def _files(value: Any) -> Iterator[Json]:
    """Wherever a file stands among the answers."""
    if isinstance(value, dict):
        if {"id", "sha256", "name"} <= value.keys():
            yield value
        for one in value.values():
            yield from _files(one)
    elif isinstance(value, list):
        for one in value:
            yield from _files(one)

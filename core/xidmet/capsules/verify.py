"""Does a capsule still say what it said when it was sealed? Every break is named with its place."""

from __future__ import annotations

from pathlib import Path

from xidmet.capsules.content import examine_answers, examine_case, examine_documents
from xidmet.capsules.files import HISTORY, PROOFS
from xidmet.capsules.findings import Findings
from xidmet.capsules.history import Gone, examine_history
from xidmet.capsules.proofs import LIKE_US, JudgeStamp, Proofs, examine_kept, examine_roots, examine_stamps
from xidmet.capsules.reading import Opened, examine_files
from xidmet.capsules.seal import Judge, examine_seal


async def examine(path: Path, judge: Judge, judge_stamp: JudgeStamp, kept: bytes | None = None) -> Findings:
    """judge: gives a machine report about a signature and what it is over. judge_stamp: the indication of a time-stamp
    and its time. kept: a copy of the published roots.

    Raises OSError for a file that can't be opened, ValueError for a copy of the roots that is none.
    """
    findings = Findings()
    with Opened(path) as opened:
        if not opened.begins_as_one:
            findings.readable = False
            findings.breaks("not-a-capsule")
            return findings
        listed = examine_files(opened, findings)
        if not findings.broken:
            findings.bears_out("files", len(listed))
        keys = await examine_seal(opened.held, judge, findings)
        proofs = _proofs(opened, findings)
        if proofs is None:
            return findings
        gone = _history(opened, proofs, findings)
        examine_answers(opened.held, gone, findings)
        case = examine_case(opened.held, proofs, findings)
        examine_documents(case, opened.held, opened.digests, findings)
        examine_roots(proofs, gone.hashes, keys, findings)
        await examine_stamps(proofs, judge_stamp, findings)
        if kept is None:
            findings.leaves_open("roots-uncompared")
        else:
            examine_kept(kept, proofs, findings)
    return findings


def _proofs(opened: Opened, findings: Findings) -> Proofs | None:
    try:
        return Proofs.read(opened.held[PROOFS])
    except LIKE_US:
        if PROOFS in opened.held:
            findings.breaks("file-unreadable", PROOFS)
        return None


def _history(opened: Opened, proofs: Proofs, findings: Findings) -> Gone:
    if HISTORY not in opened.entries:
        return Gone()
    wanted = {one["place"] for one in proofs.bindings}
    return examine_history(opened.lines(HISTORY), proofs.chain, proofs.rows, proofs.head, wanted, findings)

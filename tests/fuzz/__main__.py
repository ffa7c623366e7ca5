"""Coverage-guided fuzzing of the check of signed files, by Atheris (libFuzzer). It is no part of the tests.

    pip install atheris
    PYTHONPATH=core:ui python -m tests.fuzz FOLDER -max_total_time=1800 -rss_limit_mb=2000

FOLDER keeps what was found to be worth mutating. It ends with a crash file when something escapes as an exception, or
when what passes says something else than what was signed; each such input becomes a test of its own.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["xidmet.signatures", "asn1crypto"]):
    from xidmet.signatures import Indication

    from tests.core import mutations
    from tests.core.signing_kit import Kit
    from tests.core.test_signed_files_fuzz import WAYS, kept

EVER = 1_000_000.0


class Target:
    """seeds: by way, the signed file and its content beside it."""

    def __init__(self, folder: Path) -> None:
        self.kit, self.loop = Kit(folder), asyncio.new_event_loop()
        self.seeds = {way: self.loop.run_until_complete(kept(self.kit, way)) for way in WAYS}

    def one(self, data: bytes) -> None:
        report = self.loop.run_until_complete(self.kit.check((data, None)))
        if report.indication is not Indication.PASSED:
            report = self.loop.run_until_complete(self.kit.check((data, self.seeds["CMS"][1])))
        if report.indication is Indication.PASSED:
            assert {one.verdict.signer.fin for one in report.signatures} - {""} == {"5VBK5VR"}
            assert any(_same(way, was, data) for way, (was, _beside) in self.seeds.items())


def _same(way: str, was: bytes, now: bytes) -> bool:
    try:
        return WAYS[way][1](now) == WAYS[way][1](was)
    except Exception:  # of another format
        return False


def mutate(data: bytes, longest: int, seed: int) -> bytes:
    chance = random.Random(seed)
    if chance.random() < 0.4:
        return bytes(atheris.Mutate(data, longest))
    return mutations.any_of(data, chance)[:longest]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        target = Target(Path(folder))
        corpus = Path(sys.argv[1])
        corpus.mkdir(parents=True, exist_ok=True)
        for place, (file, _content) in enumerate(target.seeds.values()):
            (corpus / f"seed{place}").write_bytes(file)
        atheris.Setup([*sys.argv, "-max_len=200000", "-timeout=20"], target.one, custom_mutator=mutate)
        atheris.Fuzz()


if __name__ == "__main__":
    main()

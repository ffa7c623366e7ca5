"""What was added to a PDF after a signature and changes nothing that is seen is told; signatures are no such thing."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from xidmet.language import LANGUAGES, translator
from xidmet.signatures import Indication, Report
from xidmet.signatures.formats.pdf_additions import ABOUT_IT, ADDED, PROOF

from tests.core import signed_files
from tests.core.signing_kit import Kit


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return Kit(tmp_path_factory.mktemp("keys"))


def saved(whole: bytes, edit: Callable[[Any], None]) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(whole))
    edit(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def unseen(writer: Any) -> None:
    """An attachment that a programme may read and nobody sees."""
    about = generic.StreamObject(
        {generic.pdf_name("/Type"): generic.pdf_name("/Metadata")}, stream_data=b"<x:xmpmeta/>"
    )
    about[generic.pdf_name("/Subtype")] = generic.pdf_name("/XML")
    writer.root[generic.pdf_name("/Metadata")] = writer.add_object(about)
    writer.update_root()


def saved_anew(writer: Any) -> None:
    """Whoever saves it writes the day and its own name into what the file says of itself."""
    writer.update_root()


def told(report: Report) -> list[tuple[str, ...]]:
    assert report.indication is Indication.PASSED
    return [tuple(one for one in (ADDED, ABOUT_IT, PROOF) if one in each.notes) for each in report.signatures]


async def test_something_that_nobody_sees(kit: Kit) -> None:
    once = await kit.pdf()
    more = saved(once, saved_anew)
    assert told(await kit.check(once)) == [()] and told(await kit.check(more)) == [(ABOUT_IT,)]
    assert told(await kit.check(saved(more, unseen))) == [(ADDED, ABOUT_IT)]
    both = await signed_files.pdf(kit.other, over=more, field="Second")
    assert told(await kit.check(both)) == [(ABOUT_IT,), ()], "the second signed it with what was added"
    sentences = {(await kit.check(more)).sentence(translator(language)) for language in LANGUAGES}
    assert len(sentences) == len(LANGUAGES) and any("title or author" in one for one in sentences)


async def test_proof_for_later_years_is_told(kit: Kit) -> None:
    for level in ("LT", "LTA"):
        lasting = await kit.pdf(level=level, tsa=kit.tsa, folder=kit.folder)
        report = await kit.check(lasting)
        assert told(report) == [(PROOF,)] and "later years" in report.sentence(translator("en"))
    both = await signed_files.pdf(
        kit.other, over=await kit.pdf(level="LT", tsa=kit.tsa, folder=kit.folder), field="Second"
    )
    assert told(await kit.check(both)) == [(PROOF,), ()]

"""What was added to a PDF after a signature and changes nothing that is seen is told; signatures are no such thing."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from xidmet.signatures import Indication, Report
from xidmet.signatures.formats.pdf_additions import ADDED

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


def told(report: Report) -> list[bool]:
    assert report.indication is Indication.PASSED
    return [ADDED in one.notes for one in report.signatures]


async def test_something_that_nobody_sees(kit: Kit) -> None:
    once = await kit.pdf()
    more = saved(once, unseen)
    assert told(await kit.check(once)) == [False] and told(await kit.check(more)) == [True]
    both = await signed_files.pdf(kit.other, over=more, field="Second")
    assert told(await kit.check(both)) == [True, False], "the second signed it with what was added"


async def test_signatures_and_proof_are_no_such_thing(kit: Kit) -> None:
    lasting = await kit.pdf(level="LTA", tsa=kit.tsa, folder=kit.folder)
    assert told(await kit.check(lasting)) == [False]
    both = await signed_files.pdf(
        kit.other, over=await kit.pdf(level="LT", tsa=kit.tsa, folder=kit.folder), field="Second"
    )
    assert told(await kit.check(both)) == [False, False]

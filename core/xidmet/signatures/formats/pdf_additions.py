"""What was added to a PDF after a signature: other signatures, time-stamps, proof for later years; or what else?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, Reference

from xidmet.contract.texts import _

ADDED = _("Something was added to the file after it was signed; it changes nothing of what is seen.")
OF_THE_FILE = {"/XRef", "/ObjStm"}  # how it is written, not what it says
DEEPEST = 5


def has_more(reader: Any, revision: int, signed: Collection[int]) -> bool:
    """Whether a revision after this one holds anything that has no known reason. signed: revisions with a signature.

    That it changes nothing of what is seen, the comparison of the revisions has shown by then.
    """
    later = [one for one in range(revision + 1, reader.xrefs.total_revisions) if one not in signed]
    try:
        return any(_is_more(reader, one) for one in later)
    except Exception:  # what pyHanko can't read, for which it raises many kinds, has no known reason
        return True


def _is_more(reader: Any, revision: int) -> bool:
    """Only the document security store (ETSI EN 319 142-1, 5.4.2) comes without a signature; whoever adds to it writes
    the day into what the file says of itself."""
    then, written = reader.get_historical_resolver(revision), set(reader.xrefs.explicit_refs_in_revision(revision))
    store = set(_within(then.root.raw_get("/DSS"), DEEPEST)) if "/DSS" in then.root else set()
    known = {reader.root_ref, *store}
    if store & written:
        known |= {*_held(then.root, "/Metadata"), *_held(reader.trailer, "/Info")}
    return any(not _is_of_file(then, one) for one in written - known)


def _held(by: Any, name: str) -> Iterator[Reference]:
    return _within(by.raw_get(name), 1) if name in by else iter(())


def _within(held: Any, deepest: int) -> Iterator[Reference]:
    """The objects that are referred to from this one."""
    if deepest == 0:
        return
    if isinstance(held, IndirectObject):
        yield held.reference
        held = held.get_object()  # type: ignore[no-untyped-call]
    values = held.values() if isinstance(held, DictionaryObject) else held if isinstance(held, ArrayObject) else ()
    for one in values:
        if isinstance(one, IndirectObject | DictionaryObject | ArrayObject):
            yield from _within(one, deepest - 1)


def _is_of_file(then: Any, reference: Reference) -> bool:
    held = then.get_object(reference)
    return isinstance(held, DictionaryObject) and held.get("/Type") in OF_THE_FILE

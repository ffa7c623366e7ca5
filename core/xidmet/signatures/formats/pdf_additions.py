"""What was added to a PDF after a signature: other signatures, time-stamps, proof for later years; or what else?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, Reference

from xidmet.contract.texts import _

ADDED = _("Something was added to the file after it was signed; it changes nothing of what is seen.")
ABOUT_IT = _(
    "What the file says of itself, such as its title or author, was changed after it was signed; "
    "nothing of what is seen."
)
PROOF = _("Proof for later years was added to the file after it was signed; it changes nothing of what is seen.")
OF_THE_FILE = {"/XRef", "/ObjStm"}  # how it is written, not what it says
DEEPEST = 5


def additions(reader: Any, revision: int, signed: Collection[int], stamped: Collection[int]) -> tuple[str, ...]:
    """Sentences about what came after this revision. signed, stamped: revisions with a signature, with a time-stamp.

    That it changes nothing of what is seen, the comparison of the revisions has shown by then. A signature that came
    later is told of by itself.
    """
    later = range(revision + 1, reader.xrefs.total_revisions)
    found = {PROOF} if any(one in stamped for one in later) else set()
    for one in later:
        try:
            found |= _within_proof(reader, one) if one in signed else _added(reader, one)
        except Exception:  # what pyHanko can't read, for which it raises many kinds, has no known reason
            found.add(ADDED)
    return tuple(one for one in (ADDED, ABOUT_IT, PROOF) if one in found)


def _within_proof(reader: Any, revision: int) -> set[str]:
    return {PROOF} if _store(reader, revision) & _written(reader, revision) else set()


def _added(reader: Any, revision: int) -> set[str]:
    """Only the document security store (ETSI EN 319 142-1, 5.4.2) comes without a signature; whoever adds to it writes
    the day into what the file says of itself."""
    then, written = reader.get_historical_resolver(revision), _written(reader, revision)
    store, of_itself = _store(reader, revision), {*_held(then.root, "/Metadata"), *_held(reader.trailer, "/Info")}
    proof = bool(store & written)
    rest = {one for one in written - {reader.root_ref, *store} - of_itself if not _is_of_file(then, one)}
    about = bool(written & of_itself) and not proof
    said = {ADDED: bool(rest), ABOUT_IT: about, PROOF: proof}
    return {note for note, is_so in said.items() if is_so}


def _store(reader: Any, revision: int) -> set[Reference]:
    then = reader.get_historical_resolver(revision)
    return set(_within(then.root.raw_get("/DSS"), DEEPEST)) if "/DSS" in then.root else set()


def _written(reader: Any, revision: int) -> set[Reference]:
    return set(reader.xrefs.explicit_refs_in_revision(revision))


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

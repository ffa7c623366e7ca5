"""PDFs that are encrypted (ISO 32000-2, 7.6), as far as anybody can open them: with no password at all.

Such files are common: a password of the owner only forbids printing or changing. A signature is over the encrypted
bytes; what they mean depends on the encryption dictionary and on the file's identifier, which must therefore be the
signed ones.
"""

from __future__ import annotations

from typing import Any

from pyhanko.pdf_utils.crypt import AuthStatus, StandardSecurityHandler
from pyhanko.pdf_utils.crypt.api import PdfMacStatus

from xidmet.contract.texts import _
from xidmet.signatures.found import Unreadable
from xidmet.signatures.verdict import NotGood, Sub

LOCKED = _(
    "The file is encrypted and can't be opened here: it needs a password or a key, or is encrypted in a way that is no "
    "standard. Ask whoever signed it for a file that anybody can open."
)


def open_encrypted(reader: Any) -> None:
    """Raises Unreadable for one that needs a password, NotGood for one that was altered (ISO/TS 32004).

    The standard handler of all revisions in ISO 32000 (R2 to R4, R6); pyHanko raises many kinds on damaged ones.
    """
    if not isinstance(reader.security_handler, StandardSecurityHandler):
        raise Unreadable(LOCKED, "encrypted for keys", not_yet=True)
    opened = reader.decrypt("")
    if opened.mac_status is PdfMacStatus.FAILED:
        raise NotGood(Sub.FORMAT_FAILURE, "the encrypted file's own check value does not hold")
    if opened.status is AuthStatus.FAILED:
        raise Unreadable(LOCKED, "encrypted with a password, or as no standard has it", not_yet=True)


def is_encrypted_anew(reader: Any, revision: int) -> bool:
    """Whether anything after this revision says otherwise how the file is to be decrypted, or that it is.

    Each revision must say it itself: some readers look at the last one only, others at those before as well.
    """
    own = reader.trailer._trailer_revisions  # the newest first
    said = {_how(one) for one in own[: len(own) - revision]}
    (how, _identifier), *others = said
    if others or reader.encrypted != (how is not None):
        return True
    later = range(revision + 1, reader.xrefs.total_revisions)
    return any(how in reader.xrefs.explicit_refs_in_revision(one) for one in later)


def _how(trailer: Any) -> tuple[Any, bytes | None]:
    """The encryption dictionary, and the identifier that older keys are made from."""
    how = trailer.raw_get("/Encrypt") if "/Encrypt" in trailer else None
    identifier = trailer["/ID"][0].original_bytes if how is not None and "/ID" in trailer else None
    return getattr(how, "reference", how), identifier

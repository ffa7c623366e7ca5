"""CAdES (ETSI EN 319 122-1): a CMS signature with its content in it or beside it, by one signer or several."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from asn1crypto import pem

from xidmet.contract.texts import _
from xidmet.signatures.archive_stamps import archive_stamps
from xidmet.signatures.encoding import content_start, need_bounded, pieces
from xidmet.signatures.found import Found, Reading, Scope, StampReading, Unreadable
from xidmet.signatures.signed_data import Signed, Stamp, embedded_content, read_data, read_signer
from xidmet.signatures.verdict import NotGood, Sub, too_much

MOST_SIGNERS, LONGEST = 20, 30_000_000  # bytes, with the content in it
SEQUENCE, OBJECT_IDENTIFIER = b"\x30", b"\x06"
FILE_TOO = _("This is a time-stamp for a file that lies beside it; that file is needed too.")
WITHIN, BESIDE = "the content in the signature", "the content beside the signature"


def read_cms(file: bytes, content: bytes | None) -> Found:
    """Raises NotGood for what is no CMS signature; asn1crypto raises many kinds besides."""
    if _is_other(file):
        file = _token(file)
    data = read_data(file, LONGEST)
    if data["encap_content_info"]["content_type"].native == "tst_info":
        return _stamp(file, content)
    scope = Scope((BESIDE if embedded_content(data) is None else WITHIN,))
    return Found("CAdES", read_signers(data, content, scope))


def _is_other(file: bytes) -> bool:
    """Well encoded, such as a certificate, but not what names its own kind first (RFC 5652, section 3)."""
    if file[:1] != SEQUENCE:
        return False
    need_bounded(file)
    return file[content_start(file) :][:1] != OBJECT_IDENTIFIER


def _token(file: bytes) -> bytes:
    """That of an authority's answer (RFC 3161, 2.4.2), as many programs keep it. Raises Unreadable for any other."""
    held = file[content_start(file) :]
    try:
        parts = [held[start:end] for start, _inside, end in pieces(held)]
    except NotGood:
        parts = []
    if len(parts) != 2 or _is_other(parts[1]) or parts[1][:1] != SEQUENCE:
        raise Unreadable(_("This is no signed file of a kind that is known here."), "encoded, yet no CMS")
    return parts[1]


def _stamp(token: bytes, content: bytes | None) -> Found:
    if content is None:
        raise NotGood(Sub.SIGNED_DATA_NOT_FOUND, "a time-stamp without its file", FILE_TOO)
    der = pem.unarmor(token)[2] if pem.detect(token) else token
    return Found("RFC 3161", stamps=(StampReading(Scope((BESIDE,)), Stamp(der, (content,))),))


def read_signers(data: Any, content: bytes | None, scope: Scope) -> tuple[Reading, ...]:
    """One reading of each. Raises NotGood when there is none, or more than are taken."""
    signers = data["signer_infos"]
    if not signers:
        raise NotGood(Sub.FORMAT_FAILURE, "no signers")
    if len(signers) > MOST_SIGNERS:
        raise too_much(f"{len(signers)} signers")
    return tuple(_reading(data, signer, content, scope) for signer in signers)


def _reading(data: Any, signer: Any, content: bytes | None, scope: Scope) -> Reading:
    later = _archives(data, signer, content)  # first, for asn1crypto may encode anew what was read
    read = read_or_error(data, signer, content)
    if isinstance(read, NotGood):
        return Reading(scope, error=read)
    return Reading(scope, replace(read, archived=True) if later is None else read, later=later or ())


def _archives(data: Any, signer: Any, content: bytes | None) -> tuple[Stamp, ...] | None:
    """None: there are some, and they prove nothing."""
    try:
        return archive_stamps(data, signer, content)
    except Exception:  # asn1crypto raises many kinds; what can't be read, or leaves something out, proves nothing
        return None


def read_or_error(data: Any, signer: Any, content: bytes | None) -> Signed | NotGood:
    try:
        return read_signer(content, data, signer)
    except NotGood as error:
        return error
    except Exception as error:  # asn1crypto raises many kinds on damaged input, each of which means: no signature
        return NotGood(Sub.FORMAT_FAILURE, type(error).__name__)

"""What a check of a signature found, in the terms of ETSI EN 319 102-1, and in one sentence for a clerk."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from cryptography import x509

from xidmet.contract.texts import _
from xidmet.language import Translator
from xidmet.signatures.identity import UNKNOWN, Identity


class Indication(StrEnum):
    PASSED = "TOTAL-PASSED"
    INDETERMINATE = "INDETERMINATE"
    FAILED = "TOTAL-FAILED"


class Sub(StrEnum):
    """The standard's sub-indications that a check of ours can end with."""

    FORMAT_FAILURE = "FORMAT_FAILURE"
    HASH_FAILURE = "HASH_FAILURE"
    SIG_CRYPTO_FAILURE = "SIG_CRYPTO_FAILURE"
    SIGNED_DATA_NOT_FOUND = "SIGNED_DATA_NOT_FOUND"
    NO_SIGNING_CERTIFICATE_FOUND = "NO_SIGNING_CERTIFICATE_FOUND"
    NO_CERTIFICATE_CHAIN_FOUND = "NO_CERTIFICATE_CHAIN_FOUND"
    SIG_CONSTRAINTS_FAILURE = "SIG_CONSTRAINTS_FAILURE"
    CHAIN_CONSTRAINTS_FAILURE = "CHAIN_CONSTRAINTS_FAILURE"
    CERTIFICATE_CHAIN_GENERAL_FAILURE = "CERTIFICATE_CHAIN_GENERAL_FAILURE"
    CRYPTO_CONSTRAINTS_FAILURE = "CRYPTO_CONSTRAINTS_FAILURE"
    CRYPTO_CONSTRAINTS_FAILURE_NO_POE = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    OUT_OF_BOUNDS_NO_POE = "OUT_OF_BOUNDS_NO_POE"
    REVOKED_NO_POE = "REVOKED_NO_POE"
    REVOKED_CA_NO_POE = "REVOKED_CA_NO_POE"
    TRY_LATER = "TRY_LATER"
    GENERIC = "GENERIC"


FAILURES = {Sub.FORMAT_FAILURE, Sub.HASH_FAILURE, Sub.SIG_CRYPTO_FAILURE}

SENTENCES = {
    Sub.FORMAT_FAILURE: _("This is no signature that can be read."),
    Sub.HASH_FAILURE: _("The content was changed after it was signed, or the signature belongs to something else."),
    Sub.SIG_CRYPTO_FAILURE: _("The signature was not made with the key of the certificate that comes with it."),
    Sub.SIGNED_DATA_NOT_FOUND: _("What was signed is not there, so the signature can't be checked."),
    Sub.NO_SIGNING_CERTIFICATE_FOUND: _("The signature does not carry the certificate it was made with."),
    Sub.NO_CERTIFICATE_CHAIN_FOUND: _("The certificate was not issued by an authority that is trusted here."),
    Sub.SIG_CONSTRAINTS_FAILURE: _("The signature lacks what an e-signature must hold, or there are several in one."),
    Sub.CHAIN_CONSTRAINTS_FAILURE: _("The certificate is not meant for this use, or not for this kind of holder."),
    Sub.CERTIFICATE_CHAIN_GENERAL_FAILURE: _("The certificates do not fit one another."),
    Sub.CRYPTO_CONSTRAINTS_FAILURE: _("The signature or its certificate uses a method that is too weak."),
    Sub.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: _(
        "Its method of signing no longer counts, and nothing proves that it was signed while it did. "
        "Ask for it signed anew, or for a copy with a time-stamp of that time."
    ),
    Sub.OUT_OF_BOUNDS_NO_POE: _("The certificate was not in force at that time."),
    Sub.REVOKED_NO_POE: _("The certificate was taken back."),
    Sub.REVOKED_CA_NO_POE: _("The authority that issued the certificate was itself taken back."),
    Sub.TRY_LATER: _("Whether the certificate was taken back could not be found out now. Try again later."),
    Sub.GENERIC: _("This kind of signature, or a part of it, is not checked here yet."),
}


@dataclass(frozen=True)
class RevocationData:
    """What said whether a certificate was taken back. source: "local", "embedded" or the URL it was fetched from."""

    kind: Literal["crl", "ocsp"]
    source: str
    this_update: dt.datetime
    next_update: dt.datetime | None
    sha256: str
    der: bytes


@dataclass(frozen=True)
class Verdict:
    """sub_indication: None when passed. detail: for the machine report and the log, in English, without names.

    at: the moment the certificates were judged at. claimed_time: what the signer says, which proves nothing.
    chain: from the signing certificate to the anchor, as far as it was found. algorithms: such as ecdsa-sha256.
    said: msgid of a sentence that says more than the sub-indication's; "": there is none.
    """

    indication: Indication
    at: dt.datetime
    sub_indication: Sub | None = None
    detail: str = ""
    signer: Identity = UNKNOWN
    certificate: x509.Certificate | None = None
    chain: tuple[x509.Certificate, ...] = ()
    claimed_time: dt.datetime | None = None
    revocation: tuple[RevocationData, ...] = ()
    algorithms: tuple[str, ...] = ()
    said: str = ""

    @property
    def passed(self) -> bool:
        return self.indication is Indication.PASSED

    def sentence(self, words: Translator) -> str:
        """For a clerk, in the reader's language."""
        if self.sub_indication is not None:
            return words.text(self.said or SENTENCES[self.sub_indication])
        who = {
            "person": _("Signed by {name}, FIN {fin}; the signature is good."),
            "organisation": _("Sealed by {name}, VÖEN {voen}; the seal is good."),
            "unknown": _("Signed by {name}; the signature is good, but the certificate has neither FIN nor VÖEN."),
        }[self.signer.kind]
        return words.text(who, name=self.signer.name, fin=self.signer.fin, voen=self.signer.voen)


class NotGood(Exception):
    """A check ended before it passed. detail, said: as in a verdict."""

    def __init__(self, sub: Sub, detail: str, said: str = "") -> None:
        super().__init__(detail)
        self.sub, self.detail, self.said = sub, detail, said

    @property
    def indication(self) -> Indication:
        return Indication.FAILED if self.sub in FAILURES else Indication.INDETERMINATE


TOO_MUCH = _("The file is too big, or takes too long to check.")


def too_much(detail: str) -> NotGood:
    """Not that it is wrong: it holds more than is worked through here, so that nothing is said of it."""
    return NotGood(Sub.GENERIC, detail, TOO_MUCH)

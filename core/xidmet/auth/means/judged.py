"""What the site's verification says of a signature, in the words of a means."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from xidmet.contract.means import Signer, Usage
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.signatures import Sub, Trust, Verdict, verify_certificate, verify_detached, verify_raw
from xidmet.signatures.verdict import SENTENCES

HASHES = ("sha256", "sha384", "sha512")
AGAIN = _("Sign once more, with a certificate of yours that is in force.")
OTHER_FILE = _("Sign the very file that is offered here, without opening and saving it, and send that signature.")
LATER = _("Try again in a few minutes, or sign in in another way.")
MENDS = {Sub.HASH_FAILURE: OTHER_FILE, Sub.SIGNED_DATA_NOT_FOUND: OTHER_FILE, Sub.TRY_LATER: LATER}


class Judged:
    """Implements Signatures."""

    def __init__(self, trust: Trust) -> None:
        self._trust = trust

    async def detached(self, content: bytes, signature: bytes) -> Signer | Refusal:
        return _told(await verify_detached(content, signature, self._trust))

    async def raw(
        self, certificate: bytes, signature: bytes, content: bytes, hash_name: str, usage: Usage = "authenticate"
    ) -> Signer | Refusal:
        name = hash_name if hash_name in HASHES else "sha256"  # another one simply does not fit
        digest = hashlib.new(name, content).digest()
        return _told(await verify_raw(certificate, signature, digest, self._trust, hash_name=name, usage=usage))

    async def holder(self, certificate: bytes, others: Sequence[bytes] = ()) -> Signer | Refusal:
        return _told(await verify_certificate(certificate, others, self._trust))


def _told(verdict: Verdict) -> Signer | Refusal:
    if verdict.sub_indication is not None:
        sub = verdict.sub_indication
        return Refusal(why=SENTENCES[sub], mend=MENDS.get(sub, AGAIN))
    assert verdict.passed and verdict.certificate is not None
    who = verdict.signer
    return Signer(
        fin=who.fin,
        voen=who.voen,
        surname=who.surname,
        given_name=who.given_name,
        name=who.name,
        organisation=who.organisation,
        issuer=_issuer(verdict.certificate),
        certificate=verdict.certificate.public_bytes(Encoding.DER),
    )


def _issuer(certificate: x509.Certificate) -> str:
    """Of a certificate that was found good, so its issuer is one whom the site trusts."""
    names = certificate.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.issuer.rfc4514_string()

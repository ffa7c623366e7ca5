"""What the site's verification says of a signature, in the words of a means."""

from __future__ import annotations

from xidmet.contract.means import Signer
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _


class Judged:
    """Implements Signatures."""

    async def detached(self, content: bytes, signature: bytes) -> Signer | Refusal:
        return _no_anchors()

    async def raw(self, certificate: bytes, signature: bytes, content: bytes, hash_name: str) -> Signer | Refusal:
        return _no_anchors()


def _no_anchors() -> Refusal:
    return Refusal(
        why=_("This portal knows no issuer of certificates yet."), mend=_("Sign in in another way, and tell us.")
    )

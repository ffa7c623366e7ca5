"""May somebody sign with this certificate now? Asked before they are: a key that counts for nothing need not sign."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence

from xidmet import clock
from xidmet.signatures.judging import Draft, judged
from xidmet.signatures.signed_data import read_certificates
from xidmet.signatures.trust import Trust
from xidmet.signatures.usage import Usage
from xidmet.signatures.verdict import NotGood, Sub, Verdict

MOST = 10  # issuers that come along


async def verify_certificate(
    certificate: bytes,
    others: Sequence[bytes],
    trust: Trust,
    *,
    at: dt.datetime | None = None,
    usage: Usage = "sign",
) -> Verdict:
    """Check a certificate as that of a signature would be. Any input gets a verdict, never an exception.

    certificate: DER. others: issuers that came along, DER. at, usage: as in verify_detached.
    """
    draft = Draft(at or clock.now())
    try:
        own = await asyncio.to_thread(read_certificates, [certificate])
        rest = await asyncio.to_thread(read_certificates, others[:MOST])
    except NotGood as error:
        return draft.ended(error)
    except Exception as error:  # a hostile certificate makes the library raise many kinds
        return draft.ended(NotGood(Sub.FORMAT_FAILURE, type(error).__name__))
    if not own:
        return draft.ended(NotGood(Sub.FORMAT_FAILURE, "the certificate can't be read"))
    return await judged(Draft(draft.at, own[0]), rest, (), trust, signer=None, usage=usage)

"""Is an e-signature over some bytes good? CAdES (ETSI EN 319 122-1), judged as ETSI EN 319 102-1 says of basic ones."""

from __future__ import annotations

import asyncio
import datetime as dt
from functools import partial

from xidmet import clock
from xidmet.signatures.identity import Kind
from xidmet.signatures.judging import Draft, judged, passed_here
from xidmet.signatures.plain_signed import read_plain
from xidmet.signatures.signed_data import Signed, read_signed
from xidmet.signatures.trust import Trust
from xidmet.signatures.usage import Usage
from xidmet.signatures.verdict import NotGood, Sub, Verdict


async def verify_detached(
    content: bytes | None,
    signature: bytes,
    trust: Trust,
    *,
    at: dt.datetime | None = None,
    signer: Kind | None = None,
    usage: Usage = "sign",
) -> Verdict:
    """Check a CAdES signature over the content; DER, BER or PEM. Any input gets a verdict, never an exception.

    content: None when it lies in the signature. at: judge the certificates as of then; None: now. signer: "person" or
    "organisation", whose signature is due; None: anybody's whom the site trusts. usage: what the certificate must be
    for. What the signer says about the time counts for nothing.
    """
    draft = Draft(at or clock.now())
    here = partial(verified_here, content, signature, trust, at=draft.at, signer=signer, usage=usage)
    try:
        if passed := await asyncio.to_thread(here):
            return passed
        read = await asyncio.to_thread(read_signed, content, signature)
    except NotGood as error:
        return draft.ended(error)
    except Exception as error:  # asn1crypto raises many kinds on damaged input, each of which means: no signature
        return draft.ended(NotGood(Sub.FORMAT_FAILURE, type(error).__name__))
    return await judged(_draft(read, draft.at), read.others, read.told, trust, signer=signer, usage=usage)


def verified_here(
    content: bytes | None,
    signature: bytes,
    trust: Trust,
    *,
    at: dt.datetime | None = None,
    signer: Kind | None = None,
    usage: Usage = "sign",
) -> Verdict | None:
    """The same in the caller's own thread, for a plain signature that is good by what this process has already.

    None: that can't be said without more ado; ask verify_detached. It never says that one is not good.
    """
    read = read_plain(content, signature)
    if read is None:
        return None
    draft = _draft(read, at or clock.now())
    return passed_here(draft, read.others, read.told, trust, signer=signer, usage=usage)


def _draft(read: Signed, at: dt.datetime) -> Draft:
    return Draft(at, read.certificate, read.claimed_time, read.algorithms)

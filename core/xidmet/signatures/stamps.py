"""Time-stamps (RFC 3161): does a token hold over what it stands for, and who vouches for its authority?"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from asn1crypto import tsp
from cryptography import x509

from xidmet import clock
from xidmet.signatures.algorithms import STRONG
from xidmet.signatures.judging import Draft, judged
from xidmet.signatures.revocation import SKEW, Told
from xidmet.signatures.signed_data import Signed, Stamp, embedded_content, read_data, read_signer
from xidmet.signatures.trust import Trust
from xidmet.signatures.verdict import NotGood, Sub, Verdict

# RFC 3161 knew only SHA-1 for naming the authority's certificate; which one it was, the chain shows besides.
NAMED_BY = STRONG | {"sha1"}
BROKEN = {Sub.FORMAT_FAILURE, Sub.HASH_FAILURE, Sub.SIG_CRYPTO_FAILURE}


@dataclass(frozen=True)
class Stamped:
    """time: what the token says; it is proven when the verdict passed."""

    time: dt.datetime | None
    verdict: Verdict

    @property
    def good(self) -> bool:
        return self.verdict.passed and self.time is not None

    @property
    def broken(self) -> bool:
        """It is damaged or belongs to something else, which is more than that nobody here trusts its authority."""
        return self.verdict.sub_indication in BROKEN


async def judged_stamp(
    stamp: Stamp, trust: Trust, at: dt.datetime, others: Sequence[x509.Certificate] = (), told: Sequence[Told] = ()
) -> Stamped:
    """at: the moment its authority is judged at. others, told: what lies beside it. Never raises on a hostile token."""
    draft = Draft(at)
    try:
        time, read = await asyncio.to_thread(read_stamp, stamp)
    except NotGood as error:
        return Stamped(None, draft.ended(error))
    except Exception as error:  # asn1crypto raises many kinds on damaged input, each of which means: no time-stamp
        return Stamped(None, draft.ended(NotGood(Sub.FORMAT_FAILURE, type(error).__name__)))
    draft = Draft(at, read.certificate, time, read.algorithms)
    if time > clock.now() + SKEW:
        return Stamped(time, draft.ended(NotGood(Sub.OUT_OF_BOUNDS_NO_POE, "a time-stamp of the future")))
    found = (*read.others, *others), (*read.told, *told)
    return Stamped(time, await judged(draft, *found, trust, signer=None, usage="stamp"))


def read_stamp(stamp: Stamp) -> tuple[dt.datetime, Signed]:
    """When, and by whom. Raises NotGood for a token that does not hold over what it must have been made over."""
    data = read_data(stamp.token)
    signers, embedded = data["signer_infos"], embedded_content(data)
    if data["encap_content_info"]["content_type"].native != "tst_info" or embedded is None or len(signers) != 1:
        raise NotGood(Sub.FORMAT_FAILURE, "no time-stamp")
    info = tsp.TSTInfo.load(embedded, strict=True)
    _need_imprint(info["message_imprint"], stamp)
    if any(one["critical"].native for one in info["extensions"] or ()):
        raise NotGood(Sub.GENERIC, "a time-stamp with something critical that is not known")
    read = read_signer(None, data, signers[0], named_by=NAMED_BY)
    time = info["gen_time"].native
    if not isinstance(time, dt.datetime) or time.tzinfo is None:
        raise NotGood(Sub.FORMAT_FAILURE, "a time-stamp without a time")
    return time, read


def _need_imprint(imprint: Any, stamp: Stamp) -> None:
    name = imprint["hash_algorithm"]["algorithm"].native
    if name not in hashlib.algorithms_available:
        raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, "a time-stamp by a hash that is not known")
    if stamp.digest(name) != imprint["hashed_message"].native:
        raise NotGood(Sub.HASH_FAILURE, "a time-stamp that belongs to something else")
    if name not in STRONG:
        raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, f"a time-stamp by {name}, which is not taken")

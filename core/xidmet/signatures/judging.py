"""From a signature that holds to a verdict: whom its certificate names, who vouches for it, was it taken back?"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from cryptography import x509

from xidmet.signatures.anchor_list import Purpose
from xidmet.signatures.chains import Chain, check_chain, find_chain
from xidmet.signatures.identity import UNKNOWN, Identity, Kind, identity_of
from xidmet.signatures.methods import Methods
from xidmet.signatures.revocation import Told
from xidmet.signatures.trust import Trust
from xidmet.signatures.usage import Usage, need_usage
from xidmet.signatures.verdict import Indication, NotGood, RevocationData, Sub, Verdict

SECONDS = 25  # for the whole of one check, of which the most is waiting for strangers' servers


@dataclass(frozen=True)
class Draft:
    """What is known of a verdict so far."""

    at: dt.datetime
    certificate: x509.Certificate | None = None
    claimed_time: dt.datetime | None = None
    algorithms: tuple[str, ...] = ()
    signer: Identity = UNKNOWN
    chain: Chain = ()

    def ended(self, error: NotGood) -> Verdict:
        return replace(self._verdict(error.indication, (), error.sub, error.detail), said=error.said)

    def passed(self, revocation: tuple[RevocationData, ...]) -> Verdict:
        return self._verdict(Indication.PASSED, revocation)

    def _verdict(
        self, indication: Indication, revocation: tuple[RevocationData, ...], sub: Sub | None = None, detail: str = ""
    ) -> Verdict:
        return Verdict(
            indication=indication,
            at=self.at,
            sub_indication=sub,
            detail=detail,
            signer=self.signer,
            certificate=self.certificate,
            chain=self.chain,
            claimed_time=self.claimed_time,
            revocation=revocation,
            algorithms=self.algorithms,
        )


def passed_here(
    draft: Draft,
    others: Sequence[x509.Certificate],
    told: Sequence[Told],
    trust: Trust,
    *,
    signer: Kind | None,
    usage: Usage,
) -> Verdict | None:
    """What `judged` would say, when it would pass with nothing but what is here already. None: ask that one.

    The same steps in the same order, without waiting for anything; it only ever says that all is good. May block for
    a second, at the first signature of an authority.
    """
    try:
        certificate, trust = _certificate(draft), trust.current()
        trust.anchors.methods.need_signature(draft.algorithms, certificate, draft.at)
        draft = replace(draft, signer=_named(certificate))
        anchors = _anchors(draft, trust, signer, usage)
        chain = find_chain(certificate, (*trust.anchors.by("issuers", draft.at), *others), anchors, draft.at)
        draft = replace(draft, chain=chain)
        _need_good(draft, usage, trust.anchors.methods)
        news = trust.news_here(chain, told, draft.at)
    except MemoryError:
        raise
    except Exception:  # what is wrong, the long way says
        return None
    return None if news is None else draft.passed(news)


async def judged(
    draft: Draft,
    others: Sequence[x509.Certificate],
    told: Sequence[Told],
    trust: Trust,
    *,
    signer: Kind | None,
    usage: Usage,
) -> Verdict:
    """draft: with the certificate under whose key the signature was found to hold. others, told: came with it."""
    here = await asyncio.to_thread(partial(passed_here, draft, others, told, trust, signer=signer, usage=usage))
    return here or await judged_at_length(draft, others, told, trust, signer=signer, usage=usage)


async def judged_at_length(
    draft: Draft,
    others: Sequence[x509.Certificate],
    told: Sequence[Told],
    trust: Trust,
    *,
    signer: Kind | None,
    usage: Usage,
) -> Verdict:
    """The same, and why not when it does not pass; where that is needed the network is asked."""
    trust = trust.current()
    try:
        async with asyncio.timeout(SECONDS):
            certificate = _certificate(draft)
            draft = replace(draft, signer=_named(certificate))
            trust.anchors.methods.need_signature(draft.algorithms, certificate, draft.at)
            anchors = _anchors(draft, trust, signer, usage)
            draft = replace(draft, chain=await _chain(certificate, others, anchors, trust, draft.at))
            await asyncio.to_thread(_need_good, draft, usage, trust.anchors.methods)
            return draft.passed(await trust.news_of(draft.chain, told, draft.at))
    except NotGood as error:
        return draft.ended(error)
    except TimeoutError:
        return draft.ended(NotGood(Sub.TRY_LATER, "it took too long"))
    except Exception as error:  # a hostile certificate makes the libraries raise many kinds
        return draft.ended(NotGood(Sub.CERTIFICATE_CHAIN_GENERAL_FAILURE, type(error).__name__))


def _certificate(draft: Draft) -> x509.Certificate:
    if draft.certificate is None:
        raise NotGood(Sub.NO_SIGNING_CERTIFICATE_FOUND, "no certificate")
    return draft.certificate


def _named(certificate: x509.Certificate) -> Identity:
    try:
        return identity_of(certificate)
    except ValueError as error:
        raise NotGood(Sub.CHAIN_CONSTRAINTS_FAILURE, str(error)) from error


def _anchors(draft: Draft, trust: Trust, due: Kind | None, usage: Usage) -> tuple[x509.Certificate, ...]:
    """Who vouches for organisations need not be trusted about persons, and the other way round."""
    held, named = trust.anchors, draft.signer
    if usage == "stamp":
        return held.by("timestamps", draft.at)
    if due and named.kind != due:
        raise NotGood(Sub.CHAIN_CONSTRAINTS_FAILURE, f"the certificate of a holder of kind {named.kind}, not {due}")
    purposes: dict[Kind, tuple[Purpose, ...]] = {
        "person": ("persons",),
        "organisation": ("seals",),
        "unknown": ("persons", "seals"),
    }
    return tuple(one for purpose in purposes[named.kind] for one in held.by(purpose, draft.at))


async def _chain(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    anchors: Sequence[x509.Certificate],
    trust: Trust,
    at: dt.datetime,
) -> Chain:
    """With what came along and what the site holds; when that is not enough, with what the certificate points to."""
    known = (*trust.anchors.by("issuers", at), *others)
    try:
        return await asyncio.to_thread(find_chain, certificate, known, anchors, at)
    except NotGood:
        more = await trust.issuers_of(certificate)
        if not more:
            raise
    return await asyncio.to_thread(find_chain, certificate, (*more, *known), anchors, at)


def _need_good(draft: Draft, usage: Usage, methods: Methods) -> None:
    need_usage(_certificate(draft), usage, draft.signer.kind)
    check_chain(draft.chain, draft.at, methods)

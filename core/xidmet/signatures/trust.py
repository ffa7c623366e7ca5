"""What a check of a signature relies on: the anchors of the site, and where news about certificates comes from."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from xidmet import clock
from xidmet.settings import Settings
from xidmet.signatures.anchors import Anchors
from xidmet.signatures.chains import Chain
from xidmet.signatures.fetching import Fetcher
from xidmet.signatures.ocsp_answers import issuer_urls, ocsp_request, ocsp_urls
from xidmet.signatures.revocation import LOCAL, Answer, Told, answer_about, crl_urls
from xidmet.signatures.verdict import NotGood, RevocationData, Sub

MOST_PLACES = 2  # of one kind that one certificate may send us to
MOST_HOPS = 3
BIGGEST_CERTIFICATE = 20_000


@dataclass(frozen=True)
class Trust:
    """fetcher: None: nothing is fetched. revocation: whether it must be known that nothing was taken back."""

    anchors: Anchors
    fetcher: Fetcher | None = None
    revocation: bool = True

    @classmethod
    def from_settings(cls, settings: Settings) -> Trust:
        """Keep it for the life of the process: it remembers what it fetched. Raises as Anchors.from_settings."""
        return cls(Anchors.from_settings(settings), Fetcher.from_settings(settings))

    async def news_of(self, chain: Chain, brought: Sequence[Told], at: dt.datetime) -> tuple[RevocationData, ...]:
        """What says that no certificate of the chain was taken back; the anchor needs no such word.

        Raises NotGood for one that was, or when it can't be found out and must be known.
        """
        found = []
        for place, (certificate, issuer) in enumerate(pairwise(chain)):
            answer = await self._answer(certificate, issuer, brought, at)
            if answer and answer.revoked(at):
                raise NotGood(Sub.REVOKED_CA_NO_POE if place else Sub.REVOKED_NO_POE, f"revoked since {answer.since}")
            if answer:
                found.append(answer.data)
            elif self.revocation:
                raise NotGood(Sub.TRY_LATER, f"nothing known about certificate {place} of the chain")
        return tuple(found)

    async def _answer(
        self, certificate: x509.Certificate, issuer: x509.Certificate, brought: Sequence[Told], at: dt.datetime
    ) -> Answer | None:
        """What the site holds counts before all; what the signer brought along only when nobody else says anything."""
        now = clock.now()
        held = [*(Told("crl", LOCAL, der) for der in self.anchors.crls), *brought]
        known = await asyncio.to_thread(answer_about, certificate, issuer, held, at, now)
        if known and (known.revoked(at) or known.data.source == LOCAL):
            return known
        async for told in self._fetched(certificate, issuer):
            answer = await asyncio.to_thread(answer_about, certificate, issuer, [told], at, now)
            if answer:
                return answer
        return known

    async def newest_of(self, chain: Chain, at: dt.datetime) -> tuple[RevocationData, ...]:
        """The same for a signature to carry along, so that it says as of as late as can be: asked outside first.

        Raises NotGood as news_of.
        """
        found, now = [], clock.now()
        local = [Told("crl", LOCAL, der) for der in self.anchors.crls]
        for certificate, issuer in pairwise(chain):
            outside = [told async for told in self._fetched(certificate, issuer)]
            answers = [
                await asyncio.to_thread(answer_about, certificate, issuer, [one], at, now) for one in (*outside, *local)
            ]
            answer = next((one for one in answers if one), None)
            if answer is None:
                raise NotGood(Sub.TRY_LATER, "nothing known about a certificate that is to last")
            if answer.revoked(at):
                raise NotGood(Sub.REVOKED_NO_POE, f"revoked since {answer.since}")
            found.append(answer.data)
        return tuple(found)

    async def _fetched(self, certificate: x509.Certificate, issuer: x509.Certificate) -> AsyncIterator[Told]:
        """The short answer first, then the list."""
        if not self.fetcher or not self.revocation:
            return
        for url in ocsp_urls(certificate)[:MOST_PLACES]:
            if der := await self.fetcher.ask(url, ocsp_request(certificate, issuer)):
                yield Told("ocsp", url, der)
        for url in crl_urls(certificate)[:MOST_PLACES]:
            if der := await self.fetcher.get(url):
                yield Told("crl", url, _unarmored(der))

    async def issuers_of(self, certificate: x509.Certificate) -> tuple[x509.Certificate, ...]:
        """Authorities that a signature left out, from where its certificate says they are. They are trusted no more
        than any that it could have brought along."""
        found: list[x509.Certificate] = []
        while self.fetcher and len(found) < MOST_HOPS:
            above = await self._issuer(found[-1] if found else certificate, self.fetcher)
            if above is None or above in found:
                break
            found.append(above)
        return tuple(found)

    async def _issuer(self, certificate: x509.Certificate, fetcher: Fetcher) -> x509.Certificate | None:
        for url in issuer_urls(certificate)[:MOST_PLACES]:
            held = await fetcher.get(url)
            if held and len(held) <= BIGGEST_CERTIFICATE:
                try:
                    pem = b"-----BEGIN" in held
                    return x509.load_pem_x509_certificate(held) if pem else x509.load_der_x509_certificate(held)
                except ValueError:
                    continue
        return None


def _unarmored(crl: bytes) -> bytes:
    if not crl.startswith(b"-----BEGIN"):
        return crl
    try:
        return x509.load_pem_x509_crl(crl).public_bytes(Encoding.DER)
    except ValueError:
        return b""

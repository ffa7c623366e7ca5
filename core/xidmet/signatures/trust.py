"""What a check of a signature relies on: the anchors of the site, and where news about certificates comes from."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from xidmet import clock
from xidmet.settings import Settings
from xidmet.signatures.anchors import Anchors, HeldAnchors
from xidmet.signatures.chains import Chain
from xidmet.signatures.fetching import Fetcher
from xidmet.signatures.ocsp_answers import issuer_urls, ocsp_request, ocsp_urls
from xidmet.signatures.remembering import remembered
from xidmet.signatures.revocation import LOCAL, Answer, Told, answer_about, crl_urls, lists_of
from xidmet.signatures.signed_data import read_certificate
from xidmet.signatures.verdict import NotGood, RevocationData, Sub

MOST_PLACES = 2  # of one kind that one certificate may send us to
MOST_HOPS = 3


@dataclass(frozen=True)
class Trust:
    """fetcher: None: nothing is fetched. revocation: whether it must be known that nothing was taken back.

    held: where the anchors come from, when a new list of them may come meanwhile.
    """

    anchors: Anchors
    fetcher: Fetcher | None = None
    revocation: bool = True
    held: HeldAnchors | None = None

    @classmethod
    def from_settings(cls, settings: Settings) -> Trust:
        """Keep it for the life of the process: it remembers what it fetched. Raises as Anchors.from_settings."""
        held = HeldAnchors(settings)
        return cls(held.now(), Fetcher.from_settings(settings), held=held)

    def current(self) -> Trust:
        """With the anchors of this moment, when a new list of them came meanwhile."""
        anchors = self.held.now() if self.held else self.anchors
        return self if anchors is self.anchors else replace(self, anchors=anchors)

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

    def news_here(self, chain: Chain, brought: Sequence[Told], at: dt.datetime) -> tuple[RevocationData, ...] | None:
        """What news_of would say, when it would not fail and need not ask anybody; None: ask that one."""
        found: list[RevocationData] = []
        for certificate, issuer in pairwise(chain):
            answer = self._answer_here(certificate, issuer, brought, at)
            if answer.revoked(at) if answer else self.revocation:
                return None
            found += [answer.data] if answer else []
        return tuple(found)

    async def _answer(
        self, certificate: x509.Certificate, issuer: x509.Certificate, brought: Sequence[Told], at: dt.datetime
    ) -> Answer | None:
        known = await asyncio.to_thread(self._known, certificate, issuer, brought, at)
        if _decides(known, at):
            return known
        async for told in self._fetched(certificate, issuer):
            answer = await asyncio.to_thread(answer_about, certificate, issuer, [told], at, clock.now())
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

    def _answer_here(
        self, certificate: x509.Certificate, issuer: x509.Certificate, brought: Sequence[Told], at: dt.datetime
    ) -> Answer | None:
        """The same by what was fetched before. Raises KeyError when somebody must be asked."""
        known = self._known(certificate, issuer, brought, at)
        if _decides(known, at) or not self.fetcher or not self.revocation:
            return known
        for place in places_of_news(certificate, issuer):
            if der := self.fetcher.kept(place.url, place.question):
                answer = answer_about(certificate, issuer, [_told(place, der)], at, clock.now())
                if answer:
                    return answer
        return known

    def _known(
        self, certificate: x509.Certificate, issuer: x509.Certificate, brought: Sequence[Told], at: dt.datetime
    ) -> Answer | None:
        """What the site holds counts before all; what the signer brought along only when nobody else says anything."""
        return answer_about(certificate, issuer, (*lists_of(issuer, self._lists), *brought), at, clock.now())

    @cached_property
    def _lists(self) -> tuple[Told, ...]:
        return tuple(Told("crl", LOCAL, der) for der in self.anchors.crls)

    async def _fetched(self, certificate: x509.Certificate, issuer: x509.Certificate) -> AsyncIterator[Told]:
        if not self.fetcher or not self.revocation:
            return
        for place in places_of_news(certificate, issuer):
            asked = self.fetcher.ask(place.url, place.question) if place.question else self.fetcher.get(place.url)
            if der := await asked:
                yield _told(place, der)

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
            if held and (found := read_certificate(_unarmored(held, x509.load_pem_x509_certificate))):
                return found
        return None


class Place(NamedTuple):
    """question: an OCSP request, or nothing where a list lies."""

    kind: Literal["crl", "ocsp"]
    url: str
    question: bytes


@remembered()
def places_of_news(certificate: x509.Certificate, issuer: x509.Certificate) -> tuple[Place, ...]:
    """The short answer first, then the list."""
    answers = ocsp_urls(certificate)[:MOST_PLACES]
    question = ocsp_request(certificate, issuer) if answers else b""
    lists = tuple(Place("crl", url, b"") for url in crl_urls(certificate)[:MOST_PLACES])
    return (*(Place("ocsp", url, question) for url in answers), *lists)


def _told(place: Place, der: bytes) -> Told:
    return Told(place.kind, place.url, der if place.kind == "ocsp" else _unarmored(der, x509.load_pem_x509_crl))


def _decides(answer: Answer | None, at: dt.datetime) -> bool:
    """So that nobody need be asked."""
    return answer is not None and (answer.revoked(at) or answer.data.source == LOCAL)


def _unarmored(held: bytes, read: Callable[[bytes], x509.Certificate | x509.CertificateRevocationList]) -> bytes:
    """As DER; read: reads it as PEM."""
    if not held.lstrip().startswith(b"-----BEGIN"):
        return held
    try:
        return read(held).public_bytes(Encoding.DER)
    except ValueError:
        return b""

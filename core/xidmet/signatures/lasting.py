"""How a seal lasts (PAdES B-T, B-LT, B-LTA): a proven time, proof that nothing was taken back, a time-stamp over that.

A time-stamp's own authority ends one day, so that each must be covered by another one before.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography import x509

from xidmet import clock
from xidmet.settings import Settings
from xidmet.signatures.anchors import Anchors
from xidmet.signatures.chains import find_chain
from xidmet.signatures.formats.pdf import read_pdf
from xidmet.signatures.found import Reading
from xidmet.signatures.methods import Methods
from xidmet.signatures.pdf_stamps import (
    DocumentStamp,
    Material,
    has_time,
    signature_value,
    with_material,
    with_signature_stamp,
)
from xidmet.signatures.proving import carried_news
from xidmet.signatures.report import LEVELS, Level, SignatureReport
from xidmet.signatures.revocation import EMBEDDED, Told
from xidmet.signatures.signed_data import Signed, Stamp
from xidmet.signatures.stamp_authority import StampAuthority
from xidmet.signatures.stamps import read_stamp
from xidmet.signatures.trust import Trust
from xidmet.signatures.verdict import NotGood, RevocationData, Sub
from xidmet.signatures.verify import verify

BEFORE = dt.timedelta(days=90)  # the end of what a time-stamp rests on, it is covered by another
SOON = dt.timedelta(hours=1)
BIGGEST_NEWS = 2_000_000  # bytes of lists that go into one document


@dataclass(frozen=True)
class Raised:
    """renew_by: when it must be done again; for a level below LTA at once, as soon as the site wants more."""

    pdf: bytes
    level: Level
    renew_by: dt.datetime


class Lasting:
    """level: that issued documents are to reach. trust: keeps what it fetched, so keep this for the process's life."""

    def __init__(self, level: Level, trust: Trust, authority: StampAuthority) -> None:
        self.level, self.trust, self.authority = level, trust, authority

    @classmethod
    def from_settings(cls, settings: Settings) -> Lasting | None:
        """None: there is no time-stamp authority. Raises as Anchors.from_settings."""
        trust = Trust.from_settings(settings)
        authority = StampAuthority.from_settings(settings, trust)
        return cls(Level(settings.seals_to), trust, authority) if authority else None

    @property
    def unfinished(self) -> tuple[Level, ...]:
        """Levels at which a document still has something to gain here, when its time has come."""
        return LEVELS if self.level is Level.LTA else LEVELS[: LEVELS.index(self.level)]

    async def raised(self, pdf: bytes) -> Raised:
        """A sealed PDF at the wanted level; one that is there already gets another time-stamp over all of it.

        What comes out was judged as a stranger's file is. Raises NoStamp; NotGood with TRY_LATER when it was not to be
        found out whether a certificate still counts, and any other NotGood when this document can't be raised at all.
        """
        stamped = await self._with_time(pdf)
        if self.level is Level.T:
            return await self._judged(stamped)
        reading = await asyncio.to_thread(_reading, stamped)
        material = await self._material(reading)
        if self.level is Level.LT:
            return await self._judged(await asyncio.to_thread(with_material, stamped, material))
        told = (*_signed(reading).told, *(Told(one.kind, EMBEDDED, one.der) for one in material.news))
        return await self._judged(await self._covered(stamped, material), told)

    async def _with_time(self, pdf: bytes) -> bytes:
        if await asyncio.to_thread(has_time, pdf):
            return pdf
        token = await self.authority.stamp(hashlib.sha256(await asyncio.to_thread(signature_value, pdf)).digest())
        # EN 319 142-1, 6.3: one over the whole document proves the time as well.
        made = await asyncio.to_thread(with_signature_stamp, pdf, token.der)
        return made or await self._covered(pdf, Material())

    async def _covered(self, pdf: bytes, material: Material) -> bytes:
        stamp = await asyncio.to_thread(DocumentStamp, pdf, material, self.authority.room)
        token = await self.authority.stamp(stamp.digest)
        return await asyncio.to_thread(stamp.finished, token.der)

    async def _material(self, reading: Reading) -> Material:
        """About the seal, and about the authority of the newest time-stamp: the older ones' was kept when they were
        covered."""
        signed, anchors, now = _signed(reading), self.trust.anchors, clock.now()
        stamps = sorted((await asyncio.to_thread(_read_all, _stamps(reading))), key=lambda one: one[0])
        (first, _oldest), (_time, newest) = stamps[0], stamps[-1]
        others = (*anchors.issuers, *signed.others, *newest.others)
        seal = await self._chain(signed.certificate, others, (*anchors.seals, *anchors.persons), first)
        authority = await self._chain(newest.certificate, others, anchors.timestamps, now)
        news = [*await self._news_of_seal(seal, signed.told, first), *await self.trust.newest_of(authority, now)]
        if sum(len(one.der) for one in news) > BIGGEST_NEWS:
            raise NotGood(Sub.GENERIC, "the lists of revoked certificates are too big to go into a document")
        return Material(tuple(dict.fromkeys((*seal[:-1], *authority[:-1]))), news)

    async def _chain(
        self,
        certificate: x509.Certificate,
        others: Sequence[x509.Certificate],
        anchors: Sequence[x509.Certificate],
        at: dt.datetime,
    ) -> tuple[x509.Certificate, ...]:
        more = await self.trust.issuers_of(certificate)
        return await asyncio.to_thread(find_chain, certificate, (*others, *more), anchors, at)

    async def _news_of_seal(
        self, chain: tuple[x509.Certificate, ...], told: Sequence[Told], at: dt.datetime
    ) -> tuple[RevocationData, ...]:
        if await carried_news(chain, told, at, for_ever=True) is not None:
            return ()
        try:
            return await self.trust.newest_of(chain, at)
        except NotGood as error:
            if error.sub is Sub.TRY_LATER and await carried_news(chain, told, at) is not None:
                return ()  # its authority no longer says anything; what was kept must do
            raise

    async def _judged(self, pdf: bytes, told: Sequence[Told] = ()) -> Raised:
        """told: what lies in it, of one at level LTA."""
        report = await verify(pdf, trust=self.trust)
        if report.error or not report.signatures:
            raise report.error or NotGood(Sub.SIGNED_DATA_NOT_FOUND, "no seal")
        seal = report.signatures[0]
        if not seal.verdict.passed or seal.level is None:
            raise NotGood(seal.verdict.sub_indication or Sub.GENERIC, seal.verdict.detail)
        if LEVELS.index(seal.level) < LEVELS.index(self.level):
            raise NotGood(Sub.TRY_LATER, f"it reached level {seal.level} only")
        if seal.level is not Level.LTA:
            return Raised(pdf, seal.level, clock.now())
        verdict = seal.verdict
        for_ever = await carried_news(verdict.chain, told, verdict.at, for_ever=True) is not None
        old = () if for_ever else await carried_news(verdict.chain, told, verdict.at) or ()
        before = [one for one in old if one.this_update < verdict.at]
        return Raised(pdf, seal.level, _renew_by(seal, before, self.trust.current().anchors.methods))


def need_anchors(settings: Settings, chain: tuple[x509.Certificate, ...]) -> None:
    """chain: of the site's seal. Raises ValueError when nothing it seals could ever be raised."""
    anchors = Anchors.from_settings(settings)
    if settings.stamps_at and not anchors.timestamps:
        raise ValueError("XIDMET_TIMESTAMPS needs the authority's root, in the folder timestamps of XIDMET_ANCHORS.")
    if settings.seals_to == "B":
        return
    try:
        find_chain(chain[0], (*chain[1:], *anchors.issuers), (*anchors.seals, *anchors.persons), clock.now())
    except NotGood:
        level = settings.seals_to
        raise ValueError(f"Level {level} needs the seal's own root, in the folder seals of XIDMET_ANCHORS.") from None


def _renew_by(seal: SignatureReport, old: Sequence[RevocationData], methods: Methods) -> dt.datetime:
    """Before the newest time-stamp ends, or a method that it rests on.

    old: what the authorities of the seal said before it was made, and nothing since; earlier then, so that their next
    lists go in too.
    """
    newest = max((one for one in seal.stamps if one.time), key=lambda one: one.time or seal.verdict.at)
    moment = newest.time or seal.verdict.at
    certificates = newest.verdict.chain[:1] if len(newest.verdict.chain) == 1 else newest.verdict.chain[:-1]
    ends = [one.not_valid_after_utc for one in certificates]
    end = methods.end_of(newest.verdict.algorithms, newest.verdict.chain, moment)
    ends += [end] if end else []
    renew = min(ends) - min(BEFORE, (min(ends) - moment) / 2)
    again = [max(one.next_update + SOON, moment + SOON) for one in old if one.next_update]
    return min(renew, *again) if again else renew


def _reading(pdf: bytes) -> Reading:
    """Raises NotGood, or Unreadable, for what the portal did not seal."""
    return read_pdf(pdf, None).readings[0]


def _signed(reading: Reading) -> Signed:
    if reading.signed is None:
        raise reading.error or NotGood(Sub.GENERIC, "nothing was read")
    return reading.signed


def _stamps(reading: Reading) -> tuple[Stamp, ...]:
    return (*_signed(reading).stamps, *reading.later)


def _read_all(stamps: Sequence[Stamp]) -> list[tuple[dt.datetime, Signed]]:
    return [read_stamp(one) for one in stamps]

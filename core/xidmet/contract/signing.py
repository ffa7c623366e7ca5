"""A means of signing: how somebody puts an e-signature under a document of the portal.

A plugin offers means by its hook signing_means(). As with signing in, a means answers with steps, the portal makes
every page from them, and it alone judges what comes back: nothing that a means says of a signature is believed.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from xidmet.contract.means import Answer, Ask, Call, Ceremony, Given, Leave, SignThis, Wait
from xidmet.contract.rule import Refusal

HashName = Literal["sha256", "sha384", "sha512"]


class Paper(Protocol):
    """What is to be signed, as it was shown to the signer. content: the whole file. name: of the file, for people.

    media: "application/pdf" is signed as PAdES, anything else as CAdES beside it. digest: SHA-256 of the content, in
    hexadecimal digits. title: what it is, in the signer's language, for the screen of a phone.
    """

    @property
    def content(self) -> bytes: ...
    @property
    def name(self) -> str: ...
    @property
    def media(self) -> str: ...
    @property
    def digest(self) -> str: ...
    @property
    def title(self) -> str: ...

    def to_be_signed(self, chain: Sequence[bytes], hash_name: HashName, when: dt.datetime) -> bytes:
        """The signed attributes (RFC 5652, 5.4) over this paper, for a key that can only sign bytes or their hash.

        chain: the signer's certificate, then its issuers, DER. when: the time that the signature claims; the same
        arguments give the same bytes. Takes some milliseconds. Raises ValueError for a chain that can't be read.
        """
        ...


@dataclass(frozen=True)
class SignedFile:
    """The paper with its signature in it, or in a container, or a signature beside it, as a tool gave it back."""

    content: bytes


@dataclass(frozen=True)
class SignedHash:
    """A bare signature over what to_be_signed() gave for the same chain, hash and time.

    value: RSA PKCS#1 v1.5, or ECDSA in DER.
    """

    value: bytes
    chain: Sequence[bytes]
    hash_name: HashName
    when: dt.datetime


SigningStep = Ask | Leave | Wait | SignThis | SignedFile | SignedHash | Refusal


class SigningMeans(ABC):
    """One means. name: of addresses and the store, letters, digits and dashes. about: a sentence on what one needs.

    seals: whether seals of organisations can be put with it too. hash_only: it signs a hash, so that the portal itself
    makes the signed file; otherwise it gives back a file.
    Ceremony.purpose is "sign"; its fin is whose signature it must be, or its voen whose seal, and its notes are kept
    between the steps.
    Everything that outside parties and people send is hostile until proved; a means raises for nothing they send.
    """

    name: str
    title: str
    about: str
    seals: bool = False
    hash_only: bool = False

    @abstractmethod
    async def begin(self, ceremony: Ceremony, paper: Paper) -> SigningStep:
        """The first step of a try."""

    @abstractmethod
    async def go_on(self, ceremony: Ceremony, paper: Paper, given: Given) -> SigningStep:
        """What follows from what was given; for a Wait, what has happened by now. It may be asked again."""

    def try_of(self, call: Call) -> str:
        """Which ceremony a call says it belongs to; "" when it names none. Nothing of the call is proved yet."""
        return ""

    async def called(self, ceremony: Ceremony, paper: Paper, call: Call) -> Answer:
        """Answer a call of an outside party. What it gives is noted; the waiting browser finds it with go_on."""
        return Answer({}, 404)

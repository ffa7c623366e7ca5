"""A means of signing in: how somebody shows who they are, and what that proves.

A plugin offers means by its hook sign_in_means(). A means answers with steps; the portal makes every page from them.
"""

from __future__ import annotations

import datetime as dt
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol
from uuid import UUID

from xidmet.contract.form import Form
from xidmet.contract.levels import Level
from xidmet.contract.mistake import Mistake
from xidmet.contract.rule import Refusal

Usage = Literal["authenticate", "sign"]
Purpose = Literal["sign-in", "step-up", "add", "seal", "sign"]
# seal: of an organisation, to act for it. sign: a document; see xidmet.contract.signing


@dataclass(frozen=True)
class Signer:
    """Whom a certificate names. fin, voen: "" when it names none. issuer: who says so. certificate: DER."""

    fin: str
    voen: str
    surname: str
    given_name: str
    name: str
    organisation: str
    issuer: str
    certificate: bytes

    @property
    def is_seal(self) -> bool:
        """Of an organisation, not of a person."""
        return bool(self.voen) and not self.fin


class Signatures(Protocol):
    """What the site's verification says of a signature: whose it is, or why it proves nothing."""

    async def detached(self, content: bytes, signature: bytes) -> Signer | Refusal:
        """A CAdES signature beside its content."""

    async def raw(
        self, certificate: bytes, signature: bytes, content: bytes, hash_name: str, usage: Usage = "authenticate"
    ) -> Signer | Refusal:
        """A bare signature over content by the key of a DER certificate. hash_name: "sha256", "sha384" or "sha512".

        usage: what the certificate must be for.
        """

    async def holder(self, certificate: bytes, others: Sequence[bytes] = ()) -> Signer | Refusal:
        """Whom a DER certificate names that may sign documents now; it says nothing of who sent it.

        others: issuers that came along, DER. It asks the authority whether the certificate was taken back.
        """


@dataclass(frozen=True)
class Failed:
    """A proof that did not hold. account, fin: whose it would have been; neither: whose the try is. means: which."""

    account: UUID | None
    fin: str
    means: str


@dataclass(frozen=True)
class Ceremony:
    """One try of one browser with one means; it ends with one proof, or with none.

    id: unguessable, of this try alone; an outside party may be given it as its "state". nonce: 32 random bytes, for
    what is signed. origin: scheme and host of the portal. back: the address to which an outside party sends the
    browser back. calls: the address under which an outside party's server or app calls.
    account, fin: whose it must be, unless somebody signs in. voen: of the organisation for which they sign a document;
    its seal does as well as their own certificate. notes: what the means keeps between its steps; encrypted
    in the store. failed: what did_not_hold() was told in this request.
    """

    id: str
    means: str
    purpose: Purpose
    nonce: bytes
    origin: str
    back: str
    calls: str
    language: str
    now: dt.datetime
    until: dt.datetime
    signatures: Signatures
    account: UUID | None = None
    fin: str = ""
    voen: str = ""
    notes: dict[str, Any] = field(default_factory=dict)
    failed: list[Failed] = field(default_factory=list)

    def did_not_hold(self, account: UUID | None = None, fin: str = "", means: str = "") -> None:
        """A means says so of every proof that was wrong or refused, once: the owner finds it in their history.

        account, fin: whose it would have been, where whoever signs in is not known yet. means: another than this one.
        """
        if self.purpose in ("sign-in", "step-up"):  # of what is added or sealed nobody's account hangs
            self.failed.append(Failed(account or self.account, fin or self.fin, means or self.means))

    @property
    def challenge(self) -> bytes:
        """What a bare signature is made over: of this try, for this portal and this purpose, and of no other."""
        said = {"origin": self.origin, "purpose": self.purpose, "try": self.id, "nonce": self.nonce.hex()}
        return json.dumps(said, sort_keys=True).encode()


@dataclass(frozen=True)
class Given:
    """What came back to a means. answers: to the form it asked. query: of the address it is returned to.

    file: what was uploaded. script: what the browser's own interface answered, as JSON.
    """

    answers: Form | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    file: bytes | None = None
    script: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Ask:
    """A form to fill in. mistakes: by field, of what was answered before. why: a sentence above it."""

    form: type[Form]
    mistakes: Mapping[str, Mistake] = field(default_factory=dict)
    why: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Leave:
    """The browser goes to an outside address, which sends it back. https, or a loopback address in a demonstration."""

    address: str


@dataclass(frozen=True)
class Wait:
    """Something happens elsewhere: on a phone. code: what must be the same there. link: opens the app on this phone.

    picture: what a phone's camera reads, as text for a QR code. every: seconds until it is asked again.
    """

    text: str
    code: str = ""
    link: str = ""
    picture: str = ""
    every: int = 2


@dataclass(frozen=True)
class SignThis:
    """Bytes to be signed with any tool; the signature is uploaded."""

    content: bytes
    name: str
    why: Refusal | None = None


@dataclass(frozen=True)
class Script:
    """Something that only the browser's own interface does. does: which. options: for it, as JSON."""

    does: Literal["passkey-get", "passkey-create"]
    options: Mapping[str, Any]
    why: Refusal | None = None


@dataclass(frozen=True)
class Show:
    """Something to keep before the form below it is answered: the secret of an authenticator app.

    picture: as text for a QR code. text: the same to type.
    """

    picture: str
    text: str
    ask: Ask


@dataclass(frozen=True)
class Proven:
    """It is proved. key: whom this means knows, unique within it. level: how surely. source: who says so.

    says: fin, voen, surname, given_name, patronymic, name, organisation, email: only what is proved.
    keeps: what the means needs the next time, encrypted in the store; for the purpose "add", and for what it changes.
    label: what the person calls it in the list of their means.
    """

    key: str
    level: Level
    source: str
    says: Mapping[str, str] = field(default_factory=dict)
    keeps: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""


Step = Ask | Leave | Wait | SignThis | Script | Show | Proven | Refusal


@dataclass(frozen=True)
class Call:
    """What an outside party's server or app asks. path: behind the means' address. query: as it was sent, undecoded."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """Answered to a call, as JSON."""

    body: Mapping[str, Any]
    status: int = 200


class SignInMeans(ABC):
    """One means. name: of addresses and the store, letters, digits and dashes. level: the most it can prove.

    purposes: for what it can be used; "seal" is for a means that can prove an organisation's. added_first: it knows
    only those who added it to their account before.
    Everything that outside parties and people send is hostile until proved; a means raises for nothing they send.
    """

    name: str
    title: str
    about: str
    level: Level
    purposes: tuple[Purpose, ...] = ("sign-in", "step-up", "add")
    added_first: bool = False

    @abstractmethod
    async def begin(self, ceremony: Ceremony) -> Step:
        """The first step of a try."""

    @abstractmethod
    async def go_on(self, ceremony: Ceremony, given: Given) -> Step:
        """What follows from what was given; for a Wait, what has happened by now."""

    def try_of(self, call: Call) -> str:
        """Which ceremony a call says it belongs to; "" when it names none. Nothing of the call is proved yet."""
        return ""

    async def called(self, ceremony: Ceremony, call: Call) -> Answer:
        """Answer a call. What it proves is noted in the ceremony; the waiting browser finds it with go_on."""
        return Answer({}, 404)

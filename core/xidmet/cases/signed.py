"""The signature that a move is made by: where one is due, what it was over, and what is kept of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol
from uuid import UUID, uuid4

from xidmet.auth import Actor
from xidmet.auth.may import Mover
from xidmet.cases.case import Case
from xidmet.cases.co_signers import co_signers
from xidmet.cases.consequences import Given, Signature
from xidmet.cases.site import Site
from xidmet.contract.form import Form
from xidmet.contract.plain import to_store
from xidmet.contract.rule import Refusal
from xidmet.contract.states import Transition
from xidmet.contract.texts import _
from xidmet.errors import Refused, Stale
from xidmet.store import documents
from xidmet.store import signing as store
from xidmet.store.documents import Stored
from xidmet.store.effects import write_effect

Kind = Literal["electronic", "paper"]
UNSIGNED = _("This must be signed before it is done.")
OTHERS_TOO = Refusal(
    why=_("Others must sign this, too, before it is sent."), mend=_("Open the page of the application and go on there.")
)


class SignatureNeeded(Refused):
    """Theirs to do, and by their signature alone. refusal.values: address, where it is signed."""


@dataclass(frozen=True)
class Judged:
    """Whose signature it is, and why it counts. form, level: as in the report; "" on paper. fin, voen: "" for none."""

    name: str
    fin: str = ""
    voen: str = ""
    form: str = ""
    level: str = ""
    report: Mapping[str, Any] = field(default_factory=dict)
    material: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Signed:
    """A signature that was found good, and the file it came in, whose bytes are stored and whose row is not.

    wanted: what it was asked for. scans: whether the file must be scanned before others see it.
    """

    wanted: store.Wanted
    kind: Kind
    file: Stored
    judged: Judged
    scans: bool

    @property
    def facts(self) -> dict[str, str]:
        """For the journal: hashes alone, so that neither document nor verdict can be put in another's place."""
        told = {"report": self.judged.report, "material": self.judged.material}
        return {
            "signed": self.kind,
            "document": self.wanted.sha256,
            "signature": self.file.sha256,
            "verdict": hash_of(told),
        }

    @property
    def of_all(self) -> bool:
        """A scan holds the hands of all."""
        return self.kind == "paper"

    def is_over(self, given: Given) -> bool:
        """False when what a register says is another answer now than the one that was signed."""
        return self.wanted.given == digest_of(given)

    async def keep(self, place: int, moment: dt.datetime) -> None:
        """Inside the transaction of the move. Raises Stale when it moved a case already, or its time is over."""
        await self.spend(moment)
        await self.write(place, moment)

    async def spend(self, moment: dt.datetime) -> None:
        """Inside a transaction. Raises Stale when it was spent before, or its time is over."""
        if not await store.use(self.wanted.id, moment):
            raise Stale

    async def write(self, place: int, moment: dt.datetime) -> None:
        """The same without spending anything. place: of the row of the history that names it."""
        await documents.keep(self.file)
        if self.scans:
            await write_effect("scan", {"document": str(self.file.id)}, f"scan:{self.file.id}", case=self.wanted.case)
        await store.keep(self._row(uuid4(), place, moment))

    def _row(self, wanted: UUID, place: int, moment: dt.datetime) -> store.Kept:
        judged = self.judged
        return store.Kept(
            id=wanted,
            case=self.wanted.case,
            transition=self.wanted.transition,
            place=place,
            kind=self.kind,
            account=self.wanted.account,
            name=judged.name[:300],
            fin=judged.fin,
            voen=judged.voen,
            form=judged.form[:40],
            level=judged.level,
            original=self.wanted.document,
            file=self.file.id,
            report=dict(judged.report),
            material=dict(judged.material),
            signed_at=moment,
        )


class OverDocument(Signature, Protocol):
    """One signature, or those of several people, over the document of a case. of_all: nobody else's is due."""

    @property
    def wanted(self) -> store.Wanted: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def of_all(self) -> bool: ...
    def is_over(self, given: Given) -> bool: ...


class ListSigned(Protocol):
    """A signature over a list of cases, judged where the list is: also whose it is, and that these cases are in it."""

    def is_over(self, asked: Form | None) -> bool:
        """False when what a register says is another answer now than the one that was signed."""

    def facts_of(self, place: int) -> Mapping[str, str]:
        """For the journal of the case at this place among those that are moved, from 0: which list, what binds it."""

    async def keep(self, moved: Sequence[tuple[int, UUID, int]], moment: dt.datetime) -> None:
        """Inside the transaction of the moves. moved: place, id of the case, and place of its row in its chain.

        Raises Stale when the list is not to be worked off any more; then none of these is moved.
        """


@dataclass(frozen=True)
class OneOfList:
    """The same, for one of the cases that is moved by itself."""

    signed: ListSigned
    place: int
    case: UUID | None = None

    @property
    def of_all(self) -> bool:
        """A list has one signer."""
        return False

    @property
    def facts(self) -> dict[str, str]:
        return dict(self.signed.facts_of(self.place))

    def is_over(self, given: Given) -> bool:
        return self.signed.is_over(given.asked)

    async def keep(self, place: int, moment: dt.datetime) -> None:
        assert self.case is not None
        await self.signed.keep([(self.place, self.case, place)], moment)


UnderMove = OverDocument | OneOfList  # what a move is made by


def need_signature(site: Site, mover: Mover, case: Case, transition: Transition, signed: UnderMove | None) -> None:
    """Raises SignatureNeeded where one is due and none is given, Stale for one that was given for something else."""
    if isinstance(signed, OneOfList):
        return
    if signed is None:
        if transition.signed_alone and isinstance(mover, Actor):
            raise SignatureNeeded(_refusal(site, case, transition))
        return
    wanted = signed.wanted
    mine = isinstance(mover, Actor) and mover.account == wanted.account
    if not mine or (wanted.case, wanted.transition, wanted.version) != (case.record.id, transition.name, case.version):
        raise Stale(case.number)
    if signed.kind == "paper" and transition.signed != "or on paper":
        raise SignatureNeeded(_refusal(site, case, transition))


def need_all_signatures(transition: Transition, answers: Form, signed: UnderMove | None) -> None:
    """Raises Refused when one signature is given and others are due, too."""
    if signed is not None and not signed.of_all and co_signers(transition, answers):
        raise Refused(OTHERS_TOO)


def _refusal(site: Site, case: Case, transition: Transition) -> Refusal:
    page = "review" if case.is_draft else f"move/{transition.name}"
    address = f"{site.settings.address}/cases/{case.number}/{page}"
    return Refusal(why=UNSIGNED, mend=_("Open {address} and sign it there."), address=address)


def digest_of(given: Given) -> str:
    """SHA-256 over the answers that are signed, and over what the move asks."""
    return hash_of(answers_in(given))


def answers_in(given: Given) -> dict[str, Any]:
    return {"answers": to_store(given.answers), "asked": asked_in(given)}


def asked_in(given: Given) -> dict[str, Any] | None:
    return stored(given.asked)


def stored(asked: Form | None) -> dict[str, Any] | None:
    return to_store(asked) if asked is not None else None


def hash_of(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON in the spirit of RFC 8785: sorted names, no blanks, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

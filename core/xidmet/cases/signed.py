"""The signature that a move is made by: where one is due, what it was over, and what is kept of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID, uuid4

from xidmet.auth import Actor
from xidmet.auth.may import Mover
from xidmet.cases.case import Case
from xidmet.cases.consequences import Given
from xidmet.cases.site import Site
from xidmet.contract.plain import to_store
from xidmet.contract.rule import Refusal
from xidmet.contract.states import Transition
from xidmet.contract.texts import _
from xidmet.errors import Refused, Stale
from xidmet.store import documents, list_items
from xidmet.store import signing as store
from xidmet.store.documents import Stored
from xidmet.store.effects import write_effect

Kind = Literal["electronic", "paper"]
UNSIGNED = _("This must be signed before it is done.")


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

    def is_over(self, given: Given) -> bool:
        """False when what a register says is another answer now than the one that was signed."""
        return self.wanted.given == digest_of(given)

    async def keep(self, place: int, moment: dt.datetime) -> None:
        """Inside the transaction of the move. Raises Stale when it moved a case already, or its time is over."""
        if not await store.use(self.wanted.id, moment):
            raise Stale
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


@dataclass(frozen=True)
class WholeList:
    """What somebody signed, or confirmed, for many cases at once. given: hash over what the move asks. head: SHA-256
    of what binds all its items. signature: of the file with the signature, "" where none is due. count: of items.
    """

    id: UUID
    account: UUID
    move: str
    given: str
    count: int
    head: str
    signature: str


@dataclass(frozen=True)
class ItemSigned:
    """One item of such a list. n: its number among those that were signed; place: in the whole list."""

    whole: WholeList
    case: str
    version: int
    place: int
    n: int

    @property
    def facts(self) -> dict[str, str]:
        """For the journal: which list, which item of it, and what binds them."""
        whole = self.whole
        signed = {"list_signature": whole.signature} if whole.signature else {}
        return {"list": str(whole.id), "item": f"{self.n}/{whole.count}", "head": whole.head, **signed}

    def is_over(self, given: Given) -> bool:
        return self.whole.given == hash_of(asked_in(given))

    async def keep(self, place: int, moment: dt.datetime) -> None:
        """Inside the transaction of the move. Raises Stale when the list was stopped, or this item was done."""
        if not await list_items.say(
            self.whole.id, list_items.ABLE, [list_items.Said(self.place, list_items.MADE)], moment
        ):
            raise Stale(self.case)


def need_signature(
    site: Site, mover: Mover, case: Case, transition: Transition, signed: Signed | ItemSigned | None
) -> None:
    """Raises SignatureNeeded where one is due and none is given, Stale for one that was given for something else."""
    if isinstance(signed, ItemSigned):
        _need_item(site, mover, case, transition, signed)
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


def _need_item(site: Site, mover: Mover, case: Case, transition: Transition, signed: ItemSigned) -> None:
    mine = isinstance(mover, Actor) and mover.account == signed.whole.account
    due = (case.number, transition.name, case.version)
    if not mine or (signed.case, signed.whole.move, signed.version) != due:
        raise Stale(case.number)
    if transition.signed and not signed.whole.signature:
        raise SignatureNeeded(_refusal(site, case, transition))


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
    return to_store(given.asked) if given.asked is not None else None


def hash_of(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON in the spirit of RFC 8785: sorted names, no blanks, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

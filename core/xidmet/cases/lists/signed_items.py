"""What a list brings to the moves that it is worked off by: its facts for each journal, and its items, told of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from xidmet.cases.signed import hash_of, stored
from xidmet.contract.form import Form
from xidmet.errors import Stale
from xidmet.store import list_items
from xidmet.store.list_items import ABLE, MADE, Item, Said


@dataclass(frozen=True)
class WholeList:
    """What somebody signed, or confirmed, for many cases at once. given: hash over what the move asks. head: SHA-256
    of what binds all its items. signature: of the file with the signature, "" where none is due. count: of items.
    due: it must be signed.
    """

    id: UUID
    given: str
    count: int
    head: str
    signature: str
    due: bool


@dataclass(frozen=True)
class SignedItems:
    """items: those that are moved, in this order."""

    whole: WholeList
    items: Sequence[Item]

    def is_over(self, asked: Form | None) -> bool:
        """False when what a register says is another answer now than the one that was signed; or nothing was."""
        unsigned = self.whole.due and not self.whole.signature
        return not unsigned and self.whole.given == hash_of(stored(asked))

    def facts_of(self, place: int) -> Mapping[str, str]:
        """For the journal: which list, which item of it, and what binds them."""
        whole, item = self.whole, self.items[place]
        signed = {"list_signature": whole.signature} if whole.signature else {}
        number = f"{item.n or item.place}/{whole.count}"
        return {"list": str(whole.id), "item": number, "head": whole.head, **signed}

    async def keep(self, moved: Sequence[tuple[int, UUID, int]], moment: dt.datetime) -> None:
        """Inside the transaction of the moves. Raises Stale when the list was stopped, or one of these was done."""
        said = [Said(self.items[place].place, MADE) for place, _case, _row in moved]
        if await list_items.say(self.whole.id, ABLE, said, moment) != len(said):
            raise Stale

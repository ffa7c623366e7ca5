"""What a list brings to the moves that it is worked off by: its facts for each journal, and its items, told of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from xidmet.cases.signed import hash_of, stored
from xidmet.contract.form import Form
from xidmet.errors import Stale
from xidmet.store import list_items
from xidmet.store.list_items import Able


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
    """items: those that are moved, in this order. kept: places of those of which it was said."""

    whole: WholeList
    items: Sequence[Able]
    kept: set[int] = field(default_factory=set)

    def is_over(self, asked: Form | None) -> bool:
        """False when what a register says is another answer now than the one that was signed; or nothing was."""
        unsigned = self.whole.due and not self.whole.signature
        return not unsigned and self.whole.given == hash_of(stored(asked))

    def facts_of(self, place: int) -> Mapping[str, str]:
        """For the journal: which list, which item of it, and what binds them."""
        item = self.items[place]
        return {**self._alike, "item": f"{item.n or item.place}/{self.whole.count}"}

    @cached_property
    def _alike(self) -> Mapping[str, str]:
        signed = {"list_signature": self.whole.signature} if self.whole.signature else {}
        return {"list": str(self.whole.id), "head": self.whole.head, **signed}

    async def keep(self, moved: Sequence[tuple[int, UUID, int]], moment: dt.datetime) -> None:
        """Inside the transaction of the moves. Raises Stale when the list was stopped, or one of these was done."""
        places = [self.items[place].place for place, _case, _row in moved]
        if await list_items.say_made(self.whole.id, places, moment) != len(places):
            raise Stale
        self.kept.update(places)

"""What the portal's own means keep for an account: read, and changed by one request at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xidmet.auth.entrance import about, seal, unseal
from xidmet.store import means as store
from xidmet.store.means import Kept


@dataclass(frozen=True)
class Keeping:
    """keys: the site's, 32 bytes each; the first one writes."""

    keys: tuple[bytes, ...]

    async def of(self, account: UUID, name: str) -> list[Kept]:
        return await store.of_account(account, name)

    async def by_key(self, name: str, key: str) -> Kept | None:
        return await store.by_key(name, key[:300])

    def read(self, kept: Kept) -> dict[str, Any]:
        return unseal(self.keys, kept.sealed, about(kept.account, kept.name))

    async def change(self, kept: Kept, content: Mapping[str, Any]) -> bool:
        """Keep something else, if nobody changed it since it was read; False when somebody was faster."""
        return await store.changed(kept, seal(self.keys, content, about(kept.account, kept.name)))

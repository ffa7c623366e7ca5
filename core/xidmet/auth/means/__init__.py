"""The portal's own means of signing in, and those of the plugins beside them."""

from __future__ import annotations

from collections.abc import Mapping

from xidmet.auth.entrance import Entrance
from xidmet.auth.means.judged import Judged
from xidmet.contract.means import SignInMeans
from xidmet.settings import Settings

OWN: tuple[SignInMeans, ...] = ()


def open_entrance(settings: Settings, offered: Mapping[str, SignInMeans], key: bytes) -> Entrance:
    """offered: by the plugins. key: 32 bytes that encrypt what means keep."""
    means = {one.name: one for one in (*OWN, *offered.values())}
    return Entrance(means, settings.address, key, Judged())

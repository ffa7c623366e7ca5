"""A place on a market, had when its duty is paid; for a charity nothing is due."""

from collections.abc import Sequence

from xidmet import Service, hookimpl

from .service import MarketStall


@hookimpl
def services() -> Sequence[type[Service]]:
    return [MarketStall]

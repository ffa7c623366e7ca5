"""What the payment service knows while it runs."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from xidmet import clock


@dataclass
class Order:
    id: str
    client: str
    asked: dict[str, Any]
    status: str = "open"
    reference: str = ""
    paid: int = 0

    @property
    def standing(self) -> str:
        """An open one is over when its time is."""
        until = dt.datetime.fromisoformat(self.asked["until"])
        return "expired" if self.status == "open" and clock.now() >= until else self.status


@dataclass
class Orders:
    """calls: False holds them back, as a service would that is in trouble. running: calls on their way."""

    known: dict[str, Order] = field(default_factory=dict)
    calls: bool = True
    running: set[asyncio.Task[None]] = field(default_factory=set)

    def by_name(self, client: str, order: str) -> Order | None:
        return next((o for o in self.known.values() if (o.client, o.asked["order"]) == (client, order)), None)

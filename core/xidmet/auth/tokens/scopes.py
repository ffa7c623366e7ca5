"""What a token may be made for. A route of the API names the one scope that opens it."""

from __future__ import annotations

from typing import Literal

Scope = Literal["read", "fill", "submit"]
SCOPES: tuple[Scope, ...] = ("read", "fill", "submit")

"""What makes two cases of a party one and the same: the answers that their service names in one_per."""

from __future__ import annotations

from typing import Any

from xidmet.contract.answers import row_key
from xidmet.contract.form import Form
from xidmet.contract.service import Service
from xidmet.contract.shown import value_of

LONGEST = 200  # characters that the store keeps


def natural_key(service: type[Service], party: str, answers: Form) -> str:
    """A unique key of the store, so two at once cannot both succeed."""
    values = [_text(value_of(field, answers)) for field in service.one_per]
    return "|".join([service.slug, party, *values])[:LONGEST]


def _text(value: Any) -> str:
    return row_key(value) if isinstance(value, Form) else str(value)

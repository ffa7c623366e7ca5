"""The boxes that were ticked in a form: to what somebody consented."""

from __future__ import annotations

from collections.abc import Iterator

from xidmet.contract.fields import Consent
from xidmet.contract.form import Form


def consents_in(answers: Form, prefix: str = "") -> Iterator[tuple[str, Consent]]:
    """Path and question of each box that was ticked, also inside parts and rows; a row is named by its place."""
    for name, field in type(answers).fields.items():
        value = vars(answers).get(name)
        if isinstance(field, Consent):
            if value is True:
                yield f"{prefix}{name}", field
            continue
        for place, one in enumerate(value if isinstance(value, tuple) else (value,)):
            if isinstance(one, Form):
                inner = f"{prefix}{name}-{place}-" if isinstance(value, tuple) else f"{prefix}{name}-"
                yield from consents_in(one, inner)

"""What is asked on the portal: which certificate, and what lets its key sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xidmet import Choice, Form, Text, _

from .credential import Secret

PIN, CODE = _("PIN of the signing service"), _("One-time code of the signing service")
ONE_TIME = ("OTP", "ChallengeResponse")


def which(labels: Sequence[str]) -> type[Form]:
    """Which certificate; the answer is its place in the list."""
    options = {str(place): label for place, label in enumerate(labels)}
    return type("Which", (Form,), {"certificate": Choice(_("Which certificate signs?"), options)})


def chosen(answers: Form | None) -> int:
    """Its place; -1: none."""
    said = vars(answers).get("certificate", "") if answers else ""
    return int(said) if isinstance(said, str) and said.isascii() and said.isdecimal() and len(said) < 3 else -1


def secrets_form(secrets: Sequence[Secret], challenges: Mapping[str, str], *, one_is_enough: bool) -> type[Form]:
    """challenges: what is to be answered, by the id of a secret."""
    fields: dict[str, Any] = {}
    for place, one in enumerate(secrets):
        field = _field(one, challenges.get(one.id, ""))
        fields[f"secret_{place}"] = field.optional() if one_is_enough else field
    return type("Secrets", (Form,), fields)


def _field(secret: Secret, challenge: str) -> Text:
    once = secret.id in ONE_TIME or secret.kind in ONE_TIME
    label = CODE if once else PIN if secret.id == "PIN" else secret.label or PIN
    return Text(label, format="plain" if once else "password", most=100, hint=challenge)


def typed(answers: Form | None, secrets: Sequence[Secret]) -> Mapping[str, str]:
    """By the id of a secret; only what was filled in."""
    said = {one.id: vars(answers).get(f"secret_{place}") for place, one in enumerate(secrets)} if answers else {}
    return {name: value for name, value in said.items() if isinstance(value, str) and value}


def place_of(secrets: Sequence[Secret], error: str) -> str:
    """Beside which field an error stands."""
    once = [place for place, one in enumerate(secrets) if one.id in ONE_TIME or one.kind in ONE_TIME]
    return f"secret_{once[0] if once and error == 'invalid_otp' else 0}"

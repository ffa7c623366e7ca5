"""Invented rows: more organisations than a list can show, a few purposes."""

from collections.abc import Iterator
from typing import Any

from xidmet import Code, Form, Organisation, Register

from .form import organisations, purposes


def invented() -> Iterator[tuple[Register[Any], str, Form]]:
    for place in range(120):
        voen = f"{900000000 + place}1"
        yield (
            organisations,
            "",
            Organisation(
                voen=voen,
                name=f"Nümunə Şirkət {place:03} MMC",
                kind="legal_entity",
                activity="Ticarət",
                address="Bakı",
                email=f"office{place}@numune.example" if place % 2 else None,
            ),
        )
    for code, name, name_az in (("work", "Work", "İş"), ("study", "Study", "Təhsil"), ("family", "Family", "Ailə")):
        yield purposes, "", Code(code=code, name=name, name_az=name_az, name_ru=None)

"""What stands in a document, as whoever reads it on a page is told."""

from __future__ import annotations

from typing import Any

from xidmet.contract.attestation import Attestation
from xidmet.contract.shown import show
from xidmet.language import Translator

from xidmet_ui.build.sending import Rows


def paper_says(declared: Attestation[Any], record: object, words: Translator) -> Rows:
    """Without the number, which stands above. Hours that end at 00:00 end at 24:00, as people say it."""
    midnight = declared.hours[1].name if declared.hours else ""
    return tuple(
        (words.text(field.label), "24:00" if (name, text) == (midnight, "00:00") else text)
        for name, field in declared.of.fields.items()
        if name != declared.key and (text := show(field, vars(record).get(name), words))
    )

"""What is said of files that came back, whatever was to be signed."""

from __future__ import annotations

from xidmet.contract.attached import KINDS
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.signatures.formats.asic import is_zip
from xidmet.signatures.formats.telling import is_pdf

NOTHING = Refusal(why=_("No file was chosen."), mend=_("Choose the signed file, then send it."))
BROKEN = Refusal(why=_("What came back can't be made a signature."), mend=_("Begin anew, or sign in another way."))
NOBODY = Refusal(
    why=_("It is not proved what your FIN is, so no signature can be known as yours."),
    mend=_("Prove with your e-signature who you are; then you come back here."),
    level="high",
)


def kind_of(file: bytes) -> tuple[str, str]:
    """Its ending and its media type."""
    if is_pdf(file):
        return "pdf", KINDS["pdf"].media_type
    if is_zip(file):
        return "asice", KINDS["asice"].media_type
    return "p7s", "application/pkcs7-signature"

"""Signatures that are made here from what somebody's key elsewhere signed; and files that were signed elsewhere."""

from xidmet.signatures.signing.assembling import assembled, to_be_signed
from xidmet.signatures.signing.pdf import with_place
from xidmet.signatures.signing.returned import verify_returned

__all__ = ["assembled", "to_be_signed", "verify_returned", "with_place"]

"""Sealing what the state issues, and checking a seal."""

from xidmet.signatures.demo_authority import demo_authority
from xidmet.signatures.seal import Seal
from xidmet.signatures.verify import SealVerdict, verify_seal

__all__ = ["Seal", "SealVerdict", "demo_authority", "verify_seal"]

"""Sealing what the state issues, checking a seal, and judging the e-signatures of people and organisations."""

from xidmet.signatures.anchors import Anchors
from xidmet.signatures.cades import verify_detached
from xidmet.signatures.certificates import verify_certificate
from xidmet.signatures.demo_authority import demo_authority
from xidmet.signatures.fetching import Fetcher
from xidmet.signatures.identity import Identity, identity_of
from xidmet.signatures.lasting import Lasting
from xidmet.signatures.raw import verify_raw
from xidmet.signatures.report import Level, Report
from xidmet.signatures.seal import Seal
from xidmet.signatures.trust import Trust
from xidmet.signatures.verdict import Indication, Sub, Verdict
from xidmet.signatures.verify import verify

__all__ = [
    "Anchors",
    "Fetcher",
    "Identity",
    "Indication",
    "Lasting",
    "Level",
    "Report",
    "Seal",
    "Sub",
    "Trust",
    "Verdict",
    "demo_authority",
    "identity_of",
    "verify",
    "verify_certificate",
    "verify_detached",
    "verify_raw",
]

"""The capsule of a case: one sealed file that shows by itself what happened, and that nothing of it was changed since.

How it is built stands in docs/capsule.md, so that a stranger can write a verifier. Writing knows nothing of cases, and
checking needs neither a site nor a store.
"""

from xidmet.capsules.files import FORMAT, Piece, canonical, fixed
from xidmet.capsules.findings import Finding, Findings
from xidmet.capsules.verify import examine
from xidmet.capsules.writing import TooLarge, sealed_container

__all__ = ["FORMAT", "Finding", "Findings", "Piece", "TooLarge", "canonical", "examine", "fixed", "sealed_container"]

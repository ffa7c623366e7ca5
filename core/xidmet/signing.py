"""The words of a plugin that offers means of signing; its steps are those of xidmet.means."""

from xidmet.contract.signing import HashName, Paper, SignedFile, SignedHash, SigningMeans, SigningStep

__all__ = ["HashName", "Paper", "SignedFile", "SignedHash", "SigningMeans", "SigningStep"]

"""Files: kept encrypted, handed out as streams, never run."""

from xidmet.documents.files import Files
from xidmet.documents.scanner import Scanner
from xidmet.store.documents import Stored

__all__ = ["Files", "Scanner", "Stored"]

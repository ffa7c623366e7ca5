"""Files: kept encrypted, handed out as streams, never run."""

from xidmet.documents.files import Files
from xidmet.store.documents import Stored

__all__ = ["Files", "Stored"]

"""The keys with which the OIDC provider signs: the newest signs, the one before it is published a while longer."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey

from xidmet import clock
from xidmet.signatures.demo_authority import write_secret

ALGORITHM = "ES256"
SIGNS_FOR = dt.timedelta(days=1)
PUBLISHED_AFTER = dt.timedelta(minutes=10)  # longer than the ID tokens live that it signed


class ProviderKeys:
    """One file each in a folder, so that a restart goes on with the same."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def signing(self) -> ECKey:
        """The newest; a new one once a day."""
        kept = self._files()
        if not kept or _made(kept[-1]) + SIGNS_FOR <= clock.now():
            return self.rotate()
        return _read(kept[-1])

    def rotate(self) -> ECKey:
        """From now on a new key signs."""
        key = ECKey.generate_key("P-256", auto_kid=True)
        moment = int(clock.now().timestamp() * 1_000_000)
        write_secret(self._folder / f"{moment:020}.json", json.dumps(key.as_dict(private=True)).encode())
        return key

    def published(self) -> dict[str, Any]:
        """As a JSON Web Key Set."""
        self.signing()
        kept = self._files()
        ends = [_made(after) + PUBLISHED_AFTER for after in kept[1:]]
        shown = [file for file, end in zip(kept, ends, strict=False) if end > clock.now()] + kept[-1:]
        for file in set(kept) - set(shown):
            file.unlink(missing_ok=True)
        more = {"use": "sig", "alg": ALGORITHM}
        return {"keys": [_read(file).as_dict(private=False) | more for file in shown]}

    def _files(self) -> list[Path]:
        """The oldest first."""
        return sorted(self._folder.glob("*.json"))


def _made(file: Path) -> dt.datetime:
    return dt.datetime.fromtimestamp(int(file.stem) / 1_000_000, dt.UTC)


def _read(file: Path) -> ECKey:
    return ECKey.import_key(json.loads(file.read_bytes()))

"""A site's settings: environment variables XIDMET_*, read once at start. A wrong or unknown one stops the start."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Self

from pydantic import SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "XIDMET_"


class Settings(BaseSettings):
    """Each line is one variable; docs/settings.md is made from this class."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    demo: bool = False
    """A demonstration: invented people, one-click sign-in, mailbox page, a certificate authority of its own."""
    site: Path = Path()
    """Folder that holds plugins.toml and plugins/."""
    data: Path = Path("var")
    """Folder for the database, files and keys of a site on one machine."""
    static: Path = Path("build/static")
    """Folder of the built front-end files."""
    address: str = "http://localhost:8000"
    """The public origin, as people see it in the address bar."""
    host: str = "127.0.0.1"
    """Where the web process listens."""
    port: int = 8000
    database: str = ""
    """Empty: SQLite in the data folder; otherwise postgresql://user:password@host:port/name."""
    redis: str = ""
    """Empty: the worker runs in the web process; otherwise redis://host:port/0, and workers are started apart."""
    files: str = ""
    """Empty: the data folder; otherwise s3://bucket, with the usual AWS_* variables."""
    file_key: SecretStr = SecretStr("")
    """32 bytes in base64 that wrap the keys of stored files. Empty (demo only): made in the data folder."""
    mail: str = ""
    """smtp://user:password@host:port, or smtps://...; empty: the mailbox page (demo only)."""
    mail_from: str = "Xidmət <noreply@localhost>"
    seal_pkcs12: Path | None = None
    """The site's seal: a PKCS#12 file. Empty: the demonstration's own authority (demo only)."""
    seal_password: SecretStr = SecretStr("")
    qr_key: Path | None = None
    """PEM file with the P-256 key that signs QR codes. Empty: made at first start (demo only)."""
    trusted_proxies: str = ""
    """Comma-separated addresses of proxies whose X-Forwarded-For is believed."""

    @model_validator(mode="after")
    def _complete_outside_demo(self) -> Self:
        if self.demo:
            return self
        missing = [name for name in ("mail", "qr_key") if not getattr(self, name)]
        missing += [] if self.file_key.get_secret_value() else ["file_key"]
        missing += [] if self.seal_pkcs12 else ["seal_pkcs12"]
        if missing:
            names = ", ".join(PREFIX + name.upper() for name in missing)
            raise ValueError(f"Outside a demonstration these must be set: {names}. Or set {PREFIX}DEMO=1.")
        return self

    @property
    def secure_cookies(self) -> bool:
        return self.address.startswith("https://")


def unknown_variables() -> list[str]:
    """XIDMET_* variables of the environment that mean nothing; usually a slip of the pen."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    return sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)

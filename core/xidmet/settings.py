"""A site's settings: environment variables XIDMET_*, read once at start. A wrong or unknown one stops the start."""

from __future__ import annotations

import base64
import ipaddress
import os
import re
from pathlib import Path
from typing import Literal, NamedTuple, Self
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "XIDMET_"
DEMO_STAMPS = "/ca/timestamps"  # path at a demonstration's signing server


class Address(NamedTuple):
    """What a setting that holds an address must look like."""

    pattern: str
    example: str


ADDRESSES = {
    "address": Address(r"https?://[^/?#@\s]+", "https://xidmet.gov.az, with no path"),
    "database": Address(r"postgres(ql)?://\S+/\S+", "postgresql://user:password@host:port/name"),
    "redis": Address(r"(rediss?|unix)://\S+", "redis://host:port/0"),
    "files": Address(r"s3://\S+", "s3://bucket"),
    "scanner": Address(r"off|clamd://(/\S+|[^/\s]+:\d+)", "clamd:///run/clamav/clamd.ctl or clamd://host:port"),
    "mail": Address(r"smtps?://\S+", "smtp://user:password@host:port"),
    "timestamps": Address(r"off|https?://[^/?#\s]+\S*", "https://user:password@tsa.example/tsr"),
    "anchors_list": Address(r"https?://[^/\s]+/\S+", "https://host/anchors.jws"),
}


class Settings(BaseSettings):
    """Each line is one variable; docs/settings.md is made from this class by `xidmet settings`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, use_attribute_docstrings=True)

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
    """The port it listens on."""
    demo_signing_port: int = 0
    """Where a demonstration's signing server listens, on 127.0.0.1 only. 0: a hundred above the portal's port."""
    database: str = ""
    """Empty: SQLite in the data folder; otherwise postgresql://user:password@host:port/name?sslmode=verify-full."""
    redis: str = ""
    """Empty: the worker runs in the web process; otherwise redis://host:port/0, and workers are started apart."""
    files: str = ""
    """Empty: the data folder; otherwise s3://bucket, with the usual AWS_* variables."""
    file_key: SecretStr = SecretStr("")
    """32 bytes in base64 that wrap the keys of stored files. Empty (demo only): made in the data folder."""
    old_file_keys: SecretStr = SecretStr("")
    """Comma-separated keys that file_key was before: they write no more, and what they wrapped is still read."""
    scanner: str = "off"
    """The virus scanner: clamd:///run/clamav/clamd.ctl or clamd://host:port; off (demo only): files are not scanned."""
    mail: str = ""
    """smtp://user:password@host:port, or smtps://...; empty: the mailbox page (demo only)."""
    mail_from: str = "Xidmət <noreply@localhost>"
    """Whom the portal's e-mails come from."""
    seal_pkcs12: Path | None = None
    """The site's seal: a PKCS#12 file. Empty: the demonstration's own authority (demo only)."""
    seal_pkcs11: Path | None = None
    """In place of seal_pkcs12: the PKCS#11 library of the token that holds the seal's key."""
    seal_token: str = ""
    """Label of that token."""
    seal_key: str = ""
    """Label of the key in that token."""
    seal_certificates: Path | None = None
    """PEM file with the certificate of the key in the token, then its issuers."""
    seal_password: SecretStr = SecretStr("")
    """Password of the PKCS#12 file, or PIN of the token."""
    old_seals: Path | None = None
    """PEM file with the certificates that sealed before: they stay in the published list of the site's seals."""
    timestamps: str = ""
    """The time-stamp authority (RFC 3161): https://user:password@host/path. off: none. Empty: none (demo: its own)."""
    seal_level: Literal["", "B", "T", "LT", "LTA"] = ""
    """How far issued documents are sealed (PAdES). Empty: LTA with a time-stamp authority, else B."""
    anchors: Path | None = None
    """Whose e-signatures count: a folder of persons, seals, timestamps, issuers, crls. Empty: none (demo: its own)."""
    anchors_list: str = ""
    """https address of a signed list of anchors, which the worker takes into that folder four times a day."""
    anchors_signer: Path | None = None
    """PEM file with the certificates of whoever signs that list. Empty: signer.pem in the folder."""
    private_hosts: str = ""
    """Comma-separated hosts inside the network from which CRLs and OCSP answers may be fetched all the same."""
    qr_key: Path | None = None
    """PEM file with the P-256 key that signs QR codes. Empty: made at first start (demo only)."""
    old_qr_keys: Path | None = None
    """PEM file with the public keys that signed QR codes before; verifiers go on accepting what was printed."""
    draft_days: int = 30
    """Days after which a draft that nobody touches is removed; a week before, its people are reminded. At least 8."""
    second_eyes: Literal["none", "money", "all"] = "none"
    """Whose changes of agencies' tables wait for a second officer: those with amounts of money, or all."""
    assist_everywhere: bool = False
    """Whether assistants at service centres fill in the services of every agency, not only those of their own."""
    monitors: str = "127.0.0.0/8, ::1, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7"
    """Comma-separated addresses or networks that may read /readyz and /metrics. A demonstration shows them to all."""
    trusted_proxies: str = ""
    """Comma-separated addresses or networks of proxies whose X-Forwarded-For is believed. Empty: nobody's is."""

    @field_validator("address", "database", "redis", "files", "scanner", "mail", "timestamps", "anchors_list")
    @classmethod
    def _is_address(cls, value: str, info: ValidationInfo) -> str:
        wanted = ADDRESSES[str(info.field_name)]
        if value and not re.fullmatch(wanted.pattern, value):
            raise ValueError(f"It must look like {wanted.example}.")
        return value

    @field_validator("trusted_proxies", "monitors")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        networks(value)
        return value

    @field_validator("file_key")
    @classmethod
    def _is_key(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and len(_decoded(value.get_secret_value())) != 32:
            raise ValueError("It must be 32 bytes in base64; `openssl rand -base64 32` makes one.")
        return value

    @field_validator("old_file_keys")
    @classmethod
    def _are_keys(cls, value: SecretStr) -> SecretStr:
        if any(len(_decoded(one)) != 32 for one in value.get_secret_value().split(",") if one.strip()):
            raise ValueError("Each must be 32 bytes in base64, with commas between them.")
        return value

    @field_validator("draft_days")
    @classmethod
    def _leaves_time_to_remind(cls, value: int) -> int:
        if not 8 <= value <= 3650:
            raise ValueError("It must be from 8 to 3650 days: people are reminded a week before.")
        return value

    @model_validator(mode="after")
    def _complete_outside_demo(self) -> Self:
        if self.demo:
            return self
        missing = [name for name in ("mail", "qr_key") if not getattr(self, name)]
        missing += [] if self.file_key.get_secret_value() else ["file_key"]
        missing += ["scanner"] if self.scanner == "off" else []
        missing += [] if self.seal_pkcs12 or self.seal_pkcs11 else ["seal_pkcs12"]
        if missing:
            raise ValueError(f"Outside a demonstration these must be set: {_names(missing)}. Or set {PREFIX}DEMO=1.")
        if not self.secure_cookies:
            raise ValueError(f"Outside a demonstration {PREFIX}ADDRESS must begin with https://.")
        return self

    @model_validator(mode="after")
    def _list_has_a_folder(self) -> Self:
        given = [name for name in ("anchors_list", "anchors_signer") if getattr(self, name)]
        if given and not self.anchors:
            raise ValueError(f"{_names(given)} means nothing without {PREFIX}ANCHORS.")
        return self

    @model_validator(mode="after")
    def _one_whole_seal(self) -> Self:
        """A seal that is set by halves, or twice, would otherwise be silently another than was meant."""
        parts = ("seal_token", "seal_key", "seal_certificates")
        given = [name for name in parts if getattr(self, name)]
        if self.seal_pkcs11 is None and given:
            raise ValueError(f"{_names(given)} means nothing without {PREFIX}SEAL_PKCS11.")
        if self.seal_pkcs11 and self.seal_pkcs12:
            raise ValueError(f"Set {PREFIX}SEAL_PKCS12 or {PREFIX}SEAL_PKCS11, not both.")
        missing = [name for name in parts if name not in given]
        missing += [] if self.seal_password.get_secret_value() else ["seal_password"]
        if self.seal_pkcs11 and missing:
            raise ValueError(f"{PREFIX}SEAL_PKCS11 needs {_names(missing)} too.")
        return self

    @model_validator(mode="after")
    def _level_can_be_reached(self) -> Self:
        if self.seals_to != "B" and not self.stamps_at:
            raise ValueError(f"{PREFIX}SEAL_LEVEL={self.seal_level} needs {PREFIX}TIMESTAMPS, or set it to B.")
        if self.timestamps.startswith("http") and not (self.demo or self.anchors):
            raise ValueError(f"{PREFIX}TIMESTAMPS needs {PREFIX}ANCHORS: a folder timestamps with its authority.")
        parts = urlsplit(self.timestamps)
        if parts.username and parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
            raise ValueError(f"With a password {PREFIX}TIMESTAMPS must begin with https://.")
        return self

    @property
    def stamps_at(self) -> str:
        """Address of the time-stamp authority; "": there is none."""
        if self.timestamps:
            return "" if self.timestamps == "off" else self.timestamps
        other = self.anchors or self.seal_pkcs12 or self.seal_pkcs11  # who may not trust the demonstration's authority
        return "" if other or not self.demo else self.demo_signing + DEMO_STAMPS

    @property
    def seals_to(self) -> str:
        """The level that issued documents are to reach: B, T, LT or LTA."""
        return self.seal_level or ("LTA" if self.stamps_at else "B")

    @property
    def demo_signing(self) -> str:
        """Address of a demonstration's signing server; "" outside one.

        By number and not by name: a browser gives cookies of localhost to every port of it.
        """
        beside = self.port + 100 if self.port < 65_000 else self.port - 100
        return f"http://127.0.0.1:{self.demo_signing_port or beside}" if self.demo else ""

    @property
    def secure_cookies(self) -> bool:
        return self.address.startswith("https://")


def networks(text: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Of comma-separated addresses and networks. Raises ValueError for what is neither."""
    try:
        return [ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip()]
    except ValueError as wrong:
        raise ValueError(f"It must be addresses or networks, as 10.0.0.5, 192.168.7.0/24: {wrong}.") from None


def _names(settings: list[str]) -> str:
    return ", ".join(PREFIX + name.upper() for name in settings)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.strip(), validate=True)
    except ValueError:
        return b""


def unknown_variables() -> list[str]:
    """XIDMET_* variables of the environment that mean nothing; usually a slip of the pen."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    return sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)


def as_table() -> str:
    """Every setting as a Markdown table: its variable, what holds when it is not set, what it means."""
    head = "| variable | when not set | meaning |\n|---|---|---|\n"
    return head + "".join(
        f"| `{PREFIX}{name.upper()}` | {_shown(field.default)} | {field.description} |\n"
        for name, field in Settings.model_fields.items()
    )


def _shown(default: object) -> str:
    value = default.get_secret_value() if isinstance(default, SecretStr) else default
    if isinstance(value, bool):
        return "`1`" if value else "`0`"
    return f"`{value}`" if value not in ("", None) else ""

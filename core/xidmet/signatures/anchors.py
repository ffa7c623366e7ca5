"""Whom this site trusts, by purpose: anchors for people, for seals and for time-stamps; issuers and lists it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from xidmet.settings import Settings
from xidmet.signatures.demo_authority import demo_authority
from xidmet.signatures.demo_people import people_root

Purpose = Literal["persons", "seals", "timestamps"]
PARTS = ("persons", "seals", "timestamps", "issuers", "crls")
CERTIFICATES, LISTS = (".pem", ".crt", ".cer", ".der"), (".crl",)


@dataclass(frozen=True)
class Anchors:
    """issuers: authorities below the anchors that a signature need not bring along. crls: DER, read as they are."""

    persons: tuple[x509.Certificate, ...] = ()
    seals: tuple[x509.Certificate, ...] = ()
    timestamps: tuple[x509.Certificate, ...] = ()
    issuers: tuple[x509.Certificate, ...] = ()
    crls: tuple[bytes, ...] = ()

    @classmethod
    def from_settings(cls, settings: Settings) -> Anchors:
        """Those in the site's folder; a demonstration trusts its own authorities.

        Raises ValueError for a file that holds no certificate or list, OSError for one that can't be read.
        """
        if settings.anchors:
            return cls.from_folder(settings.anchors)
        if not settings.demo:
            return cls()
        keys = settings.data / "keys"
        own = demo_authority(keys, settings.demo_signing)
        people, seal = (_certificates(file) for file in (people_root(keys), own.root))
        lists = tuple(_crl(file) for file in own.lists if file.exists())
        return cls(persons=people, seals=(*people, *seal), timestamps=people, crls=lists)

    @classmethod
    def from_folder(cls, folder: Path) -> Anchors:
        """Folders persons, seals, timestamps and issuers with certificates (PEM or DER), and crls with lists."""
        if not folder.is_dir():
            raise ValueError(f"{folder} is no folder.")
        persons, seals, timestamps, issuers = (
            tuple(one for file in _files(folder / part, CERTIFICATES) for one in _certificates(file))
            for part in ("persons", "seals", "timestamps", "issuers")
        )
        crls = tuple(_crl(file) for file in _files(folder / "crls", LISTS))
        return cls(persons, seals, timestamps, issuers, crls)

    @classmethod
    def named(cls, folder: Path) -> Anchors:
        """A folder as from_folder reads it, or one with nothing but certificates, which then count for every purpose.

        For somebody who names it for one check, not for a site, whose folder must say what each is for.
        """
        if not folder.is_dir() or any((folder / part).is_dir() for part in PARTS):
            return cls.from_folder(folder)
        files = _files(folder, CERTIFICATES + LISTS)
        lists = [file for file in files if file.suffix.lower() in LISTS]
        held = tuple(one for file in files if file not in lists for one in _certificates(file))
        return cls(held, held, held, crls=tuple(_crl(file) for file in lists))

    def packed(self) -> dict[str, tuple[bytes, ...]]:
        """All of them as DER, by the names of the parts, to be handed to another process."""
        parts = {part: getattr(self, part) for part in PARTS[:-1]}
        ders = {part: tuple(one.public_bytes(Encoding.DER) for one in held) for part, held in parts.items()}
        return {**ders, "crls": self.crls}

    @classmethod
    def unpacked(cls, packed: Mapping[str, tuple[bytes, ...]]) -> Anchors:
        parts = {part: tuple(x509.load_der_x509_certificate(one) for one in packed[part]) for part in PARTS[:-1]}
        return cls(**parts, crls=packed["crls"])

    def by(self, purpose: Purpose) -> tuple[x509.Certificate, ...]:
        return {"persons": self.persons, "seals": self.seals, "timestamps": self.timestamps}[purpose]


def _files(folder: Path, kinds: tuple[str, ...]) -> list[Path]:
    """A file of another kind is a mistake that must not pass in silence: it may be the anchor somebody meant."""
    found = sorted(file for file in folder.iterdir() if not file.name.startswith(".")) if folder.is_dir() else []
    strange = [str(file) for file in found if file.suffix.lower() not in kinds]
    if strange:
        raise ValueError(f"{', '.join(strange)}: the name must end in {' or '.join(kinds)}.")
    return found


def _certificates(file: Path) -> tuple[x509.Certificate, ...]:
    held = file.read_bytes()
    try:
        if b"-----BEGIN" in held:
            return tuple(x509.load_pem_x509_certificates(held))
        return (x509.load_der_x509_certificate(held),)
    except ValueError as error:
        raise ValueError(f"{file} holds no certificate that can be read.") from error


def _crl(file: Path) -> bytes:
    held = file.read_bytes()
    try:
        read = x509.load_pem_x509_crl(held) if b"-----BEGIN" in held else x509.load_der_x509_crl(held)
    except ValueError as error:
        raise ValueError(f"{file} holds no list of revoked certificates that can be read.") from error
    return read.public_bytes(Encoding.DER)

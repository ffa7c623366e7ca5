"""Whom this site trusts, by purpose: anchors for people, for seals and for time-stamps; issuers and lists it holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import structlog
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from xidmet.settings import Settings
from xidmet.signatures.anchor_list import PURPOSES, AnchorList, Purpose, Term, WrongList, read_list
from xidmet.signatures.demo_authority import demo_authority
from xidmet.signatures.demo_people import people_root
from xidmet.signatures.methods import METHODS, Methods

PARTS = (*PURPOSES, "crls")
CERTIFICATES, LISTS = (".pem", ".crt", ".cer", ".der"), (".crl",)
LIST, SIGNER = "anchors.jws", "signer.pem"  # beside the folders

log = structlog.get_logger()


@dataclass(frozen=True)
class Anchors:
    """issuers: authorities below the anchors that a signature need not bring along. crls: DER, read as they are.

    terms: of those that do not count for ever. methods: by which signatures count, and until when.
    """

    persons: tuple[x509.Certificate, ...] = ()
    seals: tuple[x509.Certificate, ...] = ()
    timestamps: tuple[x509.Certificate, ...] = ()
    issuers: tuple[x509.Certificate, ...] = ()
    crls: tuple[bytes, ...] = ()
    terms: tuple[Term, ...] = ()
    methods: Methods = METHODS

    @classmethod
    def from_settings(cls, settings: Settings) -> Anchors:
        """Those in the site's folder; a demonstration trusts its own authorities.

        Raises ValueError for a file that does not hold what it should, OSError for one that can't be read.
        """
        return replace(cls._of_site(settings), methods=Methods.from_settings(settings))

    @classmethod
    def _of_site(cls, settings: Settings) -> Anchors:
        if settings.anchors:
            return cls.from_folder(settings.anchors, settings.anchors_signer)
        if not settings.demo:
            return cls()
        keys = settings.data / "keys"
        own = demo_authority(keys, settings.demo_signing)
        people, seal = (_certificates(file) for file in (people_root(keys), own.root))
        lists = tuple(_crl(file) for file in own.lists if file.exists())
        return cls(persons=people, seals=(*people, *seal), timestamps=people, crls=lists)

    @classmethod
    def from_folder(cls, folder: Path, signer: Path | None = None) -> Anchors:
        """Folders persons, seals, timestamps and issuers with certificates (PEM or DER), and crls with lists.

        A signed list of anchors (LIST) adds its own to them, when it is signed by one whose certificate is in the file
        signer; None: in SIGNER beside it. That it is past its next update is for /readyz to say; it counts all the
        same, for a list that comes late must not stop a country's services.
        """
        if not folder.is_dir():
            raise ValueError(f"{folder} is no folder.")
        held = {
            part: [one for file in _files(folder / part, CERTIFICATES) for one in _certificates(file)]
            for part in PURPOSES
        }
        listed = held_list(folder, signer)
        terms = listed.anchors if listed else ()
        for one in terms:
            held[one.purpose] += [] if one.certificate in held[one.purpose] else [one.certificate]
        crls = tuple(_crl(file) for file in _files(folder / "crls", LISTS))
        persons, seals, timestamps, issuers = (tuple(held[part]) for part in PURPOSES)
        return cls(persons, seals, timestamps, issuers, crls, terms)

    @classmethod
    def named(cls, folder: Path) -> Anchors:
        """A folder as from_folder reads it, or one with nothing but certificates, which then count for every purpose.

        For somebody who names it for one check, not for a site, whose folder must say what each is for.
        """
        if not folder.is_dir() or (folder / LIST).exists() or any((folder / part).is_dir() for part in PARTS):
            return cls.from_folder(folder)
        files = _files(folder, CERTIFICATES + LISTS)
        lists = [file for file in files if file.suffix.lower() in LISTS]
        held = tuple(one for file in files if file not in lists for one in _certificates(file))
        return cls(held, held, held, crls=tuple(_crl(file) for file in lists))

    def packed(self) -> Packed:
        """All of it without objects of a library, to be handed to another process."""
        parts: dict[str, tuple[bytes, ...]] = {part: tuple(map(_der, getattr(self, part))) for part in PURPOSES}
        terms = tuple((one.purpose, _der(one.certificate), one.since, one.until) for one in self.terms)
        return Packed(parts, self.crls, terms, self.methods)

    @classmethod
    def unpacked(cls, packed: Packed) -> Anchors:
        load = x509.load_der_x509_certificate
        persons, seals, timestamps, issuers = (tuple(map(load, packed.parts[part])) for part in PURPOSES)
        terms = tuple(Term(purpose, load(der), since, until) for purpose, der, since, until in packed.terms)
        return cls(persons, seals, timestamps, issuers, packed.crls, terms, packed.methods)

    def by(self, purpose: Purpose, at: dt.datetime) -> tuple[x509.Certificate, ...]:
        """Those that counted at this moment: one that a list gives terms counts within them, wherever else it lies."""
        bounded = self._bounded[purpose]
        if not bounded:
            return getattr(self, purpose)  # type: ignore[no-any-return]
        held: tuple[x509.Certificate, ...] = getattr(self, purpose)
        return tuple(
            one for one, terms in zip(held, bounded, strict=True) if not terms or any(term.holds(at) for term in terms)
        )

    @cached_property
    def _bounded(self) -> Mapping[str, Sequence[Sequence[Term]]]:
        """By purpose, the terms of each of its certificates; empty where there are none."""
        of = {part: [one for one in self.terms if one.purpose == part] for part in PURPOSES}
        return {
            part: [[term for term in terms if term.certificate == one] for one in getattr(self, part)] if terms else []
            for part, terms in of.items()
        }


class Packed(NamedTuple):
    """Certificates as DER, by the names of the parts."""

    parts: Mapping[str, tuple[bytes, ...]]
    crls: tuple[bytes, ...]
    terms: tuple[tuple[Purpose, bytes, dt.datetime | None, dt.datetime | None], ...]
    methods: Methods


class HeldAnchors:
    """Those of the site, read anew when another list came into its folder. Any thread may ask."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._mark = settings, self._seen(settings)
        self._anchors = Anchors.from_settings(settings)

    def now(self) -> Anchors:
        """What can't be read is logged, and those from before go on counting. Costs a look at one file."""
        mark = self._seen(self._settings)
        if mark != self._mark:
            self._mark = mark
            try:
                self._anchors = Anchors.from_settings(self._settings)
            except (OSError, ValueError):
                log.exception("the anchors can't be read; those from before go on counting")
        return self._anchors

    @staticmethod
    def _seen(settings: Settings) -> tuple[int, ...]:
        """What changes whenever the file is put in its place anew."""
        if not settings.anchors:
            return ()
        try:
            found = (settings.anchors / LIST).stat()
        except OSError:
            return ()
        return found.st_ino, found.st_mtime_ns, found.st_size


def held_list(folder: Path, signer: Path | None = None) -> AnchorList | None:
    """The signed list in a folder of anchors; None: there is none. signer: as in Anchors.from_folder.

    Raises ValueError, or OSError.
    """
    file = folder / LIST
    if not file.exists():
        return None
    try:
        return read_list(file.read_bytes(), signers_of(folder, signer))
    except WrongList as error:
        raise WrongList(f"{file}: {error}") from error


def signers_of(folder: Path, signer: Path | None = None) -> tuple[x509.Certificate, ...]:
    """Raises WrongList when nobody is named."""
    file = signer or folder / SIGNER
    if not file.exists():
        raise WrongList(f"whose lists count is said nowhere: put their certificate into {file}.")
    return _certificates(file)


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


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

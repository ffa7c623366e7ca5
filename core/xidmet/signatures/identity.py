"""Whom a certificate names: a person with their FIN, an organisation with its VÖEN, or nobody we can tell."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from cryptography import x509
from cryptography.x509.oid import NameOID, ObjectIdentifier

from xidmet.signatures.remembering import remembered

ORGANIZATION_IDENTIFIER = ObjectIdentifier("2.5.4.97")  # X.520; ETSI EN 319 412-1 writes VATAZ-<VÖEN> in it

Kind = Literal["person", "organisation", "unknown"]

# ETSI EN 319 412-1, 5.1.3 and 5.1.4: PNOAZ-5VBK5VR, VATAZ-1400000101.
STANDARD = re.compile(r"([A-Z]{3})([A-Z]{2})-(\S.*)")
OLDER = re.compile(r"(AZE)-(\S.*)")  # as Azerbaijani certificates of before the standard wrote a FIN
FIN, VOEN = re.compile(r"[0-9A-HJ-NP-Z]{7}"), re.compile(r"[0-9]{10}")
OF_PERSON, OF_ORGANISATION = {"PNO", "IDC", "AZE"}, {"VAT", "TIN", "NTR"}
ONCE = (
    NameOID.SERIAL_NUMBER,
    ORGANIZATION_IDENTIFIER,
    NameOID.COUNTRY_NAME,
    NameOID.SURNAME,
    NameOID.GIVEN_NAME,
    NameOID.COMMON_NAME,
    NameOID.ORGANIZATION_NAME,
)
LONGEST = 200
UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}  # controls, format, unassigned, and breaks of lines


@dataclass(frozen=True)
class Identity:
    """id_type: of the standard, such as PNO or VAT. fin, voen: only those of Azerbaijan, and only well-formed ones.

    A person's certificate may name their organisation too; then voen and organisation are that one's.
    """

    kind: Kind
    name: str = ""
    surname: str = ""
    given_name: str = ""
    organisation: str = ""
    country: str = ""
    id_type: str = ""
    fin: str = ""
    voen: str = ""


UNKNOWN = Identity("unknown")


@remembered()
def identity_of(certificate: x509.Certificate) -> Identity:
    """Raises ValueError for a subject that could be read in two ways, or that tries to look like another."""
    found = _read(certificate.subject)
    country = found.get(NameOID.COUNTRY_NAME, "")
    own_type, own_country, own = _identifier(found.get(NameOID.SERIAL_NUMBER, ""), country)
    firm_type, firm_country, firm = _identifier(found.get(ORGANIZATION_IDENTIFIER, ""), country)
    fin = own if own_type in OF_PERSON and own_country == "AZ" and FIN.fullmatch(own) else ""
    voen = firm if firm_type in OF_ORGANISATION and firm_country == "AZ" and VOEN.fullmatch(firm) else ""
    natural = NameOID.SURNAME in found or NameOID.GIVEN_NAME in found
    kind: Kind = "person" if fin else "organisation" if voen and not own and not natural else "unknown"
    surname, given = found.get(NameOID.SURNAME, ""), found.get(NameOID.GIVEN_NAME, "")
    return Identity(
        kind=kind,
        name=f"{surname} {given}".strip() or found.get(NameOID.COMMON_NAME, ""),
        surname=surname,
        given_name=given,
        organisation=found.get(NameOID.ORGANIZATION_NAME, ""),
        country=own_country or firm_country or country,
        id_type=own_type or firm_type,
        fin=fin,
        voen=voen,
    )


def _read(subject: x509.Name) -> dict[ObjectIdentifier, str]:
    texts = defaultdict(list)
    for part in subject:
        texts[part.oid].append(part.value)
    found = {}
    for oid in ONCE:
        if len(texts[oid]) > 1:
            raise ValueError("The certificate names its holder twice.")
        if texts[oid]:
            found[oid] = _text(texts[oid][0])
    return found


def _text(value: str | bytes) -> str:
    """A name as a person reads it. Signs that hide, turn or join text could make one name look like another."""
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ValueError("The certificate holds a name that is no text.")
    if any(unicodedata.category(sign) in UNSEEN for sign in value):
        raise ValueError("The certificate holds a name with signs that cannot be seen.")
    return unicodedata.normalize("NFC", value).strip()


def _identifier(text: str, country: str) -> tuple[str, str, str]:
    """Type, country and value."""
    if found := STANDARD.fullmatch(text):
        return found[1], found[2], found[3]
    if found := OLDER.fullmatch(text):
        return found[1], country, found[2]
    return "", country if text else "", text

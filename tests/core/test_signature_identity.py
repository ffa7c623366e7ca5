"""Whom a certificate names, and the subjects that must name nobody."""

from __future__ import annotations

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID, ObjectIdentifier
from xidmet.signatures import Identity, identity_of
from xidmet.signatures.demo_certificates import Signing, certificate, named
from xidmet.signatures.identity import ORGANIZATION_IDENTIFIER
from xidmet.signatures.verdict import SENTENCES

from tests.core.people import SIGNS, YEAR

KEY = ec.generate_private_key(ec.SECP256R1())
SERIAL, ORGANISATION, COMMON = NameOID.SERIAL_NUMBER, ORGANIZATION_IDENTIFIER, "Someone"
SURNAME, GIVEN = (NameOID.SURNAME, "Əliyeva"), (NameOID.GIVEN_NAME, "Leyla")
FIRM = (NameOID.ORGANIZATION_NAME, "Nümunə")
Part = tuple[ObjectIdentifier, str]


def of(*parts: Part) -> Identity:
    subject = named(COMMON, *parts)
    return identity_of(certificate(subject, KEY.public_key(), Signing(subject, KEY), lasts=YEAR, extensions=SIGNS))


@pytest.mark.parametrize(
    ("parts", "kind", "fin", "voen"),
    [
        ([(SERIAL, "PNOAZ-5VBK5VR")], "person", "5VBK5VR", ""),
        ([(SERIAL, "IDCAZ-5VBK5VR")], "person", "5VBK5VR", ""),
        ([(SERIAL, "AZE-5VBK5VR")], "person", "5VBK5VR", ""),
        ([(SERIAL, "PNOAZ-5VBK5VR"), (ORGANISATION, "VATAZ-1400000101")], "person", "5VBK5VR", "1400000101"),
        ([(ORGANISATION, "VATAZ-1400000101")], "organisation", "", "1400000101"),
        ([(ORGANISATION, "NTRAZ-1400000101")], "organisation", "", "1400000101"),
        ([], "unknown", "", ""),
        ([(SERIAL, "5VBK5VR")], "unknown", "", ""),
        ([(SERIAL, "PNOAZ-5vbk5vr")], "unknown", "", ""),
        ([(SERIAL, "PNOAZ-5VBK5V")], "unknown", "", ""),
        ([(SERIAL, "PNOAZ-5VBK5VRX")], "unknown", "", ""),
        ([(SERIAL, "PNOAZ-5VBKOVR")], "unknown", "", ""),
        ([(SERIAL, "PNOEE-38001085718")], "unknown", "", ""),
        ([(SERIAL, "PASAZ-5VBK5VR")], "unknown", "", ""),
        ([(SERIAL, "VATAZ-1400000101")], "unknown", "", ""),
        ([(ORGANISATION, "VATAZ-140000010")], "unknown", "", ""),
        ([(ORGANISATION, "VATAZ-１４００００0101")], "unknown", "", ""),
        ([(ORGANISATION, "VATRU-1400000101")], "unknown", "", ""),
        ([(ORGANISATION, "PNOAZ-5VBK5VR")], "unknown", "", ""),
        ([SURNAME, GIVEN, (ORGANISATION, "VATAZ-1400000101")], "unknown", "", "1400000101"),
        ([(SERIAL, "PNOEE-1"), (ORGANISATION, "VATAZ-1400000101")], "unknown", "", "1400000101"),
    ],
)
def test_kind_and_number(parts: list[Part], kind: str, fin: str, voen: str) -> None:
    found = of(*parts)
    assert (found.kind, found.fin, found.voen) == (kind, fin, voen)


def test_names() -> None:
    found = of(SURNAME, GIVEN, (SERIAL, "PNOAZ-5VBK5VR"), FIRM)
    assert (found.name, found.surname, found.given_name, found.organisation) == (
        "Əliyeva Leyla",
        "Əliyeva",
        "Leyla",
        "Nümunə",
    )
    assert (found.country, found.id_type) == ("AZ", "PNO")
    assert of((ORGANISATION, "VATAZ-1400000101")).name == COMMON


@pytest.mark.parametrize(
    "parts",
    [
        [(SERIAL, "PNOAZ-5VBK5VR"), (SERIAL, "PNOAZ-94FMDDD")],
        [(SERIAL, "PNOAZ-5VBK5VR"), (SERIAL, "PNOAZ-5VBK5VR")],
        [(ORGANISATION, "VATAZ-1400000101"), (ORGANISATION, "VATAZ-1400000102")],
        [SURNAME, SURNAME],
        [(NameOID.COMMON_NAME, "Somebody else")],
        [(NameOID.SURNAME, "Əli\u202eyeva")],
        [(NameOID.GIVEN_NAME, "Ley\u200bla")],
        [(NameOID.GIVEN_NAME, "Leyla\nFIN: 1")],
        [(NameOID.GIVEN_NAME, "Leyla\x00")],
        [(NameOID.GIVEN_NAME, "Leyla\u2028")],
    ],
)
def test_a_subject_that_could_be_read_in_two_ways_is_refused(parts: list[Part]) -> None:
    with pytest.raises(ValueError, match="The certificate"):
        of(*parts)


def test_one_name_in_several_places_of_one_step_is_refused() -> None:
    """A step of a name may hold several parts side by side."""
    both = x509.RelativeDistinguishedName(
        [x509.NameAttribute(SERIAL, "PNOAZ-5VBK5VR"), x509.NameAttribute(SERIAL, "PNOAZ-94FMDDD")]
    )
    subject = x509.Name([both])
    made = certificate(subject, KEY.public_key(), Signing(subject, KEY), lasts=YEAR, extensions=SIGNS)
    with pytest.raises(ValueError, match="twice"):
        identity_of(made)


def test_each_sub_indication_has_its_sentence() -> None:
    assert len(set(SENTENCES.values())) == len(SENTENCES)

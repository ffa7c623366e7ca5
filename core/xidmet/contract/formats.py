"""Texts of a known form: what was typed is tidied, checked, and told in words when it is wrong.

Sources: FIN, identity and residence cards, postal codes: what the state's own sites ask for; VÖEN: the OECD's page on
tax numbers of Azerbaijan; IBAN: ISO 13616; telephone numbers: ITU E.164.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from pydantic_core import PydanticCustomError
from stdnum import iban
from stdnum.az import voen as tax_number

from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.language import clean_identifier, fold

DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－", "-"))
QUOTES = str.maketrans(dict.fromkeys("’‘ʼ`´ʹ", "'"))


def wrong(text: str, **values: object) -> PydanticCustomError:
    """A mistake told in the reader's language: the msgid travels in the error's context."""
    return PydanticCustomError("said", "{text}", {"text": text, "values": values})


def one_line(typed: str) -> str:
    """Blanks of all kinds as one space each, signs that cannot be seen left out."""
    if not typed.isprintable():  # most is; looking at every sign costs more than all the rest
        typed = "".join(sign for sign in typed if unicodedata.category(sign) not in ("Cf", "Cc") or sign in "\t\n\r")
    return " ".join(typed.split())


def _lines(typed: str) -> str:
    return typed.replace("\r\n", "\n").replace("\r", "\n").strip()


def _compact(typed: str) -> str:
    return one_line(typed).translate(DASHES)


@dataclass(frozen=True)
class TextFormat:
    """tidy: what was typed -> as it was meant. check: raises what is wrong. doubt: what may be wrong, or right."""

    tidy: Callable[[str], str]
    check: Callable[[str], str] | None = None
    doubt: Callable[[str], Mistake | None] | None = None
    example: str = ""


def _name(text: str) -> str:
    if not re.fullmatch(r"[^\W\d_]+(?:[ .'-]+[^\W\d_]+)*[.]?", text):
        raise wrong(_("A name has letters only, and dashes, dots or apostrophes between them."))
    return text


def _tidy_name(typed: str) -> str:
    return one_line(typed).translate(DASHES).translate(QUOTES)


SONS = {"oglu": "oğlu", "qizi": "qızı", "oqlu": "oğlu", "оглы": "oğlu", "кызы": "qızı", "гызы": "qızı"}


def _tidy_patronymic(typed: str) -> str:
    """Rəşid OGLU -> Rəşid oğlu: whatever the keyboard, the last word is written as it should be."""
    parts = _tidy_name(typed).split(" ")
    last = SONS.get(fold(parts[-1]))
    return " ".join([*parts[:-1], last]) if last and len(parts) > 1 else " ".join(parts)


def _fin(text: str) -> str:
    if len(text) != 7:
        raise wrong(_("A FIN has 7 characters; you typed {length}."), length=len(text))
    if not re.fullmatch(r"[0-9A-HJ-NP-Z]{7}", text):
        raise wrong(_("A FIN has digits and Latin letters, without I and O. Look at the identity card."))
    return text


def _voen(text: str) -> str:
    if not re.fullmatch(r"\d{10}", text):
        raise wrong(_("A VÖEN has 10 digits; you typed {length}."), length=len(text))
    if text[-1] not in "12":
        raise wrong(_("A VÖEN ends in 1 (legal entity) or 2 (natural person)."))
    return text


def _doubtful_voen(text: str) -> Mistake | None:
    """The algorithm was never published, and a number in use has failed it; so it is a doubt, no mistake."""
    if tax_number.is_valid(text):
        return None
    text = _("This VÖEN looks mistyped: its check digit does not fit. Compare it with the certificate.")
    return Mistake(text, doubt=True)


def _identity_card(text: str) -> str:
    if not re.fullmatch(r"AZE\d{8}|AA\d{7}", text):
        raise wrong(_("An identity card has AA and 7 digits, or AZE and 8 digits; type the letters too."))
    return text


def _passport(text: str) -> str:
    if not re.fullmatch(r"[A-Z0-9]{5,20}", text):
        raise wrong(_("A passport number has 5 to 20 Latin letters and digits."))
    return text


def _tidy_residence_card(typed: str) -> str:
    return re.sub(r"^([DM])Y[I1]", r"\1Yİ", clean_identifier(typed))


def _residence_card(text: str) -> str:
    if not re.fullmatch(r"[DM]Yİ\d{6,8}", text):
        raise wrong(_("A residence card has MYİ or DYİ and 6 to 8 digits; type the letters too."))
    return text


def _iban(text: str) -> str:
    if text.startswith("AZ") and len(text) != 28:
        raise wrong(_("An IBAN of Azerbaijan has 28 characters; you typed {length}."), length=len(text))
    if not iban.is_valid(text):
        raise wrong(_("This IBAN is mistyped: its check digits do not fit. Copy it from the bank's paper."))
    return text


def _tidy_postal_code(typed: str) -> str:
    code = clean_identifier(typed)
    return f"AZ{code}" if re.fullmatch(r"\d{4}", code) else code


def _postal_code(text: str) -> str:
    if not re.fullmatch(r"AZ\d{4}", text):
        raise wrong(_("A postal code has AZ and 4 digits, like AZ1000."))
    return text


def _email(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        raise wrong(_("Type an e-mail address like name@example.az.")) from None


def _phone(text: str) -> str:
    try:
        number = phonenumbers.parse(text, "AZ")
    except phonenumbers.NumberParseException:
        raise wrong(_("Type a phone number like +994 50 123 45 67.")) from None
    if not phonenumbers.is_valid_number(number):
        raise wrong(_("There is no such phone number. Type it like +994 50 123 45 67."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _time(text: str) -> str:
    found = re.fullmatch(r"(\d{1,2})(?:[:.\-h ]?(\d{2}))?", text)
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise wrong(_("Type the time with 24 hours, like 21:00."))
    return f"{int(found[1]):02}:{found[2] or '00'}"


FORMATS: dict[str, TextFormat] = {
    "plain": TextFormat(one_line),
    "long": TextFormat(_lines),
    "password": TextFormat(str),
    "name": TextFormat(_tidy_name, _name),
    "patronymic": TextFormat(_tidy_patronymic, _name),
    "email": TextFormat(lambda typed: one_line(typed).replace(" ", ""), _email, example="name@example.az"),
    "phone": TextFormat(_compact, _phone, example="+994 50 123 45 67"),
    "fin": TextFormat(clean_identifier, _fin, example="5VBK5VR"),
    "voen": TextFormat(clean_identifier, _voen, _doubtful_voen, example="1400057421"),
    "identity-card": TextFormat(clean_identifier, _identity_card, example="AA1234567"),
    "passport": TextFormat(clean_identifier, _passport, example="C12345678"),
    "residence-card": TextFormat(_tidy_residence_card, _residence_card, example="MYİ1234567"),
    "iban": TextFormat(clean_identifier, _iban, example="AZ21 NABZ 0000 0000 1370 1000 1944"),
    "postal-code": TextFormat(_tidy_postal_code, _postal_code, example="AZ1000"),
    "time": TextFormat(_compact, _time, example="21:00"),
}

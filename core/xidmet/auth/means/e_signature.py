"""Signing in by an electronic signature, and showing a seal: over a text that this portal made for this one try."""

from __future__ import annotations

from xidmet import clock
from xidmet.contract.levels import Level
from xidmet.contract.means import Ceremony, Given, Proven, Purpose, Signer, SignInMeans, SignThis, Step
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _

FILE = "xidmet-giris.txt"
COUNTRY = "AZ"
PURPOSES: dict[Purpose, str] = {
    "sign-in": "portala daxil olmaq",
    "step-up": "kim olduğumu təsdiq etmək",
    "add": "bu imzanı hesabıma daxil olma üsulu kimi əlavə etmək",
    "seal": "aşağıdakı şəxsə möhürü vuran təşkilat adından hərəkət etmək hüququ vermək",
}
NOTHING = Refusal(why=_("No signature was chosen."), mend=_("Choose the file with the signature, then send it."))
SEAL = Refusal(
    why=_("This is the seal of an organisation, and a seal can't sign in."),
    mend=_("Sign with your own certificate. The seal is shown on the page of the organisation."),
)
NO_SEAL = Refusal(
    why=_("This is not the seal of an organisation: its certificate names a person, or no VÖEN."),
    mend=_("Sign with the seal of the organisation."),
)
NOBODY = Refusal(
    why=_("This certificate names no FIN, so it does not say who you are."),
    mend=_("Sign with a certificate of a person that names the FIN."),
)


class ESignature(SignInMeans):
    """Its key is the person and not the certificate: a renewed certificate opens the same account."""

    name = "e-signature"
    title = _("Electronic signature")
    about = _("Sign a small file with your certificate, with any program, and send the signature.")
    level: Level = "high"
    purposes: tuple[Purpose, ...] = ("sign-in", "step-up", "add", "seal")

    async def begin(self, ceremony: Ceremony) -> Step:
        ceremony.notes["moment"] = clock.local(ceremony.now).strftime("%d.%m.%Y %H:%M:%S")
        return self._stands(ceremony)

    async def go_on(self, ceremony: Ceremony, given: Given) -> Step:
        if given.file is None or "says" in ceremony.notes:
            return self._stands(ceremony)
        if not given.file:
            return self._stands(ceremony, NOTHING)
        signer = await ceremony.signatures.detached(challenge(ceremony), given.file)
        refusal = signer if isinstance(signer, Refusal) else _refused(signer, ceremony.purpose)
        if isinstance(signer, Signer) and refusal is None:
            key = f"{COUNTRY}-{signer.fin or signer.voen}"
            ceremony.notes.update(key=key, source=signer.issuer, says=_says(signer))
        if refusal is not None:
            ceremony.did_not_hold()
        return self._stands(ceremony, refusal)

    def _stands(self, ceremony: Ceremony, refusal: Refusal | None = None) -> Step:
        notes = ceremony.notes
        if "says" in notes:
            return Proven(notes["key"], self.level, notes["source"], notes["says"])
        return SignThis(challenge(ceremony), FILE, refusal)


def challenge(ceremony: Ceremony) -> bytes:
    """What is signed, in lines that a person can read before they sign; it fits this try and no other.

    A seal gives power to whoever began the try, so there the text says to whom: a file slipped to the holder shows it.
    """
    receiver = [f"Səlahiyyət alan şəxsin FİN-i: {ceremony.fin}"] if ceremony.purpose == "seal" else []
    lines = (
        "Xidmət: dövlət xidmətləri portalı",
        f"Sayt: {ceremony.origin}",
        f"Məqsəd: {PURPOSES[ceremony.purpose]}",
        *receiver,
        f"Vaxt: {ceremony.notes['moment']} (Bakı vaxtı)",
        "Bu faylı yalnız bu saytda özünüz başladığınız əməliyyat üçün imzalayın.",
        f"Birdəfəlik kod: {ceremony.nonce.hex()}",
    )
    return "\n".join(lines).encode()


def _refused(signer: Signer, purpose: Purpose) -> Refusal | None:
    if purpose == "seal":
        return None if signer.is_seal and signer.organisation else NO_SEAL
    if signer.is_seal:
        return SEAL
    return None if signer.fin else NOBODY


def _says(signer: Signer) -> dict[str, str]:
    told = {
        "fin": signer.fin,
        "surname": signer.surname,
        "given_name": signer.given_name,
        "name": signer.name,
        "voen": signer.voen,
        "organisation": signer.organisation,
    }
    return {name: value for name, value in told.items() if value}

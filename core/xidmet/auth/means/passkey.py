"""Passkeys (W3C Web Authentication): a key that stays in the phone, the computer or a security key."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json_dict
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from xidmet.auth.means.keeping import Keeping
from xidmet.contract.levels import Level
from xidmet.contract.means import Ceremony, Given, Proven, Script, SignInMeans, Step
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.store import accounts
from xidmet.store.means import Kept

PORTAL = "Xidmət"
TIMEOUT = 300_000  # milliseconds in which a person finds their security key
MOST_ID = 200  # bytes of a credential's id, which in base64 must fit the table; authenticators make from 16 to 100
TRANSPORTS = {one.value for one in AuthenticatorTransport}
NOT_TAKEN = Refusal(
    why=_("The passkey could not be checked."), mend=_("Press the button to try again, or choose another way.")
)
UNKNOWN = Refusal(
    why=_("This passkey belongs to no account here."),
    mend=_("Choose another one, or sign in in another way and add it on the page “Ways to sign in”."),
)


class Passkey(SignInMeans):
    """Its key is the credential's id; it keeps the public key, the counter of signatures and how it is reached."""

    name = "passkey"
    title = _("Passkey")
    about = _("Fingerprint, face or PIN of your phone or computer, or a security key.")
    level: Level = "substantial"
    added_first = True

    def __init__(self, keeping: Keeping) -> None:
        self._keeping = keeping

    async def begin(self, ceremony: Ceremony) -> Step:
        return await self._stands(ceremony)

    async def go_on(self, ceremony: Ceremony, given: Given) -> Step:
        if not given.script or "key" in ceremony.notes:
            return await self._stands(ceremony)
        refusal = await (self._made if ceremony.purpose == "add" else self._shown)(ceremony, dict(given.script))
        return await self._stands(ceremony, refusal)

    async def _stands(self, ceremony: Ceremony, refusal: Refusal | None = None) -> Step:
        notes = ceremony.notes
        if "key" in notes:
            return Proven(str(notes["key"]), self.level, PORTAL, keeps=dict(notes.get("keeps", {})))
        mine = await self._keeping.of(ceremony.account, self.name) if ceremony.account else []
        if ceremony.purpose == "add":
            return Script("passkey-create", await self._to_create(ceremony, mine), refusal)
        if ceremony.purpose == "step-up" and not mine:
            return Refusal(why=_("There is no passkey in your account."), mend=_("Choose another way to go on."))
        return Script("passkey-get", self._to_get(ceremony, mine), refusal)

    async def _to_create(self, ceremony: Ceremony, mine: list[Kept]) -> dict[str, Any]:
        assert ceremony.account is not None
        person = await accounts.person(ceremony.account)
        name = (person.email or person.name) if person else ""
        options = generate_registration_options(
            rp_id=_rp_id(ceremony),
            rp_name=PORTAL,
            user_id=ceremony.account.bytes,
            user_name=name or PORTAL,
            user_display_name=(person.name if person else "") or name,
            challenge=ceremony.nonce,
            timeout=TIMEOUT,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=self._described(mine),
        )
        return dict(options_to_json_dict(options))

    def _to_get(self, ceremony: Ceremony, mine: list[Kept]) -> dict[str, Any]:
        """Whoever signs in chooses among the passkeys that their device offers, and types no address."""
        options = generate_authentication_options(
            rp_id=_rp_id(ceremony),
            challenge=ceremony.nonce,
            timeout=TIMEOUT,
            allow_credentials=self._described(mine),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return dict(options_to_json_dict(options))

    def _described(self, mine: list[Kept]) -> list[PublicKeyCredentialDescriptor]:
        return [
            PublicKeyCredentialDescriptor(
                id=base64url_to_bytes(one.key),
                transports=[AuthenticatorTransport(way) for way in self._keeping.read(one)["transports"]],
            )
            for one in mine
        ]

    async def _made(self, ceremony: Ceremony, script: dict[str, Any]) -> Refusal | None:
        made = _registered(ceremony, script)
        if made is None:
            return NOT_TAKEN
        ceremony.notes["key"] = bytes_to_base64url(made.credential_id)
        ceremony.notes["keeps"] = {
            "public_key": bytes_to_base64url(made.credential_public_key),
            "counter": made.sign_count,
            "transports": _transports(script),
        }
        return None

    async def _shown(self, ceremony: Ceremony, script: dict[str, Any]) -> Refusal | None:
        kept = await self._keeping.by_key(self.name, str(script.get("id", "")))
        if kept is None or (ceremony.account and kept.account != ceremony.account):
            ceremony.did_not_hold()
            return UNKNOWN
        known = self._keeping.read(kept)
        shown = _authenticated(ceremony, script, known)
        if shown is None or _user_of(script) not in ("", bytes_to_base64url(kept.account.bytes)):
            ceremony.did_not_hold(kept.account)
            return NOT_TAKEN
        if not await self._keeping.change(kept, {**known, "counter": shown.new_sign_count}):
            ceremony.did_not_hold(kept.account)
            return NOT_TAKEN  # shown twice at the same moment
        ceremony.notes["key"] = kept.key
        return None


def _registered(ceremony: Ceremony, script: dict[str, Any]) -> VerifiedRegistration | None:
    """What the authenticator made, if it made it for this try, on this site, for a person it had verified."""
    try:
        made = verify_registration_response(
            credential=script,
            expected_challenge=ceremony.nonce,
            expected_rp_id=_rp_id(ceremony),
            expected_origin=ceremony.origin,
            require_user_verification=True,
        )
    except Exception:  # the library raises of every kind at hostile bytes, CBOR and keys
        return None
    return made if len(made.credential_id) <= MOST_ID else None


def _authenticated(ceremony: Ceremony, script: dict[str, Any], known: dict[str, Any]) -> VerifiedAuthentication | None:
    """The signature is of the key that is kept, and its counter went forward: a copy of the key would lag behind."""
    try:
        return verify_authentication_response(
            credential=script,
            expected_challenge=ceremony.nonce,
            expected_rp_id=_rp_id(ceremony),
            expected_origin=ceremony.origin,
            credential_public_key=base64url_to_bytes(known["public_key"]),
            credential_current_sign_count=known["counter"],
            require_user_verification=True,
        )
    except Exception:  # the library raises of every kind at hostile bytes, CBOR and keys
        return None


def _rp_id(ceremony: Ceremony) -> str:
    return urlsplit(ceremony.origin).hostname or ""


def _transports(script: dict[str, Any]) -> list[str]:
    response = script.get("response")
    told = response.get("transports") if isinstance(response, dict) else None
    return sorted({one for one in told if isinstance(one, str)} & TRANSPORTS) if isinstance(told, list) else []


def _user_of(script: dict[str, Any]) -> str:
    """Whose passkey the authenticator says it is; "" when it keeps no names."""
    response = script.get("response")
    told = response.get("userHandle") if isinstance(response, dict) else None
    return told.rstrip("=") if isinstance(told, str) else ""

"""An authenticator app on the phone: its codes are the second proof beside a password."""

from __future__ import annotations

import base64
import secrets

from xidmet.auth.means import second
from xidmet.auth.means.keeping import Keeping
from xidmet.auth.means.one_time_codes import digest, link, new_recovery_codes, new_secret, step_of
from xidmet.auth.means.second import AUTHENTICATOR, WRONG, Code
from xidmet.contract.fields import Consent, Text
from xidmet.contract.form import Form
from xidmet.contract.levels import Level
from xidmet.contract.means import Ask, Ceremony, Given, Proven, Purpose, Show, SignInMeans, Step
from xidmet.contract.mistake import Mistake
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.store import accounts

MOST = 5  # codes that one try may be wrong
ISSUER = "Xidmət"
TOO_OFTEN = _("The code was wrong too often.")
BEGIN_ANEW = _("Begin anew. If the codes never hold, look whether the phone sets its clock by itself.")


class FirstCode(Form):
    code = Text(_("Code that the app shows now"), most=40, hint=_("Six digits."))


class Written(Form):
    written = Consent(_("I have written the recovery codes down or saved them"))


class Authenticator(SignInMeans):
    name = AUTHENTICATOR
    title = _("Authenticator app")
    about = _("A code of an app on your phone, asked for after your password.")
    level: Level = "substantial"
    purposes: tuple[Purpose, ...] = ("step-up", "add")
    added_first = True

    def __init__(self, keeping: Keeping) -> None:
        self._keeping = keeping

    async def begin(self, ceremony: Ceremony) -> Step:
        if ceremony.purpose == "add":
            ceremony.notes["secret"] = new_secret().hex()
        return await self._stands(ceremony)

    async def go_on(self, ceremony: Ceremony, given: Given) -> Step:
        answers, notes = given.answers, ceremony.notes
        if isinstance(answers, Written) and "codes" in notes:
            notes["written"] = True
        elif isinstance(answers, FirstCode) and "codes" not in notes:
            return await self._first(ceremony, answers.code)
        elif isinstance(answers, Code) and ceremony.purpose == "step-up":
            return await self._again(ceremony, answers.code)
        return await self._stands(ceremony)

    async def _stands(self, ceremony: Ceremony) -> Step:
        notes = ceremony.notes
        if notes.get("wrong", 0) >= MOST:
            return Refusal(why=TOO_OFTEN, mend=BEGIN_ANEW)
        if ceremony.purpose == "step-up":
            return await self._asks(ceremony)
        if "codes" not in notes:
            return await self._shows(ceremony)
        if "written" not in notes:
            why = _("Recovery codes: each holds once in place of the app. They are shown only now.")
            return Show("", "\n".join(notes["codes"]), Ask(Written, why=why))
        keeps = {"secret": notes["secret"], "last": notes["last"], "codes": [digest(one) for one in notes["codes"]]}
        return Proven(str(notes["key"]), self.level, ISSUER, keeps=keeps)

    async def _asks(self, ceremony: Ceremony, *mistakes: Mistake) -> Step:
        if "proved" in ceremony.notes:
            return Proven(str(ceremony.notes["proved"]), self.level, ISSUER)
        if ceremony.account is None or not await second.has(self._keeping, ceremony.account):
            return Refusal(
                why=_("There is no authenticator app in your account."),
                mend=_("Choose another way, or add the app on the page “Ways to sign in”."),
            )
        return Ask(Code, {"code": mistakes[0]} if mistakes else {})

    async def _shows(self, ceremony: Ceremony, *mistakes: Mistake) -> Step:
        """The secret is made once for a try, so that the page can be loaded again."""
        person = await accounts.person(ceremony.account) if ceremony.account else None
        name = (person.email or person.name) if person else ""
        secret = bytes.fromhex(str(ceremony.notes["secret"]))
        why = _("Read the code with the app, or type the letters below it into the app; then type what the app shows.")
        ask = Ask(FirstCode, {"code": mistakes[0]} if mistakes else {}, why)
        return Show(link(secret, name, ISSUER), base64.b32encode(secret).decode(), ask)

    async def _first(self, ceremony: Ceremony, typed: str) -> Step:
        """The app shows that it knows the secret; only then is there something to lose, and recovery codes for it."""
        notes = ceremony.notes
        step = step_of(bytes.fromhex(str(notes["secret"])), "".join(typed.split()), ceremony.now, 0)
        if step is None:
            notes["wrong"] = notes.get("wrong", 0) + 1
            return await self._shows(ceremony, WRONG) if notes["wrong"] < MOST else await self._stands(ceremony)
        notes |= {"last": step, "codes": new_recovery_codes(), "key": secrets.token_hex(16)}
        return await self._stands(ceremony)

    async def _again(self, ceremony: Ceremony, typed: str) -> Step:
        notes = ceremony.notes
        if notes.get("wrong", 0) >= MOST or "proved" in notes or ceremony.account is None:
            return await self._stands(ceremony)
        found = await second.spent(self._keeping, ceremony.account, typed)
        if isinstance(found, Mistake):
            ceremony.did_not_hold()
            notes["wrong"] = notes.get("wrong", 0) + 1
            return await self._asks(ceremony, found) if notes["wrong"] < MOST else await self._stands(ceremony)
        notes["proved"] = found.key
        return await self._stands(ceremony)

"""E-mail and password; with an authenticator app, its code after that."""

from __future__ import annotations

from xidmet.auth import passwords, throttle
from xidmet.auth.means import second
from xidmet.auth.means.authenticator import BEGIN_ANEW, MOST, TOO_OFTEN
from xidmet.auth.means.keeping import Keeping
from xidmet.auth.means.second import Code
from xidmet.auth.proof import PASSWORD
from xidmet.contract.fields import Text
from xidmet.contract.form import Form
from xidmet.contract.levels import Level
from xidmet.contract.means import Ask, Ceremony, Given, Proven, Purpose, SignInMeans, Step
from xidmet.contract.mistake import Mistake
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.store import accounts

WRONG = Mistake(_("This is not your password."), mend=_("Check whether Caps Lock is on."))
SLOWED = Mistake(_("There were too many tries."), mend=_("Wait for a quarter of an hour, or choose another way."))


class OwnPassword(Form):
    password = Text(_("Password"), format="password")


class Password(SignInMeans):
    """The key of its proof is the account: an account has one password.

    The sign-in page has its own form for address and password; a try to sign in begins once they are right.
    """

    name = PASSWORD
    title = _("Password")
    about = _("Your password; with an authenticator app also its code.")
    level: Level = "substantial"
    purposes: tuple[Purpose, ...] = ("step-up",)
    added_first = True

    def __init__(self, keeping: Keeping) -> None:
        self._keeping = keeping

    async def begin(self, ceremony: Ceremony) -> Step:
        return await self._stands(ceremony)

    async def go_on(self, ceremony: Ceremony, given: Given) -> Step:
        notes, answers = ceremony.notes, given.answers
        if notes.get("wrong", 0) < MOST:
            if isinstance(answers, OwnPassword) and ceremony.purpose == "step-up" and "password" not in notes:
                return await self._stands(ceremony, await self._password(ceremony, answers.password))
            if isinstance(answers, Code) and "code" not in notes and self._password_is_right(ceremony):
                return await self._stands(ceremony, await self._code(ceremony, answers.code))
        return await self._stands(ceremony)

    def _password_is_right(self, ceremony: Ceremony) -> bool:
        return ceremony.purpose == "sign-in" or "password" in ceremony.notes

    async def _stands(self, ceremony: Ceremony, mistake: Mistake | None = None) -> Step:
        notes, account = ceremony.notes, ceremony.account
        if account is None:
            return Refusal(
                why=_("Address and password come first."), mend=_("Type them on the page “Sign in”, then go on.")
            )
        if notes.get("wrong", 0) >= MOST:
            return Refusal(why=TOO_OFTEN, mend=BEGIN_ANEW)
        if not self._password_is_right(ceremony):
            return Ask(OwnPassword, {"password": mistake} if mistake else {})
        coded = await second.has(self._keeping, account)
        if coded and "code" not in notes:
            return Ask(Code, {"code": mistake} if mistake else {})
        return Proven(str(account), "substantial" if coded else "low", PASSWORD)

    async def _password(self, ceremony: Ceremony, typed: str) -> Mistake | None:
        assert ceremony.account is not None
        who = str(ceremony.account)
        if not await throttle.taken(throttle.STEP_UP, who):
            return SLOWED
        person = await accounts.person(ceremony.account)
        if person is None or not await passwords.matches(typed, person.password):
            return self._was_wrong(ceremony, WRONG, self.name)
        await throttle.forget(throttle.STEP_UP, who)
        ceremony.notes["password"] = True
        return None

    async def _code(self, ceremony: Ceremony, typed: str) -> Mistake | None:
        assert ceremony.account is not None
        found = await second.spent(self._keeping, ceremony.account, typed)
        if isinstance(found, Mistake):
            return self._was_wrong(ceremony, found, second.AUTHENTICATOR)
        ceremony.notes["code"] = found.key
        return None

    def _was_wrong(self, ceremony: Ceremony, mistake: Mistake, means: str) -> Mistake:
        ceremony.did_not_hold(means=means)
        ceremony.notes["wrong"] = ceremony.notes.get("wrong", 0) + 1
        return mistake

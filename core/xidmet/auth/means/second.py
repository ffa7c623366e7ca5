"""The second proof beside a password: a code of the app, or one that was written down. Each is taken once."""

from __future__ import annotations

from uuid import UUID

from xidmet import clock
from xidmet.auth import throttle
from xidmet.auth.means.keeping import Keeping
from xidmet.auth.means.one_time_codes import digest, is_app_code, step_of
from xidmet.contract.fields import Text
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.store.means import Kept

AUTHENTICATOR = "authenticator"
AT_ONCE = 3  # requests that spend codes of one account at the same time
WRONG = Mistake(
    _("This code does not hold."),
    mend=_("Type the six digits that the app shows now, or a recovery code that you have not used yet."),
)


class Code(Form):
    code = Text(
        _("Code of the app"),
        most=40,
        hint=_("Six digits. Without the phone: one of your recovery codes."),
    )


async def has(keeping: Keeping, account: UUID) -> bool:
    return bool(await keeping.of(account, AUTHENTICATOR))


async def spent(keeping: Keeping, account: UUID, typed: str) -> Kept | Mistake:
    """Take a code, once: by which authenticator it holds, or what is wrong."""
    code = "".join(typed.split())
    if is_app_code(code) and (mistake := await _slowed(account)):
        return mistake
    for _try in range(AT_ONCE):
        changed = False
        for kept in await keeping.of(account, AUTHENTICATOR):
            content = _without(keeping.read(kept), code)
            if content is None:
                continue
            if await keeping.change(kept, content):
                await _forgive(account)
                return kept
            changed = True
        if not changed:
            break
    return WRONG


def _without(content: dict[str, object], code: str) -> dict[str, object] | None:
    """What is kept once this code is spent; None when it does not hold."""
    if is_app_code(code):
        step = step_of(bytes.fromhex(str(content["secret"])), code, clock.now(), int(str(content["last"])))
        return None if step is None else {**content, "last": step}
    codes = content["codes"]
    assert isinstance(codes, list)
    wanted = digest(code)
    return {**content, "codes": [one for one in codes if one != wanted]} if wanted in codes else None


async def _slowed(account: UUID) -> Mistake | None:
    """Count a code before it is looked at, so that many at once do not outrun the limit."""
    for limit in throttle.CODES:
        if not await throttle.taken(limit, str(account)):
            return Mistake(
                _("Too many wrong codes were typed for this account."),
                mend=_("Use a recovery code or another way to sign in, or wait for some minutes."),
            )
    return None


async def _forgive(account: UUID) -> None:
    for limit in throttle.CODES:
        await throttle.forget(limit, str(account))

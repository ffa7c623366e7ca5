"""What can go wrong, each with its meaning for a person and for a machine.

    XidmetError
      BadInput      400  the request makes no sense        Unreadable   400  its bytes are not text
      SignInNeeded  401                                    NotAllowed   403  signed in, but not theirs
      TokenDead     401  of a program                      InsufficientScope 403  of a program (NotAllowed)
      NotFound      404  also: not theirs to know of       WrongMethod  405  this address is not used so
      Unsupported   415  not what a form sends             Stale        409  somebody changed it meanwhile (Conflict)
      Refused       409  a rule does not hold              LinkDead     410  used or expired
      OutOfReach    403  their mandate is too narrow       SurerNeeded  403  they must prove better who they are
      EventsGone    410  kept for a month (LinkDead)
      UsedElsewhere 409  its token was spent before        TooLarge     413
      WrongAnswers  422  beside which field                TooMany      429  try again after .seconds
      FileRefused   422  not of a kind, too large ...
      RegisterDown  503  an outside register does not answer
    Retry               an effect that should be tried again soon; never shown

why and mend are msgids; values fill their {names} when the text is shown, in the person's language.
"""

from __future__ import annotations

from collections.abc import Mapping

from xidmet.contract.mistake import Mistake
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _


class XidmetError(Exception):
    """The root; each kind has an HTTP status, what happened (why) and what to do (mend)."""

    status = 500
    why = _("Something went wrong on our side.")
    mend = _("Try again in a few minutes. Nothing you sent was lost or done twice.")

    def __init__(self, why: str = "", mend: str = "", **values: object) -> None:
        self.why, self.mend, self.values = why or self.why, mend or self.mend, values
        super().__init__(self.why.format_map(values) if values else self.why)


class BadInput(XidmetError):
    status = 400
    why = _("The request could not be understood.")
    mend = _("Go back to the page you came from and try again.")


class Unreadable(BadInput):
    why = _("Some of the text you sent could not be read.")
    mend = _("Type it again, without pasting it from another program.")


class SignInNeeded(XidmetError):
    status = 401
    why = _("You are not signed in.")
    mend = _("Sign in; then you come back to this page.")


class NotAllowed(XidmetError):
    status = 403
    why = _("This is not yours to do.")
    mend = _("Check for whom you are acting, or ask the one who may.")


class TokenDead(XidmetError):
    """A program's token. Nothing tells one that never was from one that has ended."""

    status = 401
    why = _("This token is unknown, or it has ended.")
    mend = _("A head of the organisation can make a new one, on the organisation's page of the portal.")


class InsufficientScope(NotAllowed):
    """scope: what the program's token would have to be made for; "" where no token is taken."""

    why = _("This token was not made for that: it lacks the scope “{scope}”.")
    mend = _("A head of the organisation can make a token with this scope, on the organisation's page of the portal.")

    def __init__(self, scope: str) -> None:
        if scope:
            super().__init__(scope=scope)
        else:
            super().__init__(why=_("No program's token is taken here."), mend=_("Sign in on the portal to do this."))
        self.scope = scope


class NotFound(XidmetError):
    status = 404
    why = _("There is no such page, or it is not yours to see.")
    mend = _("Check the address, or look in “My cases”.")


class WrongMethod(XidmetError):
    status = 405
    why = _("This page can't be used in this way.")
    mend = _("Go back to the page you came from and try again.")


class Unsupported(BadInput):
    status = 415


class Stale(XidmetError):
    status = 409
    why = _("This was changed in another window or by somebody else.")
    mend = _("Look at how it is now, then decide again.")

    def __init__(self, number: str = "") -> None:
        super().__init__(number=number)
        self.number = number


class Conflict(Stale):
    """questions: answered here and elsewhere in different ways since the page was made; only the person can choose."""

    why = _("Some of these questions were answered in another window or by somebody else, in another way.")
    mend = _("Choose at each marked question which answer is right, then go on.")

    def __init__(self, number: str, questions: tuple[str, ...]) -> None:
        super().__init__(number)
        self.questions = questions


class Refused(XidmetError):
    """A rule does not hold. refusal says why, under which law, what mends it, and beside which field."""

    status = 409

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.why, refusal.mend, **refusal.values)
        self.refusal = refusal


class OutOfReach(Refused):
    """Theirs to know of, but the mandate they act under does not reach it. refusal says which one would."""

    status = 403


class SurerNeeded(Refused):
    """Theirs, but it is not known surely enough who they are. refusal.level says how surely it must be."""

    status = 403


class UsedElsewhere(Refused):
    """The token or key that came with this was spent on something else, or by somebody else."""


class LinkDead(XidmetError):
    status = 410
    why = _("This link was used already, or its time has passed.")
    mend = _("Ask for a new one.")


class EventsGone(LinkDead):
    why = _("The events behind this one are not kept any more.")
    mend = _("Read the cases as they are now; then begin without “after”.")


class TooLarge(XidmetError):
    status = 413
    why = _("You sent more than this page can take.")
    mend = _("Shorten the text and send it again.")


class FileRefused(XidmetError):
    """A file that was not taken. mistake: what is wrong with it and what to do, as it is said beside its field."""

    status = 422
    mend = _("Nothing else that you gave was lost.")

    def __init__(self, mistake: Mistake) -> None:
        super().__init__(mistake.text)
        self.values = dict(mistake.values)
        self.mistake = mistake


class WrongAnswers(XidmetError):
    """errors: path of the field -> what is wrong there."""

    status = 422
    why = _("Some answers must be corrected.")
    mend = _("Look at the marked fields.")

    def __init__(self, errors: Mapping[str, Mistake]) -> None:
        super().__init__()
        self.errors = dict(errors)


class TooMany(XidmetError):
    status = 429
    why = _("There were too many tries.")
    mend = _("Wait {seconds} seconds, then try again.")

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds=seconds)
        self.seconds = seconds


class RegisterDown(XidmetError):
    """register: the label (msgid) of the register that does not answer."""

    status = 503
    why = _("The register “{register}” does not answer just now.")
    mend = _("What you typed is kept. Try again in a few minutes.")

    def __init__(self, register: str) -> None:
        super().__init__(register=register)
        self.register = register


class Retry(Exception):
    """Not yet: the effect should be tried again after so many seconds."""

    def __init__(self, seconds: float = 1.0, why: str = "") -> None:
        super().__init__(why or "not yet")
        self.seconds = seconds

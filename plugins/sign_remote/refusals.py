"""Why nothing was signed, and what mends it."""

from __future__ import annotations

from xidmet import Refusal, _

LATER = _("Try again in a few minutes, or choose another way of signing.")
AGAIN = _("Start again. If it happens twice, tell us.")
DOWN = Refusal(why=_("The signing service does not answer as it should."), mend=LATER)
DENIED = Refusal(
    why=_("You did not let the signing service sign."),
    mend=_("Start again and agree there, or choose another way of signing."),
)
OVER = Refusal(why=_("This answer of the signing service was used before, or is over."), mend=_("Start again."))
UNTRUE = Refusal(why=_("What came back from the signing service could not be believed."), mend=AGAIN)
NOTHING = Refusal(
    why=_("The signing service keeps no certificate for you that can sign."),
    mend=_("Get one there first, or choose another way of signing."),
)
SOMEBODY_ELSE = Refusal(
    why=_("The certificates at the signing service name somebody else."),
    mend=_("Sign in there as yourself, or choose another way of signing."),
)
NO_SEAL = Refusal(
    why=_("The signing service keeps neither your own certificate nor the seal of your organisation."),
    mend=_("Sign in there as yourself, or as whoever holds the seal."),
)
SWITCHED_OFF = Refusal(
    why=_("The signing service has switched off this certificate."),
    mend=_("Ask the signing service why, or choose another way of signing."),
)
UNKNOWN_WAY = Refusal(
    why=_("The certificate signs in a way that is not known here."),
    mend=_("Choose another certificate, or another way of signing."),
)
LOCKED = Refusal(
    why=_("The signing service has locked this certificate after too many wrong codes."),
    mend=_("Unlock it at the signing service, or choose another way of signing."),
)
TOO_OFTEN = Refusal(
    why=_("The code was wrong three times."),
    mend=_("Look it up before you start again: the signing service may lock the certificate."),
)
NOT_THIS = Refusal(
    why=_("The signing service did not sign this document."),
    mend=_("Start again, and agree within a few minutes."),
)

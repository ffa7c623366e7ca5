"""What must hold for an employment certificate."""

from xidmet import Facts, Refusal, _, rule

from .form import Request


@rule(law=_("User guide of the service, clause 2.5.2"))
def in_the_future(request: Request, facts: Facts) -> Refusal | None:
    if request.valid_until < facts.now.date():
        return Refusal(Request.valid_until, why=_("This day has passed."), mend=_("Choose today or a later date."))
    return None


@rule(law=_("User guide of the service, clause 2.5.2"))
def within_contract(request: Request, facts: Facts) -> Refusal | None:
    ends = request.contract.ends
    if ends and request.valid_until > ends:
        return Refusal(
            Request.valid_until,
            why=_("The contract ends on {ends}."),
            mend=_("Choose that date or an earlier one."),
            ends=ends,
        )
    return None

"""What is asked for a stall, and what the permit shows."""

from xidmet import (
    Address,
    Attestation,
    Choice,
    Date,
    Form,
    Lookup,
    Marks,
    Money,
    Number,
    Part,
    Person,
    Step,
    Text,
    Upload,
    YesNo,
    _,
)

from .registers import refusals


class Request(Form):
    who = Step(_("You"))
    person = Part(_("Trader"), Person)
    lives_at = Part(_("Address"), Address)
    phone = Text(_("Mobile phone"), format="phone", remember=True)
    email = Text(_("E-mail"), format="email", remember=True)

    what = Step(_("The stall"))
    market = Choice(_("Market"), {"green": _("Green market"), "old": _("Old market")})
    sells = Choice(_("You sell"), {"food": _("Food"), "goods": _("Other goods")})
    cooks = YesNo(_("Is food cooked there?")).when(sells == "food")
    metres = Number(_("Length, in metres"), least=1, most=20)
    valid_from = Date(_("From"))
    valid_until = Date(_("Until"))
    turnover = Money(_("Turnover of last year")).optional()
    helpers = Part(_("Helpers"), Person, each=_("Helper")).many(0, 5)
    remarks = Text(_("Remarks"), format="long").optional()

    papers = Step(_("Documents"))
    identity = Upload(_("Identity card"), keep_days=365)
    health = Upload(_("Health book")).when(sells == "food")
    fire_safety = Upload(_("Statement on fire safety")).when(cooks)


class Corrections(Form):
    what = Marks(_("What must be corrected"))


class Refusing(Form):
    ground = Lookup(_("Ground"), refusals)
    reason = Text(_("Reason in full"), format="long")


class Permit(Form):
    number = Text(_("Permit number"))
    person = Request.person
    market = Request.market
    valid_until = Request.valid_until


permit = Attestation(
    name="stalls.permits",
    label=_("Permit for a stall"),
    of=Permit,
    template="permit.typ",
    valid_until=Request.valid_until,
    checked_by="anyone",
    carries=[Permit.person, Permit.market],
)

"""What is asked for an employment certificate, and what the certificate shows."""

from xidmet import (
    Agency,
    Choice,
    Codelist,
    Date,
    Form,
    LegalTerms,
    Lookup,
    Money,
    Officer,
    Organisation,
    Register,
    Step,
    Text,
    YesNo,
    _,
)

ministry = Agency(
    "labour", _("Ministry of Labour and Social Protection of the Population"), site="sosial.gov.az", phone="142"
)
keeper = Officer("keeper", _("Keeper of code lists"), ministry)


class Contract(Form):
    """A notification of an employment contract (Labour Code, article 43; Cabinet decision 183 of 2014)."""

    number = Text(_("Contract number"), search=True)
    signed = Date(_("Signed on"))
    fin = Text(_("FIN"), format="fin")
    surname = Text(_("Surname"))
    given_name = Text(_("Name"))
    patronymic = Text(_("Father's name")).optional()
    employer = Text(_("Employer"), search=True)
    voen = Text(_("Employer's tax number"), format="voen", search=True)
    position = Text(_("Position"))
    workplace = Choice(_("Workplace"), {"basic": _("Basic"), "additional": _("Additional")})
    since = Date(_("Works since"))
    ends = Date(_("Contract ends")).optional()
    salary = Money(_("Salary"))


contracts = Register(
    "labour.contracts", _("Employment contracts in force"), Contract, valid=(Contract.since, Contract.ends)
)
organisations = Register("organisations", _("Organisations"), Organisation)
legal = LegalTerms("labour.certificate-legal-terms", _("Terms of complaints, keeping and reminders"), kept_by=keeper)
purposes = Codelist("labour.certificate-purposes", _("Purposes of certificates"), kept_by=keeper)


class Request(Form):
    employment = Step(_("Your employment"))
    contract = Lookup(
        _("Employment contract"), contracts, own=True, hint=_("Contracts in force that your employers have registered.")
    )

    certificate = Step(_("The certificate"))
    kind = Choice(_("Kind of certificate"), {"plain": _("Employment"), "salary": _("Employment and salary")})
    contract_number = contract.column(Contract.number)
    purpose = Lookup(_("Purpose"), purposes)
    valid_until = Date(_("Valid until"), hint=_("Not later than the end of the contract."))
    deliver = Choice(_("Presented to"), {"anyone": _("Anyone who asks for it"), "addressed": _("One organisation")})
    addressee = Lookup(_("Organisation"), organisations, hint=_("Type its name or tax number.")).when(
        deliver == "addressed"
    )
    tell = YesNo(_("Tell them if it loses force")).when(deliver == "addressed")

    contact = Step(_("How to reach you"))
    phone = Text(_("Mobile phone"), format="phone", remember=True).optional()
    email = Text(_("E-mail"), format="email", remember=True)
    copy = YesNo(_("Send a copy to this e-mail"))


class Certificate(Form):
    """What the certificate shows, modelled on the ministry's printed form."""

    number = Text(_("Certificate number"))
    fin = Request.contract.column(Contract.fin)
    surname = Request.contract.column(Contract.surname)
    given_name = Request.contract.column(Contract.given_name)
    patronymic = Request.contract.column(Contract.patronymic)
    employer = Request.contract.column(Contract.employer)
    voen = Request.contract.column(Contract.voen)
    contract_number = Request.contract.column(Contract.number)
    signed = Request.contract.column(Contract.signed)
    position = Request.contract.column(Contract.position)
    workplace = Request.contract.column(Contract.workplace)
    since = Request.contract.column(Contract.since)
    ends = Request.contract.column(Contract.ends)
    salary = Request.contract.column(Contract.salary).when(Request.kind == "salary")
    purpose = Request.purpose
    addressee = Request.addressee
    valid_until = Request.valid_until

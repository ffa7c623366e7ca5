"""Employment certificate: made at once, checked by number or QR, given up by its owner."""

from xidmet import Appeal, Attestation, Notice, Party, Service, State, Transition, _

from .decisions import Revocation, officer
from .form import Certificate, Request, contracts, legal, ministry
from .rules import in_the_future, within_contract

person = Party(_("Employee"))
certificate = Attestation(
    name="labour.employment-certificates",
    label=_("Employment certificate"),
    of=Certificate,
    template="certificate.typ",
    valid_until=Certificate.valid_until,
    checked_by="anyone",
    carries=[
        Certificate.surname,
        Certificate.given_name,
        Certificate.employer,
        Certificate.position,
        Certificate.valid_until,
    ],
)
lost_force = Notice(
    Request.addressee,
    _("The employment certificate {number} of {surname} {given_name} is no longer in force."),
    when=Request.tell,
)


class EmploymentCertificate(Service):
    slug = "employment-certificate"
    title = _("Employment certificate")
    agency = ministry
    law = _("Labour Code, article 43; Cabinet decision 183 of 2014")
    purpose = _("A sealed certificate of where you work, made at once from the register of employment contracts.")
    keywords = "iş yerinə dair arayış əmək haqqı maaş reference salary справка с места работы зарплата"
    life_events = ("work",)
    keep_years = legal["keeping"]
    form = Request
    applicant = person
    columns = (Request.contract, Request.purpose, Request.valid_until)
    appeal = Appeal(_("The ministry"), days=legal["complaint"], court=legal["court"])

    draft = State(_("Being filled in"), waits_for=person)
    active = State(_("Active"), in_force=True)
    deactivated = State(_("Deactivated"))
    expired = State(_("Expired"))
    lapsed = State(_("Lost force"))
    revoked = State(_("Revoked"))
    starts = draft

    confirm = Transition(
        _("Confirm"),
        draft,
        active,
        by=person,
        needs=[in_the_future, within_contract],
        issues=certificate,
        tells=[
            Notice(person, _("Your employment certificate {number} is ready.")),
            Notice(
                Request.email,
                _("A copy of employment certificate {number} is attached."),
                attach=True,
                when=Request.copy,
            ),
        ],
    )
    deactivate = Transition(
        _("Deactivate"),
        active,
        deactivated,
        by=person,
        tells=[
            lost_force,
            Notice(person, _("You deactivated employment certificate {number}. Nobody can check it any more.")),
        ],
    )
    expire = Transition(
        _("Expire"),
        active,
        expired,
        at=Certificate.valid_until,
        tells=[
            lost_force,
            Notice(person, _("Employment certificate {number} has expired.")),
            Notice(
                person,
                _("Employment certificate {number} is valid until {valid_until}."),
                days_before=legal["reminder"],
            ),
        ],
    )
    lapse = Transition(
        _("Contract ended or changed"),
        active,
        lapsed,
        by=contracts,
        tells=[
            lost_force,
            Notice(person, _("Employment certificate {number} lost force: the contract ended or was changed.")),
        ],
    )
    revoke = Transition(
        _("Revoke"),
        active,
        revoked,
        by=officer,
        asks=Revocation,
        tells=[
            lost_force,
            Notice(person, _("The ministry revoked employment certificate {number}. {ground}: {reason}")),
        ],
    )

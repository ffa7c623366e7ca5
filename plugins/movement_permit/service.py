"""Employee permits in a restricted regime: the organisation keeps a roster and activates; the authority may revoke."""

from xidmet import Appeal, Attestation, Notice, Party, Service, State, Totals, Transition, _

from . import rules
from .form import Activation, Here, Pass, Permit, Revocation
from .registers import authority, inspector, legal, services_agency

organisation = Party(
    _("Seal holder of the organisation"),
    kinds=("legal_entity", "entrepreneur", "state_body"),
    mandates=("head", "seal_holder"),
    level="high",
)
employee = Party(_("Employee"), who=Permit.fin)
permit = Attestation(
    name="movement.permits",
    label=_("Movement permit"),
    of=Pass,
    template="permit.typ",
    valid_until=Pass.ends,
    holder=employee,
    checked_by=(inspector,),
    asks=Here,
    needs=(rules.right_place, rules.right_day, rules.right_hour),
    carries=(Pass.surname, Pass.given_name, Pass.field, Pass.territory, Pass.opens, Pass.hour_from, Pass.hour_to),
    place=Pass.territory,
    opens=Pass.opens,
    hours=(Pass.hour_from, Pass.hour_to),
    when_inactive="state",
    listed=True,
)
lifted = (
    Notice(organisation, _("The permit of {surname} {given_name} may be activated again.")),
    Notice(employee, _("The revocation was lifted. Your employer may activate your permit again.")),
)
at_entry = (rules.employed_here, rules.named_as_in_the_contract)


class MovementPermit(Service):
    slug = "movement-permit"
    title = _("Employee permit in a restricted regime")
    agency = services_agency
    law = _("Cabinet decisions 120 of 30.03.2020 and 450 of 19.11.2020")
    purpose = _("To let employees of permitted fields move during a restriction")
    keywords = "icazə əməkdaş karantin permit employee quarantine разрешение работник карантин"
    life_events = ("hiring",)
    keep_years = legal["keeping"]
    form = Permit
    applicant = organisation
    one_per = (Permit.fin,)
    columns = (Permit.surname, Permit.given_name, Permit.fin, Permit.field, Permit.territory)

    draft = State(_("Being entered"), waits_for=organisation)
    entered = State(_("Entered"))
    active = State(_("Active"), in_force=True)
    expired = State(_("Expired"))
    cancelled = State(_("Cancelled by the organisation"), holds=False)
    revoked = State(_("Revoked by the authority"))
    starts = draft

    enter = Transition(
        _("Enter"),
        draft,
        entered,
        by=organisation,
        needs=at_entry,
        signed="list",
        bulk=True,
        tells=(Notice(employee, _("{employer} entered you for movement permits. This is no permit yet.")),),
    )
    activate = Transition(
        _("Activate"),
        (entered, expired),
        active,
        by=organisation,
        asks=Activation,
        signed="list",
        bulk=True,
        needs=(
            *at_entry,
            rules.under_age_limit,
            rules.field_permitted,
            rules.territory_restricted,
            rules.within_staff_limit,
        ),
        issues=permit,
        tells=(
            Notice(
                employee,
                _("Your movement permit for {territory} is active until {ends}, each day {hours}."),
                attach=True,
            ),
        ),
    )
    expire = Transition(
        _("Expire"),
        active,
        expired,
        at=Activation.ends,
        tells=(Notice(employee, _("Your movement permit has expired.")),),
    )
    cancel = Transition(
        _("Cancel"),
        (entered, active, expired),
        cancelled,
        by=organisation,
        bulk=True,
        tells=(Notice(employee, _("Your employer cancelled your movement permit.")),),
    )
    revoke = Transition(
        _("Revoke"),
        (entered, active, expired, cancelled),
        revoked,
        by=authority,
        asks=Revocation,
        bulk=True,
        tells=(
            Notice(organisation, _("The permit of {surname} {given_name} was revoked: {ground}. {explanation}")),
            Notice(employee, _("Your movement permit was revoked: {ground}. {explanation} You may object.")),
        ),
    )
    lift = Transition(_("Lift the revocation"), revoked, entered, by=authority, tells=lifted)
    restore = Transition(_("Uphold the objection"), revoked, entered, by=authority, tells=lifted)
    appeal = Appeal(
        _("The permit authority"),
        days=legal["complaint"],
        court=legal["court"],
        reopens=restore,
        by=(employee,),
    )

    totals = (Totals(_("By field and zone"), (Permit.employer, Permit.field, Permit.territory), (active,), authority),)

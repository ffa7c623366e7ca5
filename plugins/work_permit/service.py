"""Work permit for a foreigner: asked for by the employer, reviewed, decided by two officers, in force when paid."""

from xidmet import Appeal, Notice, Party, Service, State, Transition, _, payments

from .decisions import (
    Annulling,
    Change,
    Corrections,
    Deficiencies,
    EmploymentOpinion,
    Outstanding,
    Refusing,
    SecurityOpinion,
)
from .form import Application, Extension, Grant, Permit, Request, permit
from .registers import council, employment, head, legal, migration_service, registrar, reviewer, security, steps
from .rules import foreigners_among_staff, in_time, of_age, passport_lasts, within_period

employer = Party(_("Employer"), kinds=("legal_entity", "entrepreneur", "branch"), mandates=("head", "seal_holder"))
receipt = Notice(employer, _("Your application was registered under {number}."))


def told(text: str, attach: bool = False) -> list[Notice]:
    return [Notice(employer, text, attach=attach)]


class Flow(Service):
    agency = migration_service
    law = _("Migration Code, articles 61 to 71; Cabinet decisions 39 and 40 of 07.02.2014")
    keywords = "iş icazəsi əcnəbi işçi work permit foreigner hiring разрешение на работу иностранец"
    life_events = ("hiring", "business")
    keep_years = legal["keeping"]
    applicant = employer
    working_days = Application.days
    fee = Application.fee

    draft = State(_("Being filled in"), waits_for=employer)
    registered = State(_("Registered"), waits_for=registrar, working_days=steps["registration"])
    originals = State(
        _("Accepted, originals outstanding"), waits_for=registrar, working_days=steps["originals"], pauses=True
    )
    review = State(_("In execution"), waits_for=reviewer)
    correction = State(_("To be corrected"), waits_for=employer, working_days=steps["correction"], pauses=True)
    opinions = State(_("Opinions asked for"), waits_for=(security, employment), working_days=steps["opinions"])
    decision = State(_("To be decided"), waits_for=head)
    granted = State(_("Granted, to be paid"), waits_for=employer, working_days=steps["payment"])
    valid = State(_("In force"), in_force=True)
    changing = State(_("In force, data being changed"), waits_for=reviewer, working_days=steps["change"], in_force=True)
    not_accepted = State(_("Not accepted"))
    refused = State(_("Refused"))
    withdrawn = State(_("Withdrawn"))
    unpaid = State(_("Lapsed, not paid"))
    expired = State(_("Expired"))
    annulled = State(_("Annulled"))
    starts = draft

    accept = Transition(
        _("Accept"),
        registered,
        review,
        by=registrar,
        tells=told(_("Application {number} was accepted and is being executed, until {deadline}.")),
    )
    accept_but = Transition(
        _("Accept, originals outstanding"),
        registered,
        originals,
        by=registrar,
        asks=Outstanding,
        tells=told(_("Application {number} was accepted. Bring the originals: {originals}")),
    )
    originals_seen = Transition(_("Originals seen"), originals, review, by=registrar)
    not_brought = Transition(
        _("Originals not brought"),
        originals,
        not_accepted,
        at=originals.deadline,
        tells=told(_("Application {number} lapsed: the originals were not brought.")),
    )
    reject = Transition(
        _("Do not accept"),
        (registered, review),
        not_accepted,
        by=(registrar, reviewer),
        asks=Deficiencies,
        tells=told(_("Application {number} was not accepted. {reasons}")),
    )
    withdraw = Transition(_("Withdraw"), (registered, originals, review, correction), withdrawn, by=employer)

    ask_correction = Transition(
        _("Ask for corrections"),
        review,
        correction,
        by=reviewer,
        asks=Corrections,
        on=[Application.employer],
        tells=told(_("Correct application {number} until {deadline}. {what}")),
    )
    correct = Transition(
        _("Send the corrections"), correction, review, by=employer, amends=Corrections.what, signed="or on paper"
    )
    not_corrected = Transition(
        _("Not corrected"),
        correction,
        not_accepted,
        at=correction.deadline,
        tells=told(_("Application {number} lapsed: it was not corrected in time.")),
    )

    ask_opinions = Transition(_("Ask for opinions"), review, opinions, by=reviewer)
    security_opinion = Transition(
        _("Give the opinion on security"), opinions, opinions, by=security, asks=SecurityOpinion
    )
    employment_opinion = Transition(
        _("Give the opinion on the labour market"), opinions, opinions, by=employment, asks=EmploymentOpinion
    )
    opinions_in = Transition(_("Opinions are in"), opinions, review, after=(security_opinion, employment_opinion))
    opinions_late = Transition(_("Opinions are late"), opinions, review, at=opinions.deadline)

    propose_grant = Transition(
        _("Propose to grant"), review, decision, by=reviewer, asks=Grant, needs=[within_period], confirmed=True
    )
    propose_refusal = Transition(_("Propose to refuse"), review, decision, by=reviewer, asks=Refusing)
    send_back = Transition(_("Send back"), decision, review, by=head)
    grant = Transition(
        _("Grant"),
        decision,
        granted,
        by=head,
        apart_from=[propose_grant, propose_refusal],
        asks=Grant,
        needs=[within_period],
        confirmed=True,
        tells=told(_("The work permit was granted. Pay the state duty of {fee} until {deadline}.")),
    )
    refuse = Transition(
        _("Refuse"),
        decision,
        refused,
        by=head,
        apart_from=[propose_grant, propose_refusal],
        asks=Refusing,
        tells=told(_("Application {number} was refused. {ground}: {reason}")),
    )

    reopen = Transition(
        _("Open again after a complaint"),
        (refused, not_accepted),
        review,
        by=council,
        tells=told(_("Application {number} is being executed again.")),
    )
    appeal = Appeal(
        _("The Appeal Council of the State Migration Service"),
        days=legal["complaint"],
        court=legal["court"],
        reopens=reopen,
    )

    pay = Transition(
        _("State duty paid"),
        granted,
        valid,
        by=payments,
        issues=permit,
        tells=told(_("Work permit {number} is in force."), attach=True),
    )
    not_paid = Transition(
        _("State duty not paid"),
        granted,
        unpaid,
        at=granted.deadline,
        tells=told(_("The work permit lapsed: the state duty was not paid.")),
    )
    report_change = Transition(_("Report changed data"), valid, changing, by=employer, asks=Change)
    reissue = Transition(
        _("Issue with the new data"),
        changing,
        valid,
        by=reviewer,
        issues=permit,
        tells=told(_("Work permit {number} was issued with the new data."), attach=True),
    )
    annul = Transition(
        _("Annul"),
        (valid, changing),
        annulled,
        by=head,
        asks=Annulling,
        tells=told(_("Work permit {number} was annulled. {ground}: {reason}")),
    )
    expire = Transition(
        _("Expire"),
        valid,
        expired,
        at=Permit.valid_until,
        tells=[Notice(employer, _("Work permit {number} ends on {valid_until}."), days_before=legal["reminder"])],
    )


class WorkPermit(Flow):
    slug = "work-permit"
    title = _("Work permit for a foreigner")
    purpose = _("For an employer who wants to hire a foreigner: a permit for one workplace.")
    form = Request
    columns = (Request.foreigner, Request.occupation, Request.tariff)

    submit = Transition(
        _("Sign and send"),
        Flow.draft,
        Flow.registered,
        by=employer,
        signed="or on paper",
        tells=[receipt],
        needs=[of_age, passport_lasts, foreigners_among_staff],
    )


class WorkPermitExtension(Flow):
    slug = "work-permit-extension"
    title = _("Extension of a work permit")
    purpose = _("For an employer whose foreign worker stays longer: the permit that is in force goes on.")
    form = Extension
    columns = (Extension.permit, Extension.tariff)

    submit = Transition(
        _("Sign and send"),
        Flow.draft,
        Flow.registered,
        by=employer,
        signed="or on paper",
        tells=[receipt],
        needs=[in_time, foreigners_among_staff],
    )

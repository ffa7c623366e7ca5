"""Citizenship: written to the President, reviewed, judged by three bodies at once, ordered outside, recorded here."""

from typing import Any

from xidmet import Appeal, Attestation, Form, Notice, Party, Service, State, Transition, _, payments

from .decisions import (
    CommissionOpinion,
    Corrections,
    Deficiencies,
    InteriorOpinion,
    Order,
    Outstanding,
    Refusal,
    Repeal,
    SecurityOpinion,
    WithdrawalRefusal,
)
from .form import Application, Certificate, certificate
from .registers import commission, head, interior, legal, migration_service, registrar, reviewer, security, steps
from .requests import AdmissionRequest, RestorationRequest, WithdrawalRequest
from .rules import (
    age_fits,
    document_valid,
    duty_due,
    has_ended,
    is_citizen,
    lived_here,
    no_citizen_yet,
    not_left_stateless,
    nothing_due,
    nothing_open,
    order_given,
    seldom_abroad,
    undertakes,
)

applicant = Party(_("Applicant"))


def told(text: str, attach: bool = False) -> list[Notice]:
    return [Notice(applicant, text, attach=attach)]


class Flow(Service):
    agency = migration_service
    life_events = ("citizenship",)
    keep_years = legal["keeping"]
    applicant = applicant
    appeal = Appeal(
        _("The Appeal Council of the State Migration Service"),
        days=legal["complaint"],
        court=legal["court"],
    )

    draft = State(_("Being filled in"), waits_for=applicant)
    registered = State(_("Registered"), waits_for=registrar, working_days=steps["registration"])
    originals = State(
        _("Accepted, originals outstanding"), waits_for=registrar, working_days=steps["originals"], pauses=True
    )
    review = State(_("In execution"), waits_for=reviewer)
    correction = State(_("To be corrected"), waits_for=applicant, working_days=steps["correction"], pauses=True)
    unpaid = State(_("State duty to be paid"), waits_for=applicant, working_days=steps["payment"], pauses=True)
    opinions = State(_("Opinions asked for"), waits_for=(interior, security, commission))
    proposal = State(_("Opinions are in"), waits_for=reviewer)
    president = State(_("Before the President"), waits_for=head)
    granted = State(_("Granted"), in_force=True)
    refused = State(_("Refused"))
    repealed = State(_("Repealed"))
    not_accepted = State(_("Not accepted"))
    withdrawn = State(_("Withdrawn"))
    lapsed = State(_("Lapsed, not paid"))
    starts = draft

    accept = Transition(
        _("Accept"),
        registered,
        review,
        by=registrar,
        tells=told(_("Application {number} was accepted and is being executed.")),
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
    withdraw = Transition(
        _("Take back"), (registered, originals, review, correction, unpaid, opinions, proposal), withdrawn, by=applicant
    )
    ask_correction = Transition(
        _("Ask for corrections"),
        review,
        correction,
        by=reviewer,
        asks=Corrections,
        tells=told(_("Correct application {number} until {deadline}. {what}")),
    )
    correct = Transition(
        _("Send the corrections"), correction, review, by=applicant, amends=Corrections.what, signed="or on paper"
    )
    not_corrected = Transition(
        _("Not corrected"),
        correction,
        not_accepted,
        at=correction.deadline,
        tells=told(_("Application {number} lapsed: it was not corrected in time.")),
    )

    ask_duty = Transition(
        _("Ask for the state duty"),
        review,
        unpaid,
        by=reviewer,
        needs=[duty_due],
        tells=told(_("Pay the state duty of {fee} for application {number} until {deadline}.")),
    )
    pay = Transition(_("State duty paid"), unpaid, opinions, by=payments)
    not_paid = Transition(
        _("State duty not paid"),
        unpaid,
        lapsed,
        at=unpaid.deadline,
        tells=told(_("Application {number} lapsed: the state duty was not paid.")),
    )
    ask_opinions = Transition(_("Ask for opinions"), review, opinions, by=reviewer, needs=[nothing_due])
    interior_opinion = Transition(
        _("Give the opinion of the Ministry of Internal Affairs"), opinions, opinions, by=interior, asks=InteriorOpinion
    )
    security_opinion = Transition(
        _("Give the opinion on security"), opinions, opinions, by=security, asks=SecurityOpinion
    )
    commission_opinion = Transition(
        _("Give the opinion of the Commission"), opinions, opinions, by=commission, asks=CommissionOpinion
    )
    opinions_in = Transition(
        _("Opinions are in"), opinions, proposal, after=(interior_opinion, security_opinion, commission_opinion)
    )
    ask_again = Transition(_("Ask for opinions again"), proposal, opinions, by=reviewer)
    lay_before = Transition(
        _("Lay before the President"),
        proposal,
        president,
        by=reviewer,
        tells=told(_("Application {number} was laid before the President with the opinions.")),
    )
    send_back = Transition(_("Send back"), president, proposal, by=head)
    repeal = Transition(
        _("Record the order that repeals it"),
        granted,
        repealed,
        by=head,
        asks=Repeal,
        needs=[order_given],
        tells=told(_("Order {order_number} of {order_date} repealed what was granted. {reason}")),
    )


def sending(*needs: Any, **more: Any) -> Transition:
    return Transition(
        _("Sign and send"),
        Flow.draft,
        Flow.registered,
        by=applicant,
        signed="or on paper",
        needs=(age_fits, document_valid, *needs),
        tells=told(_("Your application was registered under {number}.")),
        **more,
    )


def granting(issues: Attestation[Certificate]) -> Transition:
    return Transition(
        _("Record that it was granted"),
        Flow.president,
        Flow.granted,
        by=head,
        apart_from=[Flow.lay_before],
        asks=Order,
        needs=[order_given],
        issues=issues,
        tells=told(_("Granted by order {order_number} of {order_date}. The certificate is attached."), attach=True),
    )


def refusing(asks: type[Form]) -> Transition:
    return Transition(
        _("Record that it was refused"),
        Flow.president,
        Flow.refused,
        by=head,
        apart_from=[Flow.lay_before],
        asks=asks,
        needs=[order_given],
        tells=told(
            _(
                "Refused by order {order_number} of {order_date}. {ground}: {reason} "
                "You may apply again once the cause is gone."
            )
        ),
    )


class Admission(Flow):
    slug = "citizenship-admission"
    title = _("Admission to citizenship")
    purpose = _("For a foreigner or a stateless person who has lived here for years and wants to become a citizen.")
    law = _("Law on citizenship 527-IQ of 30.09.1998, article 14; Decree 189 of 30.08.1999")
    keywords = "vətəndaşlığa qəbul vətəndaş olmaq citizenship naturalisation приём в гражданство получить гражданство"
    form = AdmissionRequest
    fee = AdmissionRequest.fee
    working_days = AdmissionRequest.days
    columns = (Application.person, AdmissionRequest.basis, AdmissionRequest.resident_since)

    submit = sending(no_citizen_yet, lived_here, seldom_abroad, undertakes)
    record_grant = granting(certificate("admissions", _("Certificate of admission to citizenship")))
    record_refusal = refusing(Refusal)


class Restoration(Flow):
    slug = "citizenship-restoration"
    title = _("Restoration of citizenship")
    purpose = _("For a former citizen who wants to be a citizen again.")
    law = _("Law on citizenship 527-IQ of 30.09.1998, article 15; Decree 189 of 30.08.1999")
    keywords = "vətəndaşlığın bərpası keçmiş vətəndaş regain citizenship former citizen восстановление гражданства"
    form = RestorationRequest
    fee = RestorationRequest.fee
    working_days = RestorationRequest.days
    columns = (Application.person, RestorationRequest.ended_by, RestorationRequest.ended_on)

    submit = sending(no_citizen_yet, has_ended)
    record_grant = granting(certificate("restorations", _("Certificate of restoration of citizenship")))
    record_refusal = refusing(Refusal)


class Withdrawal(Flow):
    slug = "citizenship-withdrawal"
    title = _("Withdrawal from citizenship")
    purpose = _("For a citizen who holds another citizenship, or was promised one, and gives this one up.")
    law = _("Law on citizenship 527-IQ of 30.09.1998, article 17; Decree 189 of 30.08.1999")
    keywords = "vətəndaşlıqdan çıxma imtina renounce citizenship renunciation выход из гражданства отказ"
    form = WithdrawalRequest
    fee = WithdrawalRequest.fee
    working_days = WithdrawalRequest.days
    columns = (Application.person, WithdrawalRequest.other, WithdrawalRequest.other_country)

    submit = sending(is_citizen, not_left_stateless, nothing_open, level="substantial")
    record_grant = granting(certificate("withdrawals", _("Certificate of withdrawal from citizenship")))
    record_refusal = refusing(WithdrawalRefusal)

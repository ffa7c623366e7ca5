"""The life that all three services share: registered, reviewed, decided by two officers, in force when paid."""

from collections.abc import Sequence
from typing import Any

from xidmet import Appeal, Attestation, Notice, Party, Service, State, Transition, _, payments

from .application import giver
from .decisions import Annulling, Change, Corrections, Deficiencies, Loss, Opinion, Outstanding, Refusing
from .permits import Grant
from .registers import collection, head, legal, migration_service, police, registrar, reviewer, security, steps
from .rules import age_is_true, in_time, no_citizen, passport_outlasts, represented, spouse_is_spared

foreigner = Party(_("Foreigner or stateless person"), kinds=("foreigner", "stateless"))
GRANTED = _("Application {number} was granted. Pay the state duty of {fee} until {deadline}.")
IN_FORCE = _("Document {number} is in force.")


def told(text: str, attach: bool = False) -> list[Notice]:
    return [Notice(foreigner, text, attach=attach)]


def sent(source: State, target: State, needs: Sequence[Any]) -> Transition:
    return Transition(
        _("Sign and send"),
        source,
        target,
        by=foreigner,
        signed="or on paper",
        also=[giver],
        needs=[no_citizen, age_is_true, represented, in_time, passport_outlasts, *needs],
        tells=told(_("Your application was registered under {number}.")),
    )


def paid(source: State, target: State, issues: Attestation[Any]) -> Transition:
    return Transition(
        _("State duty paid"), source, target, by=payments, issues=issues, tells=told(IN_FORCE, attach=True)
    )


def issued_anew(source: State, target: State, issues: Attestation[Any]) -> Transition:
    """After changed data or a loss; what was issued before is replaced and no longer in force."""
    text = _("Document {number} was issued anew; the earlier one is no longer in force.")
    return Transition(_("Issue anew"), source, target, by=reviewer, issues=issues, tells=told(text, attach=True))


def expires(source: Sequence[State], target: State, reminder: str) -> Transition:
    """reminder: the row of the table that says when the holder is reminded, early enough to extend."""
    told_before = Notice(
        foreigner,
        _("Document {number} ends on {valid_until}. Ask for what follows in time."),
        days_before=legal[reminder],
    )
    return Transition(_("Expire"), source, target, at=Grant.valid_until, tells=[told_before])


class Flow(Service):
    agency = migration_service
    life_events = ("arrival", "moving")
    keep_years = legal["keeping"]
    applicant = foreigner
    appeal = Appeal(
        _("The Appeal Council of the State Migration Service"),
        days=legal["complaint"],
        court=legal["court"],
    )

    draft = State(_("Being filled in"), waits_for=foreigner)
    registered = State(_("Registered"), waits_for=registrar, working_days=steps["registration"])
    originals = State(
        _("Accepted, originals outstanding"), waits_for=registrar, working_days=steps["originals"], pauses=True
    )
    review = State(_("In execution"), waits_for=reviewer)
    correction = State(_("To be corrected"), waits_for=foreigner, working_days=steps["correction"], pauses=True)
    opinions = State(_("Opinions asked for"), waits_for=(security, police), working_days=steps["opinions"])
    decision = State(_("To be decided"), waits_for=head)
    granted = State(_("Granted, to be paid"), waits_for=foreigner, working_days=steps["payment"])
    valid = State(_("In force"), in_force=True, appointment=collection)
    changing = State(_("In force, to be issued anew"), waits_for=reviewer, working_days=steps["change"], in_force=True)
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
    withdraw = Transition(_("Withdraw"), (registered, originals, review, correction), withdrawn, by=foreigner)

    ask_correction = Transition(
        _("Ask for corrections"),
        review,
        correction,
        by=reviewer,
        asks=Corrections,
        tells=told(_("Correct application {number} until {deadline}. {what}")),
    )
    correct = Transition(
        _("Send the corrections"),
        correction,
        review,
        by=foreigner,
        amends=Corrections.what,
        signed="or on paper",
        needs=[no_citizen, represented],  # not what depends on the day: it was sent in time
    )
    not_corrected = Transition(
        _("Not corrected"),
        correction,
        not_accepted,
        at=correction.deadline,
        tells=told(_("Application {number} lapsed: it was not corrected in time.")),
    )

    ask_opinions = Transition(_("Ask for opinions"), review, opinions, by=reviewer)
    security_opinion = Transition(_("Give the opinion on security"), opinions, opinions, by=security, asks=Opinion)
    police_opinion = Transition(_("Give the opinion on public order"), opinions, opinions, by=police, asks=Opinion)
    opinions_in = Transition(_("Opinions are in"), opinions, review, after=(security_opinion, police_opinion))
    opinions_late = Transition(_("Opinions are late"), opinions, review, at=opinions.deadline)

    propose_grant = Transition(_("Propose to grant"), review, decision, by=reviewer)
    propose_refusal = Transition(
        _("Propose to refuse"), review, decision, by=reviewer, asks=Refusing, needs=[spouse_is_spared]
    )
    send_back = Transition(_("Send back"), decision, review, by=head)
    refuse = Transition(
        _("Refuse"),
        decision,
        refused,
        by=head,
        apart_from=[propose_grant, propose_refusal],
        asks=Refusing,
        needs=[spouse_is_spared],
        tells=told(_("Application {number} was refused. {ground}: {reason}")),
    )
    not_paid = Transition(
        _("State duty not paid"),
        granted,
        unpaid,
        at=granted.deadline,
        tells=told(_("Application {number} lapsed: the state duty was not paid.")),
    )

    report_change = Transition(_("Report changed data"), valid, changing, by=foreigner, asks=Change)
    report_loss = Transition(_("Report a lost or damaged document"), valid, changing, by=foreigner, asks=Loss)
    annul = Transition(
        _("Annul"),
        (valid, changing),
        annulled,
        by=head,
        asks=Annulling,
        tells=told(_("Document {number} was annulled. {ground}: {reason}")),
    )


def decided(needs: Sequence[Any], target: State = Flow.granted) -> Transition:
    """Granted by another officer than the one who proposed it."""
    return Transition(
        _("Grant"),
        Flow.decision,
        target,
        by=head,
        apart_from=[Flow.propose_grant, Flow.propose_refusal],
        asks=Grant,
        needs=needs,
        tells=told(GRANTED),
    )

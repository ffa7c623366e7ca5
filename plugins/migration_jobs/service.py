"""Service in the migration bodies: one application for each announced post, exam, interview, order, traineeship."""

from xidmet import Appeal, Notice, Party, Service, State, Transition, _

from .decisions import (
    Appointing,
    Assessment,
    Corrections,
    Deficiencies,
    Dispute,
    Ending,
    Missed,
    Refusing,
    Result,
    Upheld,
)
from .form import Application, appointment
from .registers import commission, exam_visit, head, interview_visit, legal, migration_service, personnel, steps
from .rules import (
    LAW,
    announcement_runs,
    educated,
    mark_missed,
    mark_reached,
    of_age,
    order_given,
    points_exist,
)

candidate = Party(_("Candidate"), kinds=("citizen",))
invitation = _("Application {number}: you are invited to the exam. Choose a day and an hour on the case's page.")


def told(text: str, attach: bool = False) -> list[Notice]:
    return [Notice(candidate, text, attach=attach)]


class MigrationJob(Service):
    slug = "migration-jobs"
    title = _("Service in the migration bodies")
    agency = migration_service
    law = LAW
    purpose = _("For a citizen who wants to serve in the migration bodies: apply for a post that is announced.")
    keywords = "miqrasiya orqanlarına qulluğa qəbul vakansiya iş müsabiqə job vacancy вакансия служба в миграционных"
    life_events = ("work",)
    keep_years = legal["keeping"]
    form = Application
    applicant = candidate
    working_days = Application.exam_days
    one_per = (Application.announcement,)
    columns = (Application.person, Application.announcement, Application.education)
    appeal = Appeal(
        _("The Appeal Council of the State Migration Service"),
        days=legal["complaint"],
        court=legal["court"],
    )

    draft = State(_("Being filled in"), waits_for=candidate)
    registered = State(_("Registered"), waits_for=personnel)
    correction = State(_("To be corrected"), waits_for=candidate, working_days=steps["correction"], pauses=True)
    admitted = State(_("Admitted to the exam"), waits_for=personnel)
    invited = State(_("Invited to the exam"), waits_for=personnel, appointment=exam_visit)
    failed = State(_("Exam not passed, may be disputed"), waits_for=candidate, working_days=Application.appeal_days)
    disputed = State(_("Exam result disputed"), waits_for=commission)
    passed = State(_("Exam passed"), waits_for=personnel)
    interview = State(_("Invited to the interview"), waits_for=commission, appointment=interview_visit)
    decision = State(_("To be decided"), waits_for=head)
    trainee = State(_("Trainee"), waits_for=head, in_force=True)
    appointed = State(_("Appointed for good"), in_force=True)
    not_accepted = State(_("Not accepted"))
    absent = State(_("Did not come to the exam"))
    not_passed = State(_("Exam not passed"))
    refused = State(_("Refused"))
    ended = State(_("Traineeship ended"))
    withdrawn = State(_("Withdrawn"))
    starts = draft

    submit = Transition(
        _("Sign and send"),
        draft,
        registered,
        by=candidate,
        signed="or on paper",
        needs=[announcement_runs, of_age, educated],
        tells=told(_("Your application was registered under {number}.")),
    )
    ask_correction = Transition(
        _("Ask for corrections"),
        registered,
        correction,
        by=personnel,
        asks=Corrections,
        tells=told(_("Correct application {number} until {deadline}. {what}")),
    )
    correct = Transition(
        _("Send the corrections"),
        correction,
        registered,
        by=candidate,
        amends=Corrections.what,
        signed="or on paper",
        needs=[of_age, educated],
    )
    not_corrected = Transition(
        _("Not corrected"),
        correction,
        not_accepted,
        at=correction.deadline,
        tells=told(_("Application {number} lapsed: it was not corrected in time.")),
    )
    reject = Transition(
        _("Do not accept"),
        registered,
        not_accepted,
        by=personnel,
        asks=Deficiencies,
        tells=told(_("Application {number} was not accepted. {reasons}")),
    )
    withdraw = Transition(
        _("Take back"),
        (registered, correction, admitted, invited, failed, disputed, passed, interview, decision),
        withdrawn,
        by=candidate,
    )

    admit = Transition(
        _("Admit to the exam"),
        registered,
        admitted,
        by=personnel,
        tells=told(_("Application {number} was accepted. You are admitted to the exam; its day will be told.")),
    )
    invite = Transition(_("Invite to the exam"), admitted, invited, by=personnel, bulk=True, tells=told(invitation))
    missed_exam = Transition(
        _("Did not come to the exam"),
        invited,
        absent,
        at=invited.missed,
        tells=told(_("Application {number} ended: you did not come to the exam.")),
    )
    record_pass = Transition(
        _("Record that the exam was passed"),
        invited,
        passed,
        by=personnel,
        asks=Result,
        needs=[points_exist, mark_reached],
        tells=told(_("You passed the exam with {points} points. You will be invited to an interview.")),
    )
    record_fail = Transition(
        _("Record that the exam was not passed"),
        invited,
        failed,
        by=personnel,
        asks=Result,
        needs=[points_exist, mark_missed],
        tells=told(_("You got {points} points, which is under the pass mark. You may dispute it until {deadline}.")),
    )
    record_absence = Transition(
        _("Record that the candidate did not come"),
        invited,
        absent,
        by=personnel,
        asks=Missed,
        tells=told(_("Application {number} ended: you did not come to the exam. {noted}")),
    )
    dispute = Transition(_("Dispute the result"), failed, disputed, by=candidate, asks=Dispute)
    not_disputed = Transition(_("Not disputed in time"), failed, not_passed, at=failed.deadline)
    mend_result = Transition(
        _("Correct the result: passed"),
        disputed,
        passed,
        by=commission,
        apart_from=[record_fail],
        asks=Result,
        needs=[points_exist, mark_reached],
        tells=told(_("Your dispute was right: you passed the exam with {points} points.")),
    )
    uphold_result = Transition(
        _("Uphold the result"),
        disputed,
        not_passed,
        by=commission,
        apart_from=[record_fail],
        asks=Upheld,
        tells=told(_("The result of your exam stands. {answer}")),
    )

    invite_interview = Transition(
        _("Invite to the interview"),
        passed,
        interview,
        by=(personnel, commission),
        tells=told(_("Application {number}: you are invited to an interview. Choose a day and an hour.")),
    )
    assess = Transition(_("Record the interview"), interview, decision, by=commission, asks=Assessment)
    appoint = Transition(
        _("Appoint as a trainee"),
        decision,
        trainee,
        by=head,
        apart_from=[assess],
        asks=Appointing,
        needs=[order_given],
        issues=appointment,
        tells=told(_("You are appointed from {begins} by order {order_number}. The notice is attached."), attach=True),
    )
    refuse = Transition(
        _("Refuse"),
        (registered, decision),
        refused,
        by=head,
        asks=Refusing,
        tells=told(_("Application {number} was refused. {ground}: {reason}")),
    )
    confirm = Transition(
        _("Appoint for good"),
        trainee,
        appointed,
        by=head,
        tells=told(_("Your traineeship is over: you are appointed for good.")),
    )
    end_traineeship = Transition(
        _("End the traineeship"),
        trainee,
        ended,
        by=head,
        asks=Ending,
        tells=told(_("Your appointment ended. {ground}: {reason}")),
    )

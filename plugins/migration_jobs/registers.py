"""Who chooses people for the service, and what they announce."""

from xidmet import (
    Agency,
    Appointment,
    Choice,
    Codelist,
    Date,
    Form,
    LegalTerms,
    Number,
    Officer,
    Register,
    StepTerms,
    Text,
    _,
)

migration_service = Agency("migration", _("State Migration Service"), site="migration.gov.az", phone="919")

personnel = Officer("personnel", _("Personnel officer"), migration_service)
commission = Officer("competition", _("Competition commission"), migration_service)
head = Officer("head", _("Head of department"), migration_service)

exam_visit = Appointment(
    "migration.jobs-exam", _("Exam"), at=personnel, minutes=120, again=0, bring=_("Bring your identity card.")
)
interview_visit = Appointment(
    "migration.jobs-interview",
    _("Interview"),
    at=commission,
    bring=_("Bring your identity card and the originals of your documents."),
)

EDUCATION = {"secondary": _("Secondary"), "vocational": _("Vocational"), "higher": _("Higher")}  # from low to high


class Announcement(Form):
    """A post, and what a candidate for it must bring. Applications are taken from its first day to its last."""

    code = Text(_("Number of the announcement"), most=30)
    name = Text(_("Post"))
    place = Text(_("Place of work"))
    places = Number(_("Number of places"), least=1)
    age_from = Number(_("Age from"), least=16, most=100)
    age_to = Number(_("Age to, this year of life included"), least=16, most=100)
    education = Choice(_("Education at least"), EDUCATION)
    requirements = Text(_("Other requirements"), format="long").optional()
    most_points = Number(_("Points in the exam at most"), least=1).optional()
    pass_mark = Number(_("Pass mark of the exam"), least=0)
    exam_days = Number(_("Working days from the application to the decision"), least=1)
    appeal_days = Number(_("Working days to dispute the exam result"), least=1)
    opens = Date(_("Applications from"))
    closes = Date(_("Applications until"))


announcements = Register(
    "migration-jobs.announcements",
    _("Announced posts"),
    Announcement,
    kept_by=personnel,
    valid=(Announcement.opens, Announcement.closes),
)
grounds = Codelist("migration-jobs.refusals", _("Grounds of refusal of a candidate"), kept_by=head)
endings = Codelist("migration-jobs.endings", _("Grounds on which a traineeship ends"), kept_by=head)
steps = StepTerms("migration-jobs.steps", _("Terms of each step"), kept_by=head)
legal = LegalTerms("migration-jobs.legal-terms", _("Terms of complaints and of keeping"), kept_by=head)

"""What a candidate is asked, and the notice of appointment."""

import datetime as dt

from xidmet import (
    Attestation,
    Choice,
    Date,
    Form,
    Lookup,
    Part,
    Person,
    Step,
    Text,
    Upload,
    YesNo,
    _,
    countries,
    derived,
)

from .decisions import Appointing
from .registers import EDUCATION, Announcement, announcements, legal


class Candidate(Person):
    fin = Text(_("FIN"), format="fin", hint=_("Seven signs at the end of the identity card's number."))
    born_in = Lookup(_("Country of birth"), countries)
    birthplace = Text(_("Place of birth"))
    lives_at = Text(_("Address where you live"))


class Study(Form):
    school = Text(_("School or university"))
    speciality = Text(_("Speciality"))
    since = Date(_("From"))
    until = Date(_("Until"))
    diploma_number = Text(_("Series and number of the diploma"), most=30)


class Work(Form):
    employer = Text(_("Employer"))
    position = Text(_("Position"))
    since = Date(_("From"))
    until = Date(_("Until"), hint=_("Empty if it goes on.")).optional()


class Relative(Person):
    relation = Choice(
        _("Relation"),
        {
            "spouse": _("Husband or wife"),
            "parent": _("Father or mother"),
            "child": _("Son or daughter"),
            "sibling": _("Brother or sister"),
        },
    )
    work_place = Text(_("Workplace or school")).optional()


class Application(Form):
    wanted = Step(_("The post"), hint=_("Only posts whose announcement runs today can be chosen."))
    announcement = Lookup(_("Announced post"), announcements)
    post = announcement.column(Announcement.name)
    place = announcement.column(Announcement.place)
    education_wanted = announcement.column(Announcement.education)
    age_from = announcement.column(Announcement.age_from)
    age_to = announcement.column(Announcement.age_to)
    requirements = announcement.column(Announcement.requirements)
    pass_mark = announcement.column(Announcement.pass_mark)
    closes = announcement.column(Announcement.closes)
    exam_days = announcement.column(Announcement.exam_days)
    appeal_days = announcement.column(Announcement.appeal_days)

    you = Step(_("About you"))
    person = Part(_("The candidate"), Candidate)
    sex = Choice(_("Sex"), {"f": _("Female"), "m": _("Male")})
    photo = Upload(_("Photo, 3×4 cm"), kinds=("jpg", "png"))
    phone = Text(_("Mobile phone"), format="phone", remember=True)
    email = Text(_("E-mail"), format="email", remember=True)

    life = Step(_("Education, work and family"), hint=_("Knowingly false data is a ground for refusal."))
    education = Choice(_("Education"), EDUCATION)
    studies = Part(_("Where you studied"), Study, each=_("School or university")).many(1, 10)
    worked = YesNo(_("Have you worked before?"))
    work = Part(_("Where you worked"), Work, each=_("Workplace")).many(1, 30).when(worked)
    family = Part(_("Close relatives"), Relative, each=_("Relative")).many(0, 30)
    autobiography = Text(
        _("Your life in your own words"),
        format="long",
        most=20000,
        hint=_("Birth, school, work, family, moves, in the order of time."),
    )

    documents = Step(_("Documents"), hint=_("Originals are shown before the interview."))
    identity_copy = Upload(_("Copy of the identity card"))
    diploma = Upload(_("Diploma"), original=True).many(1, 10)
    labour_book = Upload(_("Labour book, or data of the employment contract")).many(1, 10).when(worked)
    military_ticket = Upload(_("Military ticket"), original=True).when(sex == "m")
    health = Upload(_("Health certificate"), keep_days=legal["copies"])
    family_certificate = Upload(_("Certificate of family composition"))


class Notification(Form):
    number = Text(_("Number of the notice"))
    person = Application.person
    post = Application.post
    place = Application.place
    begins = Appointing.begins
    months = Appointing.months
    order_number = Appointing.order_number
    order_date = Appointing.order_date

    @derived(_("Date of birth"))
    def born(self) -> dt.date:
        return self.person.born


appointment = Attestation(
    name="migration-jobs.appointments",
    label=_("Notice of appointment"),
    of=Notification,
    template="appointment.typ",
    checked_by="anyone",
    carries=[Notification.person, Notification.post, Notification.order_number, Notification.order_date],
    when_inactive="nothing",
)

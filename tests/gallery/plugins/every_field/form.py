"""What is asked."""

from xidmet import (
    Choice,
    Codelist,
    Date,
    Form,
    Lookup,
    Money,
    Number,
    Organisation,
    Part,
    Register,
    Step,
    Text,
    Upload,
    YesNo,
    _,
    derived,
)

organisations = Register("organisations", _("Organisations"), Organisation)
purposes = Codelist("every-field.purposes", _("Purposes"))


class Worker(Form):
    fin = Text(_("FIN"), format="fin")
    surname = Text(_("Surname"))
    salary = Money(_("Salary"))
    since = Date(_("Employed since"))
    foreign = YesNo(_("Foreign citizen"))
    passport = Text(_("Passport"), format="passport").when(foreign)


class Application(Form):
    plain = Step(_("Plain answers"))
    name = Text(_("Title of the project"), hint=_("A few words, as they will stand in the register."))
    about = Text(_("What is it about?"), format="long").optional()
    people = Number(_("How many people take part?"), least=1, most=500)
    purpose = Lookup(_("Purpose"), purposes)
    employer = Lookup(_("Organisation"), organisations).optional()

    documents = Step(_("Documents"))
    plan = Upload(_("Plan of the project"), hint=_("The plan as one file."), kinds=("pdf",))
    photos = Upload(_("Photos"), kinds=("jpg", "png")).many(least=0, most=5)

    staff = Step(_("Workers"))
    workers = Part(_("Workers"), Worker).many(least=1, most=10_000)

    @derived(_("Salaries in all"))
    def salaries(self) -> int:
        return sum(worker.salary for worker in self.workers)

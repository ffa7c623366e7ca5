"""What is asked of everybody who writes to the President about citizenship, and the certificate of what was decided."""

import datetime as dt

from xidmet import (
    Attestation,
    Choice,
    Date,
    DateRange,
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

from .decisions import Order

PICTURES = ("jpg", "png")


class Subject(Person):
    sex = Choice(_("Sex"), {"f": _("Female"), "m": _("Male")})
    earlier_names = Text(_("Earlier names, and why they were changed")).optional()
    born_in = Lookup(_("Country of birth"), countries)
    birthplace = Text(_("Place of birth"))
    citizenships = Lookup(
        _("Citizenships"), countries, hint=_("All that are held now; none for a stateless person.")
    ).many(0, 5)
    lives_at = Text(_("Address where the person lives"))


class Identity(Form):
    number = Text(_("Series and number"), most=30)
    kind = Choice(
        _("Kind of document"),
        {
            "passport": _("Passport"),
            "identity": _("Identity card"),
            "residence": _("Residence card"),
            "travel": _("Travel document of a refugee or stateless person"),
            "birth": _("Birth certificate (of a minor)"),
        },
    )
    issued_by = Text(_("Issued by"))
    valid_until = Date(_("Valid until")).optional()


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
    citizenship = Lookup(_("Citizenship"), countries).optional()
    lives_in = Lookup(_("Country where they live"), countries)


class Occupation(Form):
    where = Text(_("Workplace or school"))
    position = Text(_("Position or field of study"))
    since = Date(_("From"))
    until = Date(_("Until"), hint=_("Empty if it goes on.")).optional()


class Absence(Form):
    days = DateRange(
        _("Days abroad"), hint=_("The first and the last whole day abroad; the days of travel do not count.")
    )
    country = Lookup(_("Country"), countries)
    reason = Text(_("Reason"))


class Application(Form):
    whose = Step(
        _("Whose citizenship"), hint=_("The application is addressed to the President of the Republic of Azerbaijan.")
    )
    applies_for = Choice(
        _("You apply for"), {"self": _("Yourself"), "child": _("Your minor child, as father or mother")}
    )
    abroad = YesNo(_("Does the person live abroad?"))
    mission = Text(
        _("Embassy or consulate"),
        hint=_("It takes the originals and forwards them through the Ministry of Foreign Affairs."),
    ).when(abroad)
    phone = Text(_("Mobile phone"), format="phone", remember=True)
    email = Text(_("E-mail"), format="email", remember=True)

    about = Step(_("The person"))
    person = Part(_("The person"), Subject)
    marital = Choice(
        _("Marital status"),
        {"single": _("Not married"), "married": _("Married"), "divorced": _("Divorced"), "widowed": _("Widowed")},
    )
    identity = Part(_("Identity document"), Identity)

    life = Step(_("Life, family and work"))
    family = Part(_("Close relatives"), Relative, each=_("Relative")).many(0, 30)
    occupations = Part(_("Work and study in the last five years"), Occupation, each=_("Workplace or school")).many(
        0, 20
    )
    told = Choice(_("Autobiography"), {"typed": _("I write it here"), "file": _("I attach it")})
    autobiography = Text(
        _("Your life in your own words"),
        format="long",
        most=20000,
        hint=_("Birth, school, work, family, moves, in the order of time."),
    ).when(told == "typed")
    autobiography_file = Upload(_("Autobiography as a file"), kinds=("pdf", "docx", "jpg", "png")).when(told == "file")


class Papers(Application):
    documents = Step(_("Documents"))
    photo = Upload(
        _("Photo, 3×4 cm"), kinds=PICTURES, original=True, hint=_("Bring four prints of it with the originals.")
    )
    identity_copy = Upload(_("Copy of the identity document"), original=True).many(1, 10)
    family_certificate = Upload(_("Certificate of family composition"))
    birth_certificate = Upload(_("Birth certificate"))
    marriage_certificate = Upload(_("Marriage certificate")).when(Application.marital == "married")
    consent = (
        Upload(
            _("Notarised consent of both parents"),
            original=True,
            hint=_("A child of 14 or older must consent as well."),
        )
        .many(1, 3)
        .when(Application.applies_for == "child")
    )


class Certificate(Form):
    number = Text(_("Number of the certificate"))
    person = Application.person
    identity = Application.identity
    order_number = Order.order_number
    order_date = Order.order_date

    @derived(_("Date of birth"))
    def born(self) -> dt.date:
        return self.person.born


def certificate(name: str, label: str) -> Attestation[Certificate]:
    """What was ordered, for whoever must see it. It has no last day; an order that repeals the first one ends it."""
    return Attestation(
        name=f"citizenship.{name}",
        label=label,
        of=Certificate,
        template="certificate.typ",
        checked_by="anyone",
        carries=[Certificate.person, Certificate.order_number, Certificate.order_date],
        when_inactive="nothing",
    )

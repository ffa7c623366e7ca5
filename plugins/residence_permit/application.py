"""What is asked of everybody: the person, the passport, the dwelling (Cabinet decision 40 of 07.02.2014, annex 2)."""

from xidmet import (
    Address,
    Choice,
    Date,
    Form,
    Lookup,
    Part,
    Party,
    Passport,
    Person,
    Step,
    Text,
    Upload,
    YesNo,
    _,
    countries,
)

from .permits import Foreigner
from .registers import AGES, legal


class Representative(Person):
    document = Text(_("Series and number of the identity document"))


class FormerName(Form):
    name = Text(_("Surname, name and father's name"))
    period = Text(_("From when to when"))
    reason = Text(_("Why it was changed"))


class Work(Form):
    employer = Text(_("Employer"))
    position = Text(_("Position"))
    since = Date(_("From"))
    until = Date(_("Until")).optional()


class Relative(Person):
    relation = Choice(
        _("Relation"),
        {
            "spouse": _("Wife or husband"),
            "parent": _("Father or mother"),
            "child": _("Child"),
            "sibling": _("Brother or sister"),
            "other": _("Other relative"),
        },
    )


class Application(Form):
    who = Step(_("Whom it is for"))
    whose = Choice(
        _("I apply for"),
        {"self": _("Myself"), "child": _("My minor child"), "ward": _("Somebody in my care by law")},
    )
    representative = Part(_("Who represents the person"), Representative).when(whose != "self")
    authority = Upload(
        _("Proof that you represent the person"),
        original=True,
        hint=_("Birth certificate, or the decision on guardianship or care."),
    ).when(whose != "self")

    foreigner = Step(_("The person"))
    person = Part(_("The person"), Foreigner)
    age = Choice(_("Age"), AGES)
    minor_age = Choice(
        _("Age of the minor"), {"youth": _("Old enough to consent as well"), "child": _("Too young to consent")}
    ).when(age == "minor")
    former_names = Part(_("Earlier names"), FormerName, each=_("Earlier name")).many(0, 5)
    stateless = YesNo(_("Has no citizenship of any country"))
    citizenship = Lookup(_("Citizenship"), countries).when(~stateless)
    citizen_kin = Choice(
        _("Closest relative who is a citizen of Azerbaijan"),
        {
            "none": _("None"),
            "spouse": _("Wife or husband"),
            "parent": _("Father or mother"),
            "child": _("Child"),
            "sibling": _("Brother or sister"),
        },
    )

    travel = Step(_("Passport and address"))
    identity = Choice(
        _("Document of the minor"),
        {
            "passport": _("Passport or another document for crossing the border"),
            "certificate": _("Birth certificate only"),
        },
    ).when(age == "minor")
    passport = Part(_("Passport"), Passport, hint=_("Or another document for crossing the border. As it is now.")).when(
        (age == "adult") | (identity == "passport")
    )
    home = Text(_("Address abroad"))
    address = Part(_("Address in Azerbaijan"), Address)
    phone = Text(_("Mobile phone"), format="phone", remember=True)
    email = Text(_("E-mail"), format="email", remember=True)

    papers = Step(_("Documents of the person"))
    passport_copy = Upload(_("Copy of the passport"), keep_days=legal["copies"]).when(
        (age == "adult") | (identity == "passport")
    )
    birth_certificate = Upload(_("Notarised birth certificate"), original=True).when(identity == "certificate")
    consent = Upload(_("Notarised consent of the minor"), original=True).when(minor_age == "youth")
    photo = Upload(
        _("Photograph, 3.5 × 4.5 cm"), kinds=("jpg", "png"), keep_days=legal["copies"], hint=_("Bring two on paper.")
    )


class Residence(Application):
    """With the dwelling, and who gives it."""

    dwelling_step = Step(_("The dwelling"))
    dwelling = Choice(
        _("The person lives in"),
        {
            "own": _("A dwelling of their own"),
            "order": _("A dwelling given by an order"),
            "lease": _("A rented dwelling, or one that somebody else gives"),
        },
    )
    extract = Upload(_("Extract from the State Register of Real Estate")).when(dwelling == "own")
    order = Upload(_("Order for the dwelling")).when(dwelling == "order")
    lease = Upload(_("Lease, or proof of the right to the dwelling")).when(dwelling == "lease")
    consented = Choice(
        _("Consent of the one who gives the dwelling"),
        {"here": _("Signed here, by that person"), "paper": _("A statement on paper")},
        hint=_("A person with a FIN can sign here with their own e-signature: they get a link, and you need no paper."),
    ).when((dwelling == "order") | (dwelling == "lease"))
    giver_fin = Text(_("FIN of the one who gives the dwelling"), format="fin").when(consented == "here")
    giver_statement = Upload(_("Statement of the one who gives the dwelling"), original=True).when(consented == "paper")
    giver_identity = Upload(_("Copy of that person's identity document"), keep_days=legal["copies"]).when(
        consented == "paper"
    )


giver = Party(_("Who gives the dwelling"), who=Residence.giver_fin, level="substantial")

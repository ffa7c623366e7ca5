"""What is asked for a library card, and what the card shows."""

from xidmet import Agency, Choice, Date, Form, Step, Text, _

house = Agency("house-of-books", _("House of Books"), site="kitab.example", phone="100")


class Request(Form):
    reader = Step(_("The reader"))
    surname = Text(_("Surname"))
    given_name = Text(_("Name"))
    born = Date(_("Date of birth"))

    card = Step(_("The card"))
    hall = Choice(_("Reading hall"), {"children": _("Children's hall"), "main": _("Main hall")})
    deliver = Choice(_("How you get it"), {"desk": _("At the desk"), "post": _("By post")})
    address = Text(_("Postal address")).when(deliver == "post")
    valid_until = Date(_("Valid until"))


class Card(Form):
    number = Text(_("Number of the card"))
    surname = Request.surname
    given_name = Request.given_name
    hall = Request.hall
    valid_until = Request.valid_until

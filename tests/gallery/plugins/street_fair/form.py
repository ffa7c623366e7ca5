"""What is asked."""

from decimal import Decimal

from xidmet import Choice, Date, Form, Lookup, Number, Part, Register, Step, Text, YesNo, _, derived


class Square(Form):
    code = Text(_("Code"))
    name = Text(_("Name"))
    email = Text(_("E-mail"), format="email").optional()
    stands = Number(_("Stands"))


squares = Register("street-fair.squares", _("Squares"), Square)


class Stand(Form):
    owner = Text(_("Owner"))
    sells = Text(_("What is sold"))


class Fair(Form):
    what = Step(_("The fair"))
    title = Text(_("What is it called?"), search=True)
    kind = Choice(_("Kind"), {"food": _("Food"), "books": _("Books")})
    permit = Text(_("Number of the food permit")).when(kind == "food")

    where = Step(_("The square"))
    square = Lookup(_("Square"), squares)
    contact = Text(_("E-mail of the square"), format="email", prefill=square.column(Square.email)).optional()

    when = Step(_("The day"))
    day = Date(_("Day"))

    stands_there = Step(_("Stands"))
    stands = Part(_("Stands"), Stand, each=_("Stand")).many(1, 300)

    more = Step(_("Anything else"))
    note = Text(_("A note")).optional()

    you = Step(_("How we reach you"))
    email = Text(_("E-mail"), format="email", remember=True)
    fast = YesNo(_("Is it urgent?"))

    @derived(_("Fee"))
    def fee(self) -> Decimal:
        return Decimal(20 if self.fast else 10)

"""What is asked before the phone is."""

from xidmet import Form, Text, _


class Phone(Form):
    phone = Text(_("Mobile phone"), format="phone", hint=_("The number whose SIM card has the signature."))


class PhoneAndFin(Form):
    phone = Phone.phone
    fin = Text(_("FIN"), format="fin", hint=_("It stands on the identity card."))

"""What an officer says who takes a certificate back."""

from xidmet import Choice, Form, Officer, Text, _

from .form import ministry

officer = Officer("certificates", _("Officer for employment certificates"), ministry)


class Revocation(Form):
    ground = Choice(
        _("Ground"),
        {
            "register": _("The register held wrong data"),
            "false": _("It was obtained with false data"),
            "court": _("A court decided so"),
        },
    )
    reason = Text(_("Reason"), format="long", hint=_("The holder reads this text."))

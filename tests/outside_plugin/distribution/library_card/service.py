"""Library card: made at once, checked by anyone, given back by its reader."""

from xidmet import Attestation, Notice, Party, Service, State, Transition, _

from .form import Card, Request, house
from .rules import not_for_ever, old_enough

reader = Party(_("Reader"))
card = Attestation(
    name="house-of-books.cards",
    label=_("Library card"),
    of=Card,
    template="card.typ",
    valid_until=Card.valid_until,
    checked_by="anyone",
    carries=[Card.surname, Card.given_name, Card.valid_until],
)


class LibraryCard(Service):
    slug = "library-card"
    title = _("Library card")
    agency = house
    law = _("Rules of the House of Books")
    purpose = _("A card with which you read and borrow books.")
    keywords = "kitab oxucu книга читатель book reader"
    life_events = ("education",)
    keep_years = 1
    form = Request
    applicant = reader
    columns = (Request.surname, Request.hall)

    draft = State(_("Being filled in"), waits_for=reader)
    valid = State(_("Valid"), in_force=True)
    given_back = State(_("Given back"))
    expired = State(_("Expired"))
    starts = draft

    order = Transition(
        _("Order the card"),
        draft,
        valid,
        by=reader,
        needs=[old_enough, not_for_ever],
        issues=card,
        tells=[Notice(reader, _("Library card {number} is ready, {given_name}."), attach=True)],
    )
    give_back = Transition(
        _("Give the card back"),
        valid,
        given_back,
        by=reader,
        tells=[Notice(reader, _("You gave library card {number} back."))],
    )
    expire = Transition(
        _("Expire"),
        valid,
        expired,
        at=Card.valid_until,
        tells=[Notice(reader, _("Library card {number} has expired."))],
    )

"""What closing an account erases and what it leaves, as the page says it beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xidmet.cases.closing import Beforehand, Hindrance
from xidmet.contract.texts import _
from xidmet.language import Translator, translator
from xidmet.plugins import Catalogue

from xidmet_ui.build.catalogue import domain_of


@dataclass(frozen=True)
class Line:
    """why: why it stays."""

    label: str
    value: str
    why: str = ""


@dataclass(frozen=True)
class Running:
    number: str
    service: str
    state: str


@dataclass(frozen=True)
class Hindered:
    """href, to: where it can be mended, if anywhere here."""

    why: str
    mend: str
    href: str
    to: str


@dataclass(frozen=True)
class ClosingPage:
    goes: tuple[Line, ...]
    stays: tuple[Line, ...]
    running: tuple[Running, ...]
    hindered: tuple[Hindered, ...]
    proved: bool


def closing_page(found: Beforehand, catalogue: Catalogue, words: Translator) -> ClosingPage:
    return ClosingPage(
        goes=_goes(found, words),
        stays=_stays(found, words),
        running=_running(found, catalogue, words),
        hindered=tuple(_hindered(one, words) for one in found.hindrances),
        proved=found.proved,
    )


def _goes(found: Beforehand, words: Translator) -> tuple[Line, ...]:
    """Only what there is."""
    counted = found.counted
    rows: Sequence[tuple[str, object]] = (
        (_("Your name, FIN and what was proved about you, in the account"), words.text(_("all of it"))),
        (_("E-mail and phone"), ", ".join(one for one in (found.email, found.phone) if one)),
        (_("Password and other ways to sign in"), counted.means or words.text(_("all of it"))),
        (_("Sessions, here and on other devices"), counted.sessions),
        (_("Browsers that your account knows"), counted.devices),
        (_("Entries about your sign-ins"), counted.happened),
        (_("Drafts with their files"), counted.drafts),
        (_("Remembered answers"), counted.remembered),
        (_("Messages about no application"), counted.messages),
        (_("Mandates, which end"), ", ".join(found.organisations)),
    )
    return tuple(Line(words.text(label), str(value)) for label, value in rows if value)


def _stays(found: Beforehand, words: Translator) -> tuple[Line, ...]:
    """Only what there is; the journal is there in any case."""
    counted = found.counted
    rows = (
        (
            _("Applications you sent, with their files and messages"),
            counted.sent,
            _("The agency that decides on them keeps them, for as long as its law says."),
        ),
        (
            _("Documents issued about you"),
            counted.papers,
            _("They stay in force, and others may go on checking them. The agency keeps them as its law says."),
        ),
        (
            _("Consents in applications you sent"),
            counted.consents,
            _("They show on what ground the agency used your data, and stay for as long as the application."),
        ),
        (
            _("Checks you made of others' documents"),
            counted.checks,
            _("Whoever a document is about may see who checked it, so your name and FIN stay there with the document."),
        ),
        (
            _("What you did about the mandates of organisations"),
            counted.acts,
            _("It stands in the organisation's own record, with your name, for as long as there is the organisation."),
        ),
    )
    lines = [Line(words.text(label), str(value), words.text(why)) for label, value, why in rows if value]
    journal = _("Who did what in an application that was sent, and who looked. It is evidence and can't be changed.")
    return (*lines, Line(words.text(_("The journal")), "", words.text(journal)))


def _running(found: Beforehand, catalogue: Catalogue, words: Translator) -> tuple[Running, ...]:
    made = []
    for case in found.running:
        own = translator(words.language, domain_of(catalogue, case.service))
        made.append(Running(case.number, own.text(case.service.title), own.text(case.state.label)))
    return tuple(made)


def _hindered(one: Hindrance, words: Translator) -> Hindered:
    refusal, power = one.refusal, one.organisation
    href = f"/organisations/{power.voen}/grant" if power else ""
    to = words.text(_("Offer a mandate")) if power else ""
    return Hindered(words.text(refusal.why, **refusal.values), words.text(refusal.mend, **refusal.values), href, to)

"""The page that goes with a copy: what is in it under which names, and what is not, and why."""

from __future__ import annotations

from collections.abc import Iterator

from xidmet.cases.my_copy.gathering import Gathering
from xidmet.contract.texts import _
from xidmet.language import Translator

PARTS = (
    ("data.json", _("everything, for programs; moments are in UTC, as ISO 8601 writes them")),
    ("data.pdf", _("the same, to read")),
    ("files/", _("files of your applications and the documents issued in them, by the number of the application")),
    ("papers/", _("documents about you that somebody else applied for")),
    ("complaints/", _("files of your complaints in the cases of others, by the number of the complaint")),
)
OF_CASES = (
    ("number, service, title, state", _("which application, and where it stands")),
    ("opened_at, sent_at, changed_at", _("when it was begun, sent and changed last")),
    (
        "answers, given_with_moves",
        _("what was answered, by the names of the questions; and what was said at each step"),
    ),
    ("unconfirmed", _("answers that were taken while their register was silent, and what it said since")),
    ("history", _("what happened and who looked")),
    ("messages", _("what was told about it, to whom, and whether it arrived")),
    ("conversation", _("what you and the officers wrote to each other about it")),
    ("complaints", _("what was disputed, and what came of it")),
    ("payments", _("what was paid for it; amounts in qepik")),
    ("files, papers", _("its files, with their SHA-256, and the numbers of its documents")),
    ("signatures", _("what was signed, by whom, and what the check said")),
    ("notes", _("what officers noted, once the case was decided; also what they struck through")),
    ("checks", _("what officers found of the documents, once the case was decided")),
)
NOT_IN_IT = (
    _("What belongs to organisations, also where you act for them: their applications, files and messages."),
    _("What belongs to your children and wards: act for them to see it."),
    _("More about other people than the pages show you."),
    _("What the registers of the state know: ask those who keep them."),
    _("Passwords, keys and other secrets that open your account."),
    _("Files in which a virus was found: nobody is given them."),
)


def read_me(gathering: Gathering) -> str:
    words = gathering.words
    return "\r\n".join(_lines(gathering, words)) + "\r\n"  # also the plainest editor of Windows shows lines


def _lines(gathering: Gathering, words: Translator) -> Iterator[str]:
    yield words.text(_("Copy of the data about {name}"), name=gathering.actor.name)
    yield words.text(_("Made {moment} by {portal}"), moment=gathering.made_at, portal=gathering.site.settings.address)
    yield from ("", words.text(_("It holds all that this portal keeps about you. Keep it where nobody else finds it.")))
    yield ""
    yield from (f"{name}: {words.text(text)}" for name, text in PARTS)
    yield from ("", words.text(_("Names in data.json")), "")
    for section in gathering.sections:
        yield f"{section.key}: {words.text(section.title)}"
        yield from (f"    {one.key}: {words.text(one.label)}" for one in section.columns)
    yield f"cases: {words.text(_('My cases'))}"
    yield from (f"    {names}: {words.text(text)}" for names, text in OF_CASES)
    yield from ("", words.text(_("What is not in it")), "")
    yield from (f"- {words.text(text)}" for text in NOT_IN_IT)
    if gathering.damaged:
        yield from ("", words.text(_("These files could not be read whole; tell us, and we look for another copy:")))
        yield from (f"- {path}" for path in gathering.damaged)

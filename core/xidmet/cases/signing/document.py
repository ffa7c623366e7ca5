"""The document to sign: all answers as people read them, and the same for machines as a file within the PDF."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

from xidmet import clock
from xidmet.auth import Actor
from xidmet.auth.parties import voen_of
from xidmet.cases.case import Case
from xidmet.cases.co_signers import co_signers
from xidmet.cases.consequences import Given
from xidmet.cases.printed import lines_of
from xidmet.cases.signed import answers_in, canonical
from xidmet.cases.site import Site
from xidmet.cases.typeset import typeset
from xidmet.cases.unconfirmed import typed_rows
from xidmet.cases.unconfirmed_said import as_typed
from xidmet.contract.listed import Listing
from xidmet.contract.states import Transition
from xidmet.contract.texts import _
from xidmet.language import Translator, translator
from xidmet.signatures.signing import with_place

FORMAT = 1  # of answers.json
DECLARATION = _("I have read what stands above; it is true and complete to my knowledge. I want this: {act}.")


async def document_of(
    site: Site, actor: Actor, case: Case, transition: Transition, given: Given, language: str
) -> bytes:
    """A PDF/A-3b with answers.json in it and an empty place for a signature; made once, for the time is in it."""
    words, moment = translator(language, site.catalogue.plugin_of(case.service.slug).name), clock.now()
    said = _said(site, actor, case, transition, given, moment)
    data = _data(actor, case, transition, given, words, moment)
    pdf = await typeset("signed.typ", data, canonical(said))
    return await asyncio.to_thread(with_place, pdf, moment)


def title_of(case: Case, transition: Transition, words: Translator) -> str:
    return f"{words.text(case.service.title)}, {case.number}: {words.text(transition.label)}"


def _said(
    site: Site, actor: Actor, case: Case, transition: Transition, given: Given, moment: dt.datetime
) -> dict[str, Any]:
    """For machines. site: so that it stands for no case of another portal."""
    return {
        "format": FORMAT,
        "site": site.settings.address,
        "service": case.service.slug,
        "case": case.number,
        "version": case.version,
        "transition": transition.name,
        "party": case.party,
        "signer": {"name": actor.name, "fin": actor.fin or ""},
        **_also(transition, given),
        "made_at": moment.astimezone(dt.UTC).isoformat(timespec="seconds"),
        **answers_in(given),
    }


def _also(transition: Transition, given: Given) -> dict[str, Any]:
    others = co_signers(transition, given.answers)
    return {"also_signed_by": [{"role": one.party.label, "fin": one.fin} for one in others]} if others else {}


def _data(
    actor: Actor, case: Case, transition: Transition, given: Given, words: Translator, moment: dt.datetime
) -> dict[str, Any]:
    """For people."""
    agency, act, today = case.service.agency, words.text(transition.label), clock.local(moment).date()
    laws = [words.text(one.law) for one in transition.needs if one.law]
    by_hand = {"sign": _by_hand(actor, transition, given, words)} if transition.signed == "or on paper" else {}
    return {
        "title": words.text(case.service.title),
        "act": act,
        "agency": words.text(agency.name) if agency else "",
        "law": words.text(case.service.law),
        "number": case.number,
        "language": words.language,
        "facts": [*_facts(actor, case, words, moment), *_others(transition, given, words)],
        "groups": _groups(transition, given, words),
        "declaration": words.text(DECLARATION, act=act),
        "laws": list(dict.fromkeys(laws)),
        "laws_label": words.text(_("Legal basis")),
        "attached": words.text(_("The same answers for machines")),
        "made": words.text(_("Made on {date}"), date=today),
        "today": [today.year, today.month, today.day],
        **by_hand,
    }


def _facts(actor: Actor, case: Case, words: Translator, moment: dt.datetime) -> list[tuple[str, str]]:
    fin = f", {words.text(_('FIN'))} {actor.fin}" if actor.fin else ""
    voen = f", {words.text(_('VÖEN'))} {voen_of(actor.party)}" if voen_of(actor.party) else ""
    acted_for = [(words.text(_("In the name of")), actor.party_name + voen)] if actor.acts_for_other else []
    return [
        (words.text(_("Case")), f"{case.number} ({words.text(_('version {number}'), number=case.version)})"),
        (words.text(_("Who signs")), actor.name + fin),
        *acted_for,
        (words.text(_("Made for signing")), words.moment(moment)),
    ]


def _groups(transition: Transition, given: Given, words: Translator) -> list[dict[str, Any]]:
    """What the move asks comes last, under its name."""
    typed = as_typed(type(given.answers), typed_rows(type(given.answers), given.typed), words)
    groups = Listing(words, unconfirmed=typed).groups(type(given.answers), given.answers)
    made = [{"title": one.title, "lines": list(lines_of(one.lines, words))} for one in groups]
    if given.asked is not None:
        lines = [one for group in Listing(words).groups(type(given.asked), given.asked) for one in group.lines]
        made.append({"title": words.text(transition.label), "lines": list(lines_of(tuple(lines), words))})
    return made


def _others(transition: Transition, given: Given, words: Translator) -> list[tuple[str, str]]:
    """Everybody signs the same document, so it names them all."""
    label = words.text(_("Signs too"))
    fin = words.text(_("FIN"))
    found = co_signers(transition, given.answers)
    return [(label, f"{words.text(one.party.label)}, {fin} {one.fin}") for one in found]


def _by_hand(actor: Actor, transition: Transition, given: Given, words: Translator) -> dict[str, Any]:
    """One line for the hand of each."""
    others = [f"{words.text(one.party.label)}, {one.fin}" for one in co_signers(transition, given.answers)]
    return {
        "label": words.text(_("Signature")),
        "names": [actor.name, *others],
        "name_label": words.text(_("Full name")),
        "date_label": words.text(_("Date")),
    }

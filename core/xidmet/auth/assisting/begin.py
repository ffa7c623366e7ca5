"""The visit begins once the person has agreed: by a code, on a device of their own, or on paper."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

from xidmet import clock
from xidmet.auth import sessions
from xidmet.auth.actor import Actor
from xidmet.auth.assisting.acting import ASSISTS, noted
from xidmet.auth.assisting.ask import HOLDS, WAITS, centres
from xidmet.auth.assisting.record import person_of, recorded_fin
from xidmet.auth.assisting.told import tell
from xidmet.auth.assisting.words import digest_of
from xidmet.auth.parties import person_key
from xidmet.contract.attached import KINDS
from xidmet.contract.mistake import Mistake
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.documents import Files
from xidmet.documents.kinds import Passing
from xidmet.documents.names import clean_name
from xidmet.errors import NotFound, Refused, WrongAnswers
from xidmet.language import fold, translator
from xidmet.plugins import Catalogue
from xidmet.store import assisting, documents, transaction
from xidmet.store.accounts import Person
from xidmet.store.assisting import Visit
from xidmet.store.documents import Stored
from xidmet.store.effects import write_effect
from xidmet.store.sessions import Kept

LASTS = dt.timedelta(minutes=60)
MOST_TRIES = 5
CONSENT_KINDS = ("pdf", "jpg", "png")
LARGEST_CONSENT = 10_000_000  # bytes
WRONG_CODE = _("This is not the code, or its time has passed. It holds 15 minutes, and five tries.")
NOT_YET = _("The person has not agreed on a device of their own.")
OTHER_NAME = Refusal(
    why=_("Name and document do not belong together, as far as the portal knows."),
    mend=_("Look at the document again and begin anew; if it is right, the person settles it on “My account”."),
)
BEGAN = (
    _("A service centre fills in with you now"),
    _(
        "{who}, {agency}, fills in applications with you from now on, for an hour at most. They see neither your other "
        "cases nor your account. If you are not there, say so on this page."
    ),
)


async def waiting(catalogue: Catalogue, actor: Actor, session: Kept, wanted: UUID) -> Visit:
    """A visit that this officer asked for in this session and that can still begin. Raises NotFound, SurerNeeded."""
    held = {here.code for here in centres(catalogue, actor)}
    visit = await assisting.visit(wanted)
    if visit is None or visit.agency not in held or not _waits(visit, actor, session):
        raise NotFound
    return visit


def _waits(visit: Visit, actor: Actor, session: Kept) -> bool:
    mine = (visit.clerk, visit.session) == (actor.account, session.digest)
    fresh = visit.begun_at is None and clock.now() - visit.asked_at < WAITS
    return mine and fresh and visit.ended_at is None and visit.objected_at is None


async def begin_by_code(catalogue: Catalogue, actor: Actor, session: Kept, wanted: UUID, code: str) -> None:
    """code: as the person told it. Raises NotFound, WrongAnswers, Refused."""
    visit = await waiting(catalogue, actor, session, wanted)
    mine = digest_of(visit.id, "".join(code.split()))
    fresh = clock.now() - visit.asked_at < HOLDS and await assisting.tried(visit.id) <= MOST_TRIES
    if not (fresh and visit.code and hmac.compare_digest(mine, visit.code)):
        raise WrongAnswers({"code": Mistake(WRONG_CODE)})
    await _begin(actor, session, visit, "code", None)


async def begin_agreed(catalogue: Catalogue, actor: Actor, session: Kept, wanted: UUID) -> None:
    """The person says that they have agreed on a device of their own. Raises NotFound, WrongAnswers, Refused."""
    visit = await waiting(catalogue, actor, session, wanted)
    if visit.agreed_at is None:
        raise WrongAnswers({"device": Mistake(NOT_YET)})
    await _begin(actor, session, visit, "device", None)


async def receive(files: Files, source: AsyncIterator[bytes], name: str, scans: bool) -> Stored:
    """The scanned consent, stored and judged; its row is written when the visit begins. Raises FileRefused."""
    passing = Passing(source, clean_name(name, ""), CONSENT_KINDS, LARGEST_CONSENT)
    stored = await files.store(passing.stream(), "", "application/octet-stream", party="", case=None)
    return replace(
        stored,
        name=clean_name(name, passing.kind),
        kind=passing.kind,
        media_type=KINDS[passing.kind].media_type,
        scan="waiting" if scans else "not scanned",
    )


async def begin_on_paper(catalogue: Catalogue, actor: Actor, session: Kept, wanted: UUID, consent: Stored) -> None:
    """Raises NotFound, Refused; then the file is left to the caller."""
    visit = await waiting(catalogue, actor, session, wanted)
    await _begin(actor, session, visit, "paper", consent)


async def _begin(actor: Actor, session: Kept, asked: Visit, how: str, consent: Stored | None) -> None:
    moment = clock.now()
    until = moment + LASTS
    async with transaction():
        visit = await assisting.lock(asked.id)
        if visit is None or not _waits(visit, actor, session):
            raise NotFound  # begun by another press, or the person has objected meanwhile
        person = await _person(actor, visit)
        if consent:
            await documents.keep(consent)
            if consent.scan == "waiting":
                await write_effect("scan", {"document": str(consent.id)}, f"scan:{consent.id}")
        await assisting.end_of_clerk(actor.account, moment, "next")
        party = visit.party or person_key(person.fin or recorded_fin(person), person.id)
        began = {"account": person.id, "party": party, "begun_at": moment, "ends_at": until, "how": how}
        document = {"document": consent.id} if consent else {}
        await assisting.begin(visit.id, {**began, "agreed_at": visit.agreed_at or moment, **document})
        names = {"who": visit.clerk_name, "agency": translator(person.language).text(visit.agency_name)}
        await tell((party, person.email, person.language), visit.id, BEGAN, f"assist-began:{visit.id}", **names)
    await sessions.note(session, ASSISTS, noted(asked.id, until))


async def _person(actor: Actor, visit: Visit) -> Person:
    person = await person_of(visit)
    same = all(fold(a) == fold(b) for a, b in ((person.surname, visit.surname), (person.given_name, visit.given_name)))
    if not same or person.id == actor.account:
        raise Refused(OTHER_NAME)
    return person

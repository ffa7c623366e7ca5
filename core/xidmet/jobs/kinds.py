"""What each kind of effect does. One line each: the doing lives below."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from xidmet.attestations import written
from xidmet.auth.my_password import send_link
from xidmet.cases import Site, by_rule, capsule, confirm, lists, new_ends, roster_file, unconfirmed_later
from xidmet.cases.appointments.telling import tell_of_appointment
from xidmet.cases.complaint_told import tell_of_complaint
from xidmet.cases.confirm_told import tell_unconfirmed
from xidmet.cases.desk import bulk
from xidmet.cases.drafts import remind
from xidmet.cases.figures import count_before
from xidmet.cases.follow import register_changed
from xidmet.cases.infected import tell_of_infected
from xidmet.cases.my_copy import give_up as give_up_copy
from xidmet.cases.my_copy import make
from xidmet.cases.notice import tell_notice
from xidmet.cases.opinions import tell_of_late
from xidmet.cases.papers import pdf_of
from xidmet.cases.paying import happened
from xidmet.cases.recount import recount
from xidmet.cases.remind import give_reminder
from xidmet.cases.root_stamps import stamp_root
from xidmet.cases.rows_file import check_rows
from xidmet.cases.rows_file import give_up as give_up_rows
from xidmet.cases.scan import scan_document
from xidmet.cases.signing import several
from xidmet.cases.talk import tell_of_message
from xidmet.documents.raising import raise_seal
from xidmet.errors import Retry
from xidmet.notifications import deliver, give_up
from xidmet.notifications.sms import REPORT, ask_report
from xidmet.store import documents, issued

Payload = Mapping[str, Any]
Do = Callable[[Site, Payload, str], Awaitable[object]]
Tell = Callable[[Payload], Awaitable[object]]


async def render(site: Site, payload: Payload, once: str) -> None:
    await pdf_of(site, payload["number"])


async def notice(site: Site, payload: Payload, once: str) -> None:
    await tell_notice(site, payload, once)


async def message(site: Site, payload: Payload, once: str) -> None:
    async def attachment(wanted: UUID) -> tuple[str, bytes]:
        attested = await issued.by_id(wanted)
        if attested is None:
            raise Retry(5, "the attestation is not there")
        stored = await pdf_of(site, attested.number)
        return f"{written(attested.number)}.pdf", await site.files.whole(stored)

    how = {name: bool(payload.get(name)) for name in ("secret", "last")}
    await deliver(site.settings, UUID(payload["message"]), once, attachment, gateway=site.catalogue.sms, **how)


async def sms_report(site: Site, payload: Payload, once: str) -> None:
    await ask_report(site.catalogue.sms, payload)


async def undelivered(payload: Payload) -> None:
    await give_up(UUID(payload["message"]), last=bool(payload.get("last")))


async def changed(site: Site, payload: Payload, once: str) -> None:
    await register_changed(site, payload["register"], payload["key"])


async def rows(site: Site, payload: Payload, once: str) -> None:
    await check_rows(site, UUID(payload["file"]), payload["version"])


async def unread_rows(payload: Payload) -> None:
    await give_up_rows(UUID(payload["file"]))


async def people_read(site: Site, payload: Payload, once: str) -> None:
    await roster_file.check_rows(site, payload)


async def people_entered(site: Site, payload: Payload, once: str) -> None:
    await roster_file.enter_rows(site, payload)


async def scan(site: Site, payload: Payload, once: str) -> None:
    await scan_document(site, UUID(payload["document"]))


async def infected(site: Site, payload: Payload, once: str) -> None:
    await tell_of_infected(site, payload, once)


async def erase(site: Site, payload: Payload, once: str) -> None:
    shared = await documents.claimed(payload["places"])  # by a case that was begun from another one
    for place in payload["places"]:
        if place not in shared:
            await site.files.erase(place)


async def recover(site: Site, payload: Payload, once: str) -> None:
    await send_link(payload["email"], once)


async def data_copy(site: Site, payload: Payload, once: str) -> None:
    await make(site, UUID(payload["copy"]))


async def case_capsule(site: Site, payload: Payload, once: str) -> None:
    await capsule.make(site, UUID(payload["copy"]))


async def seal(site: Site, payload: Payload, once: str) -> None:
    await raise_seal(site.files, site.lasting, UUID(payload["document"]))


async def root_stamp(site: Site, payload: Payload, once: str) -> None:
    await stamp_root(site, dt.date.fromisoformat(payload["day"]))


async def payment(site: Site, payload: Payload, once: str) -> None:
    await happened(site, payload, once)


KINDS: Mapping[str, Do] = {
    "render": render,
    "notice": notice,
    "deliver": message,
    REPORT: sms_report,
    "register-changed": changed,
    "draft-reminder": remind,
    "reminder": give_reminder,
    "appointment": tell_of_appointment,
    "recount": recount,
    "figures": count_before,
    "rows": rows,
    roster_file.READ_KIND: people_read,
    roster_file.ENTER_KIND: people_entered,
    "scan": scan,
    "payment": payment,
    "infected": infected,
    "erase": erase,
    "recover": recover,
    "data-copy": data_copy,
    "case-capsule": case_capsule,
    "raise-seal": seal,
    "stamp-root": root_stamp,
    bulk.KIND: bulk.run,
    lists.KIND: lists.work,
    by_rule.look.KIND: by_rule.look.look,
    new_ends.KIND: new_ends.follow,
    by_rule.work.KIND: by_rule.work.work,
    "case-message": tell_of_message,
    "late-opinion": tell_of_late,
    "complaint": tell_of_complaint,
    several.KIND: several.send_signed,
    unconfirmed_later.KIND: confirm.confirm,
    confirm.TELL: tell_unconfirmed,
}
# Somebody waits for these: when one is dead, its end must show there too.
GIVEN_UP: Mapping[str, Tell] = {
    "deliver": undelivered,
    "rows": unread_rows,
    roster_file.READ_KIND: roster_file.give_up_reading,
    roster_file.ENTER_KIND: roster_file.give_up_entering,
    "data-copy": give_up_copy,
    "case-capsule": capsule.give_up,
    bulk.KIND: bulk.give_up,
    lists.KIND: lists.give_up,
    by_rule.look.KIND: by_rule.look.give_up,
    by_rule.work.KIND: by_rule.work.give_up,
}

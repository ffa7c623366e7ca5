"""Where the web side is put together."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from xidmet.cases import open_site
from xidmet.errors import XidmetError
from xidmet.jobs import Worker
from xidmet.jobs.arq_worker import Bell
from xidmet.logs import log_as_json
from xidmet.settings import Settings

from xidmet_ui import errors_pages, static
from xidmet_ui.api import answers, cases, description, lookups, moves, rosters, schema, services, session
from xidmet_ui.api import attestations as attestations_api
from xidmet_ui.api import desk as desk_api
from xidmet_ui.api import events as events_api
from xidmet_ui.api import files as files_api
from xidmet_ui.api import roster_lists_signed as roster_lists_api
from xidmet_ui.api import talk as talk_api
from xidmet_ui.api.door import admitted
from xidmet_ui.assisting import within_visit
from xidmet_ui.head import answering_head
from xidmet_ui.headers import secure
from xidmet_ui.hosts import answering_here
from xidmet_ui.pages import (
    about_me,
    account,
    agency_table_changes,
    agency_table_rows,
    agency_tables,
    appointment,
    appointment_places,
    assist,
    assist_visits,
    assisted,
    by_rule,
    by_rule_found,
    calendar,
    capsule,
    case,
    catalogue,
    check_signature,
    closing,
    co_sign,
    code_lists,
    complaint,
    demo,
    desk,
    desk_absence,
    desk_bulk,
    desk_case,
    desk_filters,
    desk_hand,
    desk_lease,
    desk_taking,
    desk_unconfirmed,
    drafts,
    figures,
    files,
    form,
    granting,
    guide,
    health,
    home,
    inbox,
    information,
    keep,
    lists,
    lists_sign,
    lookup,
    means,
    my_cases,
    my_copy,
    my_data,
    my_email,
    my_identity,
    my_means,
    my_password,
    numbers,
    offers,
    office_offers,
    offices,
    offices_giving,
    opinions,
    organisations,
    papers,
    paying,
    paying_check,
    paying_receipt,
    performance,
    printed,
    privacy,
    recovery,
    review,
    roster,
    roster_file,
    roster_file_rows,
    roster_press,
    row,
    rows_file,
    rows_mend,
    sessions,
    sign_in,
    sign_up,
    signatures,
    signers,
    signing,
    signing_tries,
    start,
    talk,
    tasks,
    term_file,
    tokens,
    totals,
    verify,
    verify_offline,
    visitors,
    webhooks,
    wordings,
)
from xidmet_ui.rendering import Templates
from xidmet_ui.requests import LONGEST_BODY, readable
from xidmet_ui.session import Sessions, cookie_name
from xidmet_ui.static import Static

# What comes from people is handed out as it is.
FILES = r"/files/[0-9a-f-]+(/content|/preview/\d+)?$|/pay/[0-9a-f-]+/receipt$"
ALREADY_SMALL = ("/static/", "/pdf", r"\.(pdf|zip|asice)$", "/xidmet-status/", FILES)
MODULES = (
    static,
    home,
    catalogue,
    information,
    sign_up,
    sign_in,
    recovery,
    means,
    account,
    my_means,
    my_password,
    my_email,
    my_identity,
    organisations,
    granting,
    tokens,
    webhooks,
    offers,
    offices,
    offices_giving,
    calendar,
    agency_tables,
    agency_table_rows,
    agency_table_changes,
    wordings,
    figures,
    totals,
    performance,
    code_lists,
    guide,
    appointment_places,
    office_offers,
    assist,
    assisted,
    assist_visits,
    privacy,
    my_copy,
    closing,
    sessions,
    start,
    tasks,
    form,
    files,
    row,
    keep,
    lists,
    lists_sign,
    lookup,
    review,
    roster_file,
    roster_file_rows,
    rows_file,
    rows_mend,
    case,
    opinions,
    complaint,
    talk,
    capsule,
    signing,
    signing_tries,
    signers,
    co_sign,
    paying,
    paying_receipt,
    paying_check,
    signatures,
    printed,
    term_file,
    appointment,
    drafts,
    my_cases,
    roster,
    roster_press,
    desk,
    desk_taking,
    desk_hand,
    desk_filters,
    desk_absence,
    desk_bulk,
    by_rule,
    by_rule_found,
    numbers,
    desk_lease,
    desk_unconfirmed,
    desk_case,
    visitors,
    my_data,
    about_me,
    verify,
    verify_offline,
    check_signature,
    papers,
    inbox,
    health,
    schema,
    attestations_api,
    desk_api,
    services,
    lookups,
    cases,
    answers,
    moves,
    files_api,
    talk_api,
    events_api,
    rosters,
    roster_lists_api,
    session,
)


def create_app(settings: Settings | None = None) -> Litestar:
    """The portal as an ASGI application. settings: read from the environment unless given."""
    chosen = settings or Settings()
    log_as_json()
    files = Static(chosen.static)
    handlers = [handler for module in MODULES for handler in module.ROUTES]
    if chosen.demo:  # outside a demonstration these pages do not exist
        handlers += demo.ROUTES
    openapi = description.document(handlers, cookie_name(chosen))
    app = Litestar(
        route_handlers=handlers,
        lifespan=[_running],
        middleware=[Sessions(chosen)],
        guards=[admitted, within_visit],
        exception_handlers={
            XidmetError: errors_pages.known,
            HTTPException: errors_pages.http,
            Exception: errors_pages.unknown,
        },
        before_request=readable,
        before_send=[secure],
        compression_config=CompressionConfig(backend="gzip", minimum_size=800, exclude=list(ALREADY_SMALL)),
        request_max_body_size=LONGEST_BODY,
        openapi_config=None,
        state=State({"settings": chosen, "static": files, "templates": Templates(files), "openapi": openapi}),
        logging_config=None,
        debug=False,
    )
    app.asgi_handler = answering_head(answering_here(app.asgi_handler, chosen))
    return app


@asynccontextmanager
async def _running(app: Litestar) -> AsyncIterator[None]:
    """The site is open while the application runs; on one machine its worker runs beside it."""
    settings: Settings = app.state.settings
    async with open_site(settings) as site:
        app.state.site = site
        if settings.redis:
            bell = Bell(settings)
            site.wake.ring = bell.ring
            try:
                yield
            finally:
                await bell.close()
            return
        worker = Worker(site)
        site.wake.ring = worker.wake
        task = asyncio.create_task(worker.run())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

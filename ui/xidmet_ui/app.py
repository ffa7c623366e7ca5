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

from xidmet_ui import errors_pages
from xidmet_ui.api import description
from xidmet_ui.api.door import admitted
from xidmet_ui.assisting import within_visit
from xidmet_ui.head import answering_head
from xidmet_ui.headers import secure
from xidmet_ui.hosts import answering_here
from xidmet_ui.pages import demo
from xidmet_ui.rendering import Templates
from xidmet_ui.requests import LONGEST_BODY, readable
from xidmet_ui.routes import MODULES
from xidmet_ui.session import Sessions, cookie_name
from xidmet_ui.static import Static

# What comes from people is handed out as it is.
FILES = r"/files/[0-9a-f-]+(/content|/preview/\d+)?$|/pay/[0-9a-f-]+/receipt$"
GZIP = 4  # of 9: a page of a hundred rows is a twentieth larger, in a third of the time
ALREADY_SMALL = ("/static/", "/pdf", r"\.(pdf|zip|asice)$", "/xidmet-status/", FILES)


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
        compression_config=CompressionConfig("gzip", 800, gzip_compress_level=GZIP, exclude=list(ALREADY_SMALL)),
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

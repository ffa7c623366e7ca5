"""Is the portal alive, is it ready, what does it count? For machines."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

from litestar import Response, get
from litestar.enums import MediaType
from xidmet import clock
from xidmet.store import effects, health

from xidmet_ui.requests import PUBLIC, Asked, settings_of, site_of

STALE = dt.timedelta(seconds=30)  # a worker that has not been seen for so long is gone
PATIENCE = 3.0  # seconds for each question


@get("/healthz", opt=PUBLIC, include_in_schema=False, sync_to_thread=False)
def alive() -> dict[str, str]:
    return {"status": "alive"}


@get("/readyz", opt=PUBLIC, include_in_schema=False)
async def ready(request: Asked) -> Response[dict[str, Any]]:
    """200: the database answers with this version's tables, files can be written, a worker is alive; else 503."""
    checks = {
        "database": await _holds(_database()),
        "files": await _holds(site_of(request).files.writable()),
        "worker": await _holds(_worker()),
    }
    body: dict[str, Any] = {"status": "ready" if all(checks.values()) else "not ready", "checks": checks}
    body["plugins"] = {"faults": len(site_of(request).catalogue.faults)}
    if checks["database"]:
        body["effects"] = await effects.counts()
    body["seal"] = "demonstration" if settings_of(request).demo else "site"
    return Response(body, status_code=200 if all(checks.values()) else 503, headers={"Cache-Control": "no-store"})


async def _holds(question: Any) -> bool:
    try:
        return bool(await asyncio.wait_for(question, PATIENCE))
    except Exception:
        return False


async def _database() -> bool:
    return await health.ready()


async def _worker() -> bool:
    seen = await health.last_beat()
    return seen is not None and clock.now() - seen < STALE


@get("/metrics", opt=PUBLIC, include_in_schema=False, media_type=MediaType.TEXT)
async def metrics(request: Asked) -> str:
    """Prometheus' text format."""
    counted = await effects.counts()
    lines = ["# HELP xidmet_effects Effects by state.", "# TYPE xidmet_effects gauge"]
    lines += [f'xidmet_effects{{state="{state}"}} {counted.get(state, 0)}' for state in ("pending", "done", "dead")]
    lines += ["# HELP xidmet_services Services that are offered.", "# TYPE xidmet_services gauge"]
    lines += [f"xidmet_services {len(site_of(request).catalogue.services)}"]
    lines += ["# HELP xidmet_plugin_faults Faults of plugins.", "# TYPE xidmet_plugin_faults gauge"]
    lines += [f"xidmet_plugin_faults {len(site_of(request).catalogue.faults)}"]
    return "\n".join(lines) + "\n"


ROUTES = [alive, ready, metrics]

"""Is the portal alive, is it ready, what does it count? For machines."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from litestar import Response, get
from litestar.connection import ASGIConnection
from litestar.enums import MediaType
from litestar.handlers import BaseRouteHandler
from xidmet.errors import NotFound
from xidmet.jobs import health
from xidmet.settings import Settings, networks

from xidmet_ui.requests import PUBLIC, Asked, settings_of, site_of

SCANNER = {
    "off": "Files are not scanned for viruses: XIDMET_SCANNER is off.",
    "down": "The virus scanner does not answer: files wait, and no official is given them.",
}


ANCHORS = {
    "late": "The list of trust anchors is past its next update: see `xidmet anchors`.",
    "unreadable": "The list of trust anchors can't be read: see `xidmet anchors check`.",
}


@get("/healthz", opt=PUBLIC, include_in_schema=False, sync_to_thread=False)
def alive() -> dict[str, str]:
    return {"status": "alive"}


def monitor(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Guard: only for whom the site names as its monitors; to everybody else there is no such page.

    Who came through a proxy that the site does not name comes from anywhere, whatever the proxy's own address is.
    """
    settings: Settings = connection.app.state.settings
    host = connection.client.host if connection.client else ""
    through = not settings.trusted_proxies and "x-forwarded-for" in connection.headers
    if not settings.demo and (through or not _is_one_of(host, settings.monitors)):
        raise NotFound


def _is_one_of(host: str, known: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    plain = getattr(address, "ipv4_mapped", None) or address
    return any(plain in network for network in networks(known))


@get("/readyz", opt=PUBLIC, guards=[monitor], include_in_schema=False)
async def ready(request: Asked) -> Response[dict[str, Any]]:
    """200: the database answers with this version's tables, files can be written, a worker is alive; else 503.

    warnings: what an operator must know although people are served.
    """
    checks = await health.parts(site_of(request))
    body: dict[str, Any] = {"status": "ready" if all(checks.values()) else "not ready", "checks": checks}
    body["scanner"] = await health.scanner(site_of(request))
    body["warnings"] = [SCANNER[body["scanner"]]] if body["scanner"] in SCANNER else []
    if ends := health.seal_ends(site_of(request)):
        body["warnings"].append(
            f"The seal's certificate ends on {ends:%Y-%m-%d}: get a new one, and see XIDMET_OLD_SEALS."
        )
    anchors = await health.anchors(settings_of(request))
    body["warnings"] += [ANCHORS[anchors]] if anchors in ANCHORS else []
    outside = site_of(request).registers.outside
    body["registers"] = {name: "silent" if breaker.is_open else "up" for name, breaker in outside.items()}
    body["warnings"] += [
        f"The register {name} does not answer since {breaker.silent_since:%Y-%m-%d %H:%M} UTC: people are told to wait."
        for name, breaker in outside.items()
        if breaker.is_open
    ]
    body["plugins"] = {"faults": len(site_of(request).catalogue.faults)}
    if checks["database"]:
        body["effects"] = await health.effects_by_state()
    body["seal"] = "demonstration" if settings_of(request).demo else "site"
    return Response(body, status_code=200 if all(checks.values()) else 503, headers={"Cache-Control": "no-store"})


@get("/metrics", opt=PUBLIC, guards=[monitor], include_in_schema=False, media_type=MediaType.TEXT)
async def metrics(request: Asked) -> str:
    """Prometheus' text format."""
    counted = await health.effects_by_state()
    lines = ["# HELP xidmet_effects Effects by state.", "# TYPE xidmet_effects gauge"]
    lines += [f'xidmet_effects{{state="{state}"}} {number}' for state, number in counted.items()]
    lines += ["# HELP xidmet_services Services that are offered.", "# TYPE xidmet_services gauge"]
    lines += [f"xidmet_services {len(site_of(request).catalogue.services)}"]
    lines += ["# HELP xidmet_plugin_faults Faults of plugins.", "# TYPE xidmet_plugin_faults gauge"]
    lines += [f"xidmet_plugin_faults {len(site_of(request).catalogue.faults)}"]
    outside = site_of(request).registers.outside
    if outside:
        lines += ["# HELP xidmet_register_up Registers kept elsewhere: 1 while they are asked."]
        lines += ["# TYPE xidmet_register_up gauge"]
        lines += [f'xidmet_register_up{{register="{name}"}} {int(not one.is_open)}' for name, one in outside.items()]
    return "\n".join(lines) + "\n"


ROUTES = [alive, ready, metrics]

"""A personnel program of an organisation that keeps a roster, on two sites: of operators, and of seal holders."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from xidmet.demo_signing.tool import cades
from xidmet.settings import Settings

from tests import roster_site
from tests.contract.sites import write_site
from tests.core.certificate import token
from tests.roster_people import ENTER
from tests.roster_site import SLUG, answers
from tests.signing import Parties
from tests.ui.browser import Portal, portal_on
from tests.ui.machine import Machine
from tests.ui.programs import made, program
from tests.ui.signing_scene import certificate, checked_in_this_process

HERE = f"/api/v1/rosters/{SLUG}"
LISTS, PEOPLE = f"{HERE}/lists", f"{HERE}/people"
BYTES = {"Content-Type": "application/octet-stream", "Content-Disposition": "attachment; filename*=UTF-8''a.p7s"}
NOBODY = str(uuid4())
SEALED = roster_site.PLUGIN.replace(ENTER, ENTER.replace("bulk=True", 'bulk=True, signed="list"')).replace(
    'mandates=("head", "seal_holder")', 'mandates=("head", "seal_holder"), level="high"'
)
# By an operator, too: what a program may do without a signature.
PLAIN = roster_site.PLUGIN.replace('mandates=("head", "seal_holder")', 'mandates=("head", "seal_holder", "operator")')


def site_of(folder: Path, name: str, plugin: str) -> Path:
    made_ = write_site(folder, {name: plugin})
    templates = folder / "plugins" / name / "templates"
    templates.mkdir(parents=True, exist_ok=True)
    (templates / "pass.typ").write_text(roster_site.TEMPLATE, encoding="utf-8")
    return made_.parent


@asynccontextmanager
async def opened_on(settings: Settings, parties: Parties, site: Path) -> AsyncIterator[Portal]:
    more = {"site": site, "demo_signing_port": parties.settings.demo_signing_port}
    with checked_in_this_process():
        async with portal_on(settings.model_copy(update=more)) as opened:
            yield opened


async def robot_of(portal: Portal, **typed: object) -> Machine:
    return program(portal, await made(await portal.signed_in("aynur"), **typed), "en")


def people(*numbers: int, **more: str) -> list[dict[str, str]]:
    return [answers(n, **more) for n in numbers]


async def post(robot: Machine, path: str, body: Any = None, *, key: str = "", status: int = 200) -> Any:
    answer = await robot.ask("POST", path, body, key=key)
    assert answer.status_code == status, answer.text
    return answer.json()


async def sent(portal: Portal, robot: Machine, rows: list[dict[str, str]], *, dry: bool = False) -> Any:
    """What became of them, when it is done."""
    first = await post(robot, PEOPLE, {"people": rows, "dry_run": dry}, status=201)
    await portal.settle()
    return await robot.get(first["href"])


async def states(robot: Machine, found: Any) -> list[str]:
    return [row["state"] for row in (await robot.get(found["rows"]))["rows"]]


async def chosen(portal: Portal, robot: Machine, **body: Any) -> Any:
    """A list that was checked."""
    first = await post(robot, LISTS, body, status=201)
    await portal.settle()
    return await robot.get(first["href"])


async def bring(robot: Machine, found: Any, signature: bytes, status: int = 200) -> Any:
    headers = {**BYTES, "Idempotency-Key": token(), "Accept-Language": "en"}
    answer = await robot.browser.client.post(f"{found['href']}/signature", content=signature, headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json()


async def signed(portal: Portal, parties: Parties, robot: Machine, found: Any, key: str = "rashad") -> Any:
    to_sign = (await post(robot, f"{found['href']}/ready"))["to_sign"]
    head = (await robot.browser.client.get(to_sign["href"])).content
    assert json.loads(head)["count"] == found["counts"]["able"]
    await bring(robot, found, await cades(certificate(parties, key), head))
    await portal.settle()
    return await robot.get(found["href"])

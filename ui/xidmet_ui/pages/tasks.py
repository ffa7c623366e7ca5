"""Go on filling in: a short form at its first unfinished step, a long one at the list of all its steps."""

from __future__ import annotations

from dataclasses import dataclass

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.cases.drafts import removed_at
from xidmet.cases.opened import opened, way

from xidmet_ui.build.form_page import path_of
from xidmet_ui.build.steps import FEW_STEPS, Task, errors_at, goes_on_at, tasks
from xidmet_ui.pages.step import draft, filled
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, need_actor, signed_in, site_of, words_of


@dataclass(frozen=True)
class TaskList:
    """done: how many steps are done. next: the first unfinished one, or the review. ready: nothing is missing."""

    number: str
    slug: str
    service: str
    steps: tuple[Task, ...]
    done: int
    next: str
    ready: bool
    saved: str
    until: str


@get("/cases/{number:str}/fill", guards=[signed_in], include_in_schema=False)
async def resume(request: Asked, number: FromPath[str]) -> Response[str] | Redirect:
    site = site_of(request)
    case = await draft(site, need_actor(request), number)
    now = await filled(site, case, case.record.typed)
    onwards = path_of(case, goes_on_at(case, now.errors))
    if len(way(case)) <= FEW_STEPS:
        return Redirect(onwards, status_code=303)
    words = words_of(request, case.service.slug)
    steps = tasks(case, now.so_far, now.errors, words)
    shown = TaskList(
        number=case.number,
        slug=case.service.slug,
        service=words.text(case.service.title),
        steps=steps,
        done=sum(step.kind == "ok" for step in steps),
        next=onwards,
        ready=not set(errors_at(now.errors)) & set(opened(case)) and now.warning is None,
        saved=words.moment(case.record.changed_at),
        until=words.moment(removed_at(site, case)) if case.is_draft else "",
    )
    return await page(request, "tasks.html", {"tasks": shown}, here="cases")


ROUTES = [resume]

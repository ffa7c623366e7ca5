"""Whom a search hits, what will be told to them, and how the move goes in all of these cases."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Stream
from xidmet.cases import by_rule
from xidmet.cases.by_rule import FOUND, LOOKING, WORKING, Seen, grouped, wanted_in
from xidmet.contract.mistake import Mistake
from xidmet.contract.registers import Lookup
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Refused, Stale, WrongAnswers
from xidmet.language import Translator, translator
from xidmet.tables.writing import BEGINS, csv_lines

from xidmet_ui.build.by_rule import Names, called, groups_of, headers, hit_shown, lines, state_text, wanted_lines
from xidmet_ui.build.preview import PreviewShown, preview_shown
from xidmet_ui.build.typed import raw_of
from xidmet_ui.handed_out import handed_lines
from xidmet_ui.pages.asked_in_move import asked_in
from xidmet_ui.pages.by_rule import PATH, Pairs
from xidmet_ui.pages.previewed import OP
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, token_in, value_in, words_of

HERE = f"{PATH}/{{wanted:uuid}}"


@get(HERE, guards=[signed_in], include_in_schema=False)
async def show(request: Asked, slug: FromPath[str], name: FromPath[str], wanted: FromPath[UUID]) -> Response[str]:
    return await _page(request, await _seen(request, slug, name, wanted))


@post(HERE, guards=[signed_in], include_in_schema=False)
async def begin(
    request: Asked, slug: FromPath[str], name: FromPath[str], wanted: FromPath[UUID]
) -> Response[str] | Redirect:
    """What will be told, as its button asks; else it is begun."""
    pairs = await form_of(request)
    found = await _seen(request, slug, name, wanted)
    asked = raw_of(found.move.asks.fields.values(), pairs) if found.move.asks else {}
    try:
        if shown := await _told(request, found, pairs, asked):
            return await _page(request, found, asked, shown=shown, token=token_in(pairs))
        await by_rule.work.begin(site_of(request), need_actor(request), wanted, asked, token_in(pairs))
    except WrongAnswers as wrong:
        return await _page(request, found, asked, wrong.errors, status=422)
    except Refused as refused:
        return await _page(request, found, asked, refusal=refused.refusal, status=409)
    except Stale as stale:
        again = await _seen(request, slug, name, wanted)
        return await _page(request, again, asked, refusal=Refusal(why=stale.why, mend=stale.mend), status=409)
    return _back(slug, name, wanted)


@post(f"{HERE}/stop", guards=[signed_in], include_in_schema=False)
async def stop(request: Asked, slug: FromPath[str], name: FromPath[str], wanted: FromPath[UUID]) -> Redirect:
    await form_of(request)
    await _seen(request, slug, name, wanted)
    await by_rule.work.stop(site_of(request), need_actor(request), wanted)
    return _back(slug, name, wanted)


@post(f"{HERE}/again", guards=[signed_in], include_in_schema=False)
async def again(request: Asked, slug: FromPath[str], name: FromPath[str], wanted: FromPath[UUID]) -> Redirect:
    """Go on with what was stopped; try again what was refused."""
    await form_of(request)
    await _seen(request, slug, name, wanted)
    await by_rule.work.again(site_of(request), need_actor(request), wanted)
    return _back(slug, name, wanted)


@get(f"{HERE}/all.csv", guards=[signed_in], include_in_schema=False)
async def download(request: Asked, slug: FromPath[str], name: FromPath[str], wanted: FromPath[UUID]) -> Stream:
    found, words = await _seen(request, slug, name, wanted), words_of(request, slug)
    title = f"{words.text(found.move.label)} {found.search.made_at:%Y-%m-%d}"
    return handed_lines(_lines(request, found, words), title)


async def _lines(request: Asked, found: Seen, words: Translator) -> AsyncIterator[bytes]:
    yield BEGINS + csv_lines([headers(found.service, words)])
    async for hits, names in by_rule.every_hit(site_of(request), need_actor(request), found.search.id):
        yield csv_lines(lines(hits, names, words))


async def _seen(request: Asked, slug: str, name: str, wanted: UUID) -> Seen:
    found = await by_rule.seen(site_of(request), need_actor(request), wanted)
    if (found.search.service, found.search.move) != (slug, name):
        raise NotFound
    return found


def _back(slug: str, name: str, wanted: UUID) -> Redirect:
    return Redirect(f"/desk/by-rule/{slug}/{name}/{wanted}", status_code=303)


async def _told(request: Asked, found: Seen, pairs: Pairs, asked: dict[str, Any]) -> PreviewShown | None:
    op, _colon, language = value_in(pairs, "op").partition(":")
    if op != OP:
        return None
    site, slug = site_of(request), found.service.slug
    _case, made = await by_rule.told(site, need_actor(request), found.search.id, asked, language)
    theirs = translator(made.language, site.catalogue.plugin_of(slug).name)
    return preview_shown(made, found.move, None, theirs, words_of(request, slug))


async def _page(
    request: Asked,
    found: Seen,
    asked: Mapping[str, Any] | None = None,
    errors: Mapping[str, Mistake] | None = None,
    *,
    shown: PreviewShown | None = None,
    token: str = "",
    refusal: Refusal | None = None,
    status: int = 200,
) -> Response[str]:
    search, slug = found.search, found.service.slug
    words, names = words_of(request, slug), await _names(request, found)
    sample = await by_rule.sample(site_of(request), search) if search.state == FOUND and search.hits else None
    form = found.move.asks
    questions = await asked_in(request, sample, form, asked or {}, errors or {}) if form and sample else ()
    values = {
        "path": f"/desk/by-rule/{slug}/{found.move.name}/{search.id}",
        "form_path": f"/desk/by-rule/{slug}/{found.move.name}",
        "label": words.text(found.move.label),
        "service": words.text(found.service.title),
        "target": words.text(found.move.target.label),
        "of": found,
        "search": search,
        "state": state_text(search, words),
        "wanted": wanted_lines(found.service, wanted_in(search.wanted), names, words),
        "groups": groups_of(found, names, words),
        "columns": [words.text(field.label) for field in found.service.columns],
        "hits": [hit_shown(hit, found.names, words) for hit in found.hits],
        "moves": search.state in (LOOKING, WORKING),
        "sample": sample,
        "questions": questions,
        "found": [(one.first, f"{one.label}: {one.error}") for one in questions if one.error],
        "refusal": refusal and {"why": words.text(refusal.why, **refusal.values), "mend": _mend(refusal, words)},
        "preview": shown,
        "token": token or secrets.token_urlsafe(24),
    }
    return await page(request, "by_rule_found.html", values, here="desk", block="result", status=status)


def _mend(refusal: Refusal, words: Translator) -> str:
    return words.text(refusal.mend or _("Look at the case as it is now."), **refusal.values)


async def _names(request: Asked, found: Seen) -> Names:
    """What the keys of each list are called: of those that are shown."""
    site, words, summary = site_of(request), words_of(request, found.service.slug), found.search.summary or {}
    values = wanted_in(found.search.wanted).values or {}
    made = dict[str, dict[str, str]]()
    for place, field in zip(("first", "second", "third"), grouped(found.service), strict=False):
        keys = [str(key) for key, _count in summary.get(place, {}).get("rows", [])] + list(values.get(field.name, ()))
        rows = await site.registers.known(field.register.name, keys) if isinstance(field, Lookup) and keys else {}
        made[field.name] = called(field, rows, words)
    return made


ROUTES = [show, begin, stop, again, download]

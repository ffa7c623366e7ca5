"""Check an attestation by machine, and fetch one's own."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream
from xidmet.attestations import CheckResult, check, check_rate, told_record, written
from xidmet.auth import throttle
from xidmet.cases.good_here import good_here
from xidmet.cases.papers import paper_for
from xidmet.contract.form import Form
from xidmet.errors import WrongAnswers

from xidmet_ui.api.answering import answered
from xidmet_ui.api.description import told
from xidmet_ui.api.mistakes import pointed
from xidmet_ui.api.models import FILE, Checked
from xidmet_ui.api.models_checks import CheckedHere, NewCheck
from xidmet_ui.api.natural import columns_of, typed_of
from xidmet_ui.api.problems import headers_for
from xidmet_ui.api.reading import LONGEST_JSON, sent, who_of
from xidmet_ui.pages.papers import stream_pdf
from xidmet_ui.requests import PUBLIC, Asked, actor_of, place_of, signed_in, site_of, visit_of, words_of

SAID = "/said"  # where in the body what is wrong stands


@get(
    "/api/v1/attestations/{number:str}",
    opt=PUBLIC | told("checkAttestation", "Is an attestation in force?", gives={200: Checked}),
)
async def attestation(request: Asked, number: FromPath[str]) -> Response[Any]:
    """Whether an attestation is in force, and what it shows.

    The answer is {"active": false} for one that is not in force and for one that never existed, alike.
    """
    result = await _checked(request, number)
    record = told_record(result)
    if not result.active or record is None or result.attested is None:
        return answered(request, {"active": False})
    attested = result.attested
    body = {
        "active": True,
        "number": written(attested.number),
        "attestation": attested.attestation,
        "issued_at": attested.issued_at.isoformat(),
        "valid_until": attested.valid_until.isoformat() if attested.valid_until else None,
        "shows": columns_of(record),
    }
    return answered(request, body)


@post(
    "/api/v1/attestations/{number:str}/check",
    status_code=200,
    request_max_body_size=LONGEST_JSON,
    guards=[signed_in],
    opt=told(
        "checkHere",
        "Is an attestation good here and now?",
        takes=NewCheck,
        scope="read",
        gives={200: CheckedHere},
    ),
)
async def check_here(request: Asked, number: FromPath[str]) -> Response[Any]:
    """In force, and good at the place that the checker says, at this moment.

    What is to be said is in the attestation's own form, such as {"said": {"place": "BA"}}. For one that is not in
    force, that never existed or that this checker may not check the answer is {"active": false, "good": false}, alike.
    """
    given = await sent(request, NewCheck, keyed=False)
    result = await _checked(request, number)
    form = result.attestation.asks if result.attestation and result.active else None
    typed = typed_of(form, given.body.said, SAID) if form else {}
    try:
        found = await good_here(site_of(request), result, typed)
    except WrongAnswers as wrong:
        raise WrongAnswers(pointed(form or Form, typed, wrong.errors, SAID)) from None
    answer = {"active": result.active, "good": result.active if found is None else found.good}
    if found is None or result.attested is None:
        return answered(request, answer)
    words = words_of(request, result.attested.service)
    why = [
        {"why": words.text(one.why, **one.values), "law": words.text(one.law), "at": one.at.name if one.at else None}
        for one in found.broken
    ]
    more = {"number": written(result.attested.number), "answered_at": found.at.isoformat(), "broken": why}
    return answered(request, answer | more)


async def _checked(request: Asked, number: str) -> CheckResult:
    """Counted before anything is looked up."""
    checker = actor_of(request)
    await check_rate.count(checker, place_of(request), throttle.CHECK_API)
    result = await check(site_of(request).catalogue, number, checker, "api")
    await check_rate.count_result(checker, number, result)
    return result


@get(
    "/api/v1/attestations/{number:str}/pdf",
    guards=[signed_in],
    opt=told("downloadAttestation", "The sealed PDF of an attestation", scope="read", gives={200: FILE}),
)
async def pdf(request: Asked, number: FromPath[str]) -> Stream:
    """For its holder, and for whoever may see the case it was issued in."""
    given = await stream_pdf(request, await paper_for(site_of(request), who_of(request), number))
    given.headers.update(headers_for(visit_of(request).language))
    return given


ROUTES = [attestation, check_here, pdf]

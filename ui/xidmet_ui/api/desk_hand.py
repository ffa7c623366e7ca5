"""Hand a case over to a colleague, from an officer's own system; and who there is."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from xidmet.cases.desk.hand_over import hand_over_case, recipients
from xidmet.errors import WrongAnswers

from xidmet_ui.api.answering import answered
from xidmet_ui.api.description import told
from xidmet_ui.api.desk import HERE, had
from xidmet_ui.api.desk_models import Colleague, Colleagues, Had, HandOver
from xidmet_ui.api.reading import LONGEST_JSON, sent, who_of
from xidmet_ui.requests import Asked, signed_in, site_of, uuids_in


@get(
    f"{HERE}/colleagues",
    guards=[signed_in],
    opt=told("listColleagues", "To whom an officer can hand cases over", gives={200: Colleagues}),
)
async def colleagues(request: Asked) -> Response[Any]:
    found = await recipients(site_of(request), who_of(request))
    named = [Colleague(id=str(one.account), name=one.name) for one in found]
    return answered(request, Colleagues(colleagues=named))


@post(
    "/api/v1/cases/{number:str}/hand-over",
    guards=[signed_in],
    status_code=200,
    request_max_body_size=LONGEST_JSON,
    opt=told("handOverCase", "Hand a case over to a colleague", takes=HandOver, gives={200: Had}),
)
async def hand_over(request: Asked, number: FromPath[str]) -> Response[Any]:
    """It changes no version. Once more changes nothing; what a third one has they go on having (409)."""
    said = (await sent(request, HandOver, keyed=False)).body
    to = next(iter(uuids_in([said.to])), None)
    try:
        case = await hand_over_case(site_of(request), who_of(request), number, to, said.why)
    except WrongAnswers as wrong:
        raise WrongAnswers({f"/{name}": mistake for name, mistake in wrong.errors.items()}) from None
    return await had(request, case)


ROUTES = [colleagues, hand_over]

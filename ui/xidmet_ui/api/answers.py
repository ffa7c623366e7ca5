"""Answer a draft."""

from __future__ import annotations

from typing import Any

from litestar import Response, patch
from litestar.params import FromPath
from xidmet.cases import answer, case_for
from xidmet.cases.remembered import remember

from xidmet_ui.api.answering import answered_case
from xidmet_ui.api.description import told
from xidmet_ui.api.mistakes import ANSWERS
from xidmet_ui.api.models import CaseWhole, NewAnswers
from xidmet_ui.api.natural import typed_of
from xidmet_ui.api.reading import LONGEST_JSON, sent, version_of, who_of
from xidmet_ui.api.whole_case import whole
from xidmet_ui.requests import Asked, signed_in, site_of


@patch(
    "/api/v1/cases/{number:str}/answers",
    guards=[signed_in],
    request_max_body_size=LONGEST_JSON,
    opt=told(
        "answerCase",
        "Answer questions of a draft",
        takes=NewAnswers,
        scope="fill",
        gives={200: CaseWhole},
        versioned=True,
    ),
)
async def change(request: Asked, number: FromPath[str]) -> Response[Any]:
    """Answers are kept, right or wrong; what is wrong stands in the errors. A list of rows takes the place of the list.

    The same body twice is no conflict: the second one finds what it would change.
    """
    given = await sent(request, NewAnswers, keyed=False)
    site, actor = site_of(request), who_of(request)
    case = await case_for(site, actor, number)
    typed = typed_of(case.service.form, given.body.answers, ANSWERS)
    done = await answer(site, actor, number, typed, version_of(request, given.body.version))
    right = [field for name, field in case.service.form.fields.items() if name in typed and name not in done.errors]
    await remember(actor, right, done.answers)
    return answered_case(request, await whole(request, done.case, done))


ROUTES = [change]

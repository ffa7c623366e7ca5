"""What the API answers: a model as JSON, with the headers that every answer has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar import Response
from pydantic import BaseModel

from xidmet_ui.api.models import CaseWhole
from xidmet_ui.api.problems import headers_for
from xidmet_ui.requests import Asked, visit_of


def answered(
    request: Asked, body: BaseModel | Sequence[BaseModel] | dict[str, Any], status: int = 200, **more: str
) -> Response[Any]:
    """more: headers beside the usual ones, with _ for -."""
    headers = headers_for(visit_of(request).language) | {name.replace("_", "-"): value for name, value in more.items()}
    return Response(_plain(body), status_code=status, headers=headers)


def _plain(body: BaseModel | Sequence[BaseModel] | dict[str, Any]) -> Any:
    if isinstance(body, BaseModel):
        return body.model_dump(mode="json")
    return body if isinstance(body, dict) else [one.model_dump(mode="json") for one in body]


def answered_case(request: Asked, case: CaseWhole, status: int = 200, **more: str) -> Response[Any]:
    """The ETag is the case's version."""
    return answered(request, case, status, ETag=f'"{case.version}"', **more)

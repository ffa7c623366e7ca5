"""One gateway, as its options describe it."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from xidmet.sms import End, NoAnswer, NotTaken, OutsideAddress, Sms, SmsGateway, Taken, ask_outside

REFUSED = (400, 404, 422)
LONGEST_ID = 100
NAMED = re.compile(r"\{(to|text|reference)\}")


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid")
    url: OutsideAddress
    headers: dict[str, SecretStr] = {}
    body: dict[str, Any]
    id: str = ""
    report: OutsideAddress | None = None
    state: str = ""
    delivered: list[str] = []
    failed: list[str] = []
    seconds: float = Field(default=10.0, gt=0, le=60)


class HttpGateway(SmsGateway):
    name = "sms-http"

    def __init__(self, options: Options) -> None:
        self._said = options
        self._headers = {name: value.get_secret_value() for name, value in options.headers.items()}

    async def send(self, sms: Sms) -> Taken | NotTaken:
        said = self._said
        body = filled(said.body, {"to": sms.to, "text": sms.text, "reference": sms.reference})
        answer = await ask_outside("POST", said.url, seconds=said.seconds, headers=self._headers, json=body)
        if answer.status in REFUSED:
            return NotTaken(f"HTTP {answer.status}")
        if not 200 <= answer.status < 300:
            raise NoAnswer(f"HTTP {answer.status}")
        return Taken(at(answer.body, said.id)[:LONGEST_ID] if said.report else "")

    async def standing(self, theirs: str) -> End | None:
        said = self._said
        if said.report is None:
            return None
        url = said.report.replace("{id}", quote(theirs, safe=""))
        answer = await ask_outside("GET", url, seconds=said.seconds, headers=self._headers)
        if not 200 <= answer.status < 300:
            raise NoAnswer(f"HTTP {answer.status}")
        state = at(answer.body, said.state)
        if state in said.delivered:
            return "delivered"
        return "failed" if state in said.failed else None


def filled(value: Any, texts: Mapping[str, str]) -> Any:
    """A table with {names} in its texts filled in, once: what stands in braces in a text that is put in stays."""
    if isinstance(value, dict):
        return {name: filled(one, texts) for name, one in value.items()}
    if isinstance(value, list):
        return [filled(one, texts) for one in value]
    if not isinstance(value, str):
        return value
    return NAMED.sub(lambda found: texts[found[1]], value)


def at(body: Any, path: str) -> str:
    """What stands at a path such as messages.0.id; "" for nothing, or for what is neither text nor number."""
    for step in path.split(".") if path else ():
        if isinstance(body, list) and step.isdigit() and int(step) < len(body):
            body = body[int(step)]
        elif isinstance(body, dict):
            body = body.get(step)
        else:
            return ""
    return str(body) if isinstance(body, str | int) and not isinstance(body, bool) else ""

"""A means of signing in that believes what it is told: for what every means has in common."""

from __future__ import annotations

from typing import cast

import httpx
from xidmet import Form, Refusal, Text
from xidmet.contract.levels import Level
from xidmet.contract.means import (
    Answer,
    Ask,
    Call,
    Ceremony,
    Given,
    Leave,
    Proven,
    SignInMeans,
    SignThis,
    Step,
    Wait,
)

from tests.ui.browser import Browser, Portal


class Claim(Form):
    fin = Text("FIN", format="fin")
    key = Text("Key")


class Trial(SignInMeans):
    """steps: where it leads after the form: "proven", "wait", "leave", "sign" or "refuse"."""

    def __init__(self, then: str = "proven", level: Level = "high", name: str = "trial") -> None:
        self.then, self.level, self.name = then, level, name
        self.title, self.about = f"Trial {then}", "For tests."

    async def begin(self, ceremony: Ceremony) -> Step:
        return Ask(Claim)

    async def go_on(self, ceremony: Ceremony, given: Given) -> Step:
        if isinstance(given.answers, Claim):
            ceremony.notes.update(fin=given.answers.fin, key=given.answers.key)
        if given.query.get("state") == ceremony.id or given.file == ceremony.nonce:
            ceremony.notes["done"] = True
        return self._stands(ceremony)

    def _stands(self, ceremony: Ceremony) -> Step:
        if "fin" not in ceremony.notes:
            return Ask(Claim)
        if self.then == "proven" or ceremony.notes.get("done"):
            return self._proven(ceremony)
        steps: dict[str, Step] = {
            "wait": Wait("Look at your phone.", code="4711"),
            "leave": Leave(f"https://elsewhere.example/?state={ceremony.id}"),
            "sign": SignThis(ceremony.nonce, "challenge.txt"),
            "refuse": Refusal(why="The phone said no.", mend="Try again."),
        }
        return steps[self.then]

    def _proven(self, ceremony: Ceremony) -> Proven:
        says = {"fin": str(ceremony.notes["fin"]), "surname": "Sınaqlı", "given_name": "Sona"}
        return Proven(str(ceremony.notes["key"]), self.level, "the tests", says, label="Trial")

    def try_of(self, call: Call) -> str:
        return call.query

    async def called(self, ceremony: Ceremony, call: Call) -> Answer:
        ceremony.notes["done"] = call.body == b"yes"
        return Answer({"taken": True})


def offer(portal: Portal, *means: SignInMeans) -> None:
    known = cast("dict[str, SignInMeans]", portal.site.entrance.means)
    known.update({one.name: one for one in means})


async def begun(browser: Browser, name: str = "trial", **fields: str) -> str:
    answer = await browser.post(f"/sign-in/{name}", {"next": "/account", **fields})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def claimed(browser: Browser, where: str, fin: str, key: str = "card-1") -> httpx.Response:
    await browser.get(where)
    return await browser.post(where, {"fin": fin, "key": key})


async def signed_in_by(browser: Browser, fin: str, key: str = "card-1", name: str = "trial") -> httpx.Response:
    return await claimed(browser, await begun(browser, name), fin, key)

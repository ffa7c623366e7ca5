"""Signing in at a provider: the demonstration's real one, and one that lies with whatever keys and tokens it likes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from pydantic import ValidationError
from xidmet import Refusal
from xidmet.means import Leave, Proven

from tests.plugins.sign_in_oidc.provider import means_at
from tests.plugins.trying import Try, judged_by
from tests.signing import FINS, PORTAL, Parties, hidden, parties_on


@pytest.fixture
async def parties(tmp_path: Path) -> AsyncIterator[Parties]:
    async with parties_on(tmp_path) as opened:
        yield opened


@pytest.fixture
def trying(parties: Parties) -> Callable[..., Try]:
    def begin(**more: Any) -> Try:
        about = {name: more.pop(name) for name in ("purpose", "fin") if name in more}
        return Try.of(means_at(f"{parties.address}/oidc", **more), judged_by(parties.settings), PORTAL, **about)

    return begin


async def agreed(
    parties: Parties, one: Try, person: str = "leyla", level: str = "card", says: str = "yes"
) -> dict[str, str]:
    """The person goes to the provider's page and answers there; the query that comes back."""
    step = await one.begin()
    assert isinstance(step, Leave), step
    page = await parties.client.get(step.address)
    said = {"name": hidden(page.text, "name"), "person": person, "level": f"urn:xidmet:demo:{level}", "says": says}
    sent = await parties.client.post("/oidc/answer", data=said)
    return dict(parse_qsl(urlsplit(sent.headers["location"]).query))


async def test_the_provider_says_who_it_is(parties: Parties, trying: Callable[..., Try]) -> None:
    one = trying()
    query = await agreed(parties, one)
    assert isinstance(await one.go_on(), Leave), "until it comes back, that is where one goes"
    proven = await one.go_on(**query)
    assert isinstance(proven, Proven) and proven.level == "high" and proven.source == f"{parties.address}/oidc"
    assert proven.says == {
        "fin": FINS["leyla"],
        "surname": "Əliyeva",
        "given_name": "Leyla",
        "name": "Leyla Əliyeva",
    }
    again = await one.go_on(**query)
    assert isinstance(again, Refusal) and "used before" in again.why


@pytest.mark.parametrize(("acr", "level"), [("card", "high"), ("app", "substantial"), ("password", "low")])
async def test_a_level_is_what_the_site_says_of_the_way(
    parties: Parties, trying: Callable[..., Try], acr: str, level: str
) -> None:
    one = trying()
    proven = await one.go_on(**await agreed(parties, one, level=acr))
    assert isinstance(proven, Proven) and proven.level == level


async def test_a_public_client_and_one_that_posts_its_secret(parties: Parties, trying: Callable[..., Try]) -> None:
    for more in ({"client": "xidmet-public", "secret": ""}, {"authenticates": "post"}):
        one = trying(**more)
        assert isinstance(await one.go_on(**await agreed(parties, one)), Proven)
    one = trying(secret="wrong")
    assert isinstance(await one.go_on(**await agreed(parties, one)), Refusal)


async def test_a_no_has_its_own_words(parties: Parties, trying: Callable[..., Try]) -> None:
    one = trying()
    told = await one.go_on(**await agreed(parties, one, says="no"))
    assert isinstance(told, Refusal) and "did not let" in told.why


@pytest.mark.parametrize(
    "change",
    [{"state": "other"}, {"state": ""}, {"iss": "https://other.example"}, {"iss": ""}, {"code": "x y"}, {"code": ""}],
)
async def test_an_answer_that_is_not_this_trys_is_not_taken(
    parties: Parties, trying: Callable[..., Try], change: dict[str, str]
) -> None:
    one = trying()
    query = await agreed(parties, one)
    assert isinstance(await one.go_on(**query | change), Refusal)
    assert isinstance(await one.go_on(**query), Refusal), "nor is the right one after it"


async def test_an_answer_without_its_issuer_is_not_taken(parties: Parties, trying: Callable[..., Try]) -> None:
    """The provider says it names itself; whose code came without a name, an attacker's provider may have given."""
    one = trying()
    query = await agreed(parties, one)
    del query["iss"]
    assert isinstance(await one.go_on(**query), Refusal)


async def test_the_code_of_another_session_is_not_taken(parties: Parties, trying: Callable[..., Try]) -> None:
    """Injected into the victim's try: the verifier and the nonce are another's."""
    thief, victim = trying(), trying()
    stolen = await agreed(parties, thief, "rashad")
    await victim.begin()
    assert isinstance(await victim.go_on(**stolen | {"state": victim.ceremony.id}), Refusal)


async def test_a_rotated_key_is_found(parties: Parties, trying: Callable[..., Try]) -> None:
    one = trying()
    assert isinstance(await one.go_on(**await agreed(parties, one)), Proven)
    await parties.client.post("/oidc/rotate")
    later = Try.of(one.means, one.ceremony.signatures, PORTAL)  # the same means, which remembers the old keys
    assert isinstance(await later.go_on(**await agreed(parties, later)), Proven)


async def test_a_step_up_is_asked_for_anew_and_of_the_same_person(parties: Parties, trying: Callable[..., Try]) -> None:
    one = trying(purpose="step-up", fin=FINS["leyla"])
    step = await one.begin()
    assert isinstance(step, Leave)
    asked = parse_qs(urlsplit(step.address).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
    assert isinstance(await one.go_on(**await agreed(parties, one)), Proven)
    other = trying(purpose="step-up", fin=FINS["rashad"])
    told = await other.go_on(**await agreed(parties, other))
    assert isinstance(told, Refusal) and "somebody else" in told.why


@pytest.mark.parametrize(
    "wrong",
    [
        {"algorithms": ["HS256"]},
        {"algorithms": ["none"]},
        {"algorithms": []},
        {"levels": {"x": "highest"}},
        {"name": "a/b"},
    ],
    ids=str,
)
def test_a_site_can_not_say_what_must_not_be(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        means_at("https://provider.example.az", **wrong)

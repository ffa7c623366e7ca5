"""Signing in with a mobile signature, against the real operator of the demonstration, and against one that lies."""

from __future__ import annotations

import base64
import datetime as dt
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from sign_in_mobile import Options, sign_in_means
from sign_in_mobile.form import Phone, PhoneAndFin
from xidmet import Refusal, clock
from xidmet.means import Ask, Proven, SignInMeans, Wait
from xidmet.signatures.demo_people import Issued, person_certificate

from tests.plugins.trying import RudeParty, Try, judged_by, rude_party
from tests.signing import FINS, PARTY, PARTY_NAME, PHONES, PORTAL, Parties, parties_on

LEYLA = PhoneAndFin(phone=PHONES["leyla"], fin=FINS["leyla"])


def means_at(url: str, **more: Any) -> SignInMeans:
    said = {"url": url, "relying_party": PARTY, "relying_party_name": PARTY_NAME, **more}
    (means,) = sign_in_means(options=Options.model_validate(said))
    return means


@pytest.fixture
async def parties(tmp_path: Path) -> AsyncIterator[Parties]:
    async with parties_on(tmp_path) as opened:
        yield opened


@pytest.fixture
def trying(parties: Parties) -> Callable[..., Try]:
    means = means_at(f"{parties.address}/mid", texts={"az": "Xidmət: giriş"})
    return lambda **more: Try.of(means, judged_by(parties.settings), PORTAL, **more)


async def test_the_phone_signs_and_its_certificate_says_who_it_is(parties: Parties, trying: Callable[..., Try]) -> None:
    one = trying()
    asked = await one.begin()
    assert isinstance(asked, Ask) and asked.form is PhoneAndFin
    waits = await one.go_on(LEYLA)
    assert isinstance(waits, Wait) and len(waits.code) == 4
    shown = await parties.phone("leyla")
    assert f'<p class="code">{waits.code}</p>' in shown and "Xidmət: giriş" in shown
    assert await one.go_on() == waits
    await parties.answer("leyla")
    proven = await one.go_on()
    assert isinstance(proven, Proven)
    assert (proven.key, proven.level, proven.label) == (FINS["leyla"], "high", PHONES["leyla"])
    assert proven.says == {
        "fin": FINS["leyla"],
        "surname": "Əliyeva",
        "given_name": "Leyla",
        "name": proven.says["name"],
    }
    assert "Xidmət Demo People Issuing CA" in proven.source
    assert await one.go_on() == proven, "looking twice is no second question"


@pytest.mark.parametrize("says", ["no", "nothing", "off"])
async def test_a_refusal_a_silence_and_an_absence_have_their_own_words(
    parties: Parties, trying: Callable[..., Try], says: str
) -> None:
    one = trying()
    if says == "off":
        await parties.client.post("/phone/leyla/switch")
    await one.begin()
    await one.go_on(LEYLA)
    if says == "no":
        await parties.answer("leyla", "no")
    if says == "nothing":
        clock.advance(dt.timedelta(minutes=3))
    told = await one.go_on()
    words = {"no": "refused on the phone", "nothing": "in time", "off": "switched off"}
    assert isinstance(told, Refusal) and words[says] in told.why
    assert await one.go_on(LEYLA) is told, "a try ends with what it ended with"


@pytest.mark.parametrize(
    "typed",
    [
        PhoneAndFin(phone=PHONES["leyla"], fin=FINS["rashad"]),
        PhoneAndFin(phone="+994600000099", fin=FINS["leyla"]),
    ],
    ids=["the FIN of another", "no such number"],
)
async def test_number_and_fin_are_told_of_together(trying: Callable[..., Try], typed: PhoneAndFin) -> None:
    """So that nobody learns whose number it is."""
    one = trying()
    await one.begin()
    await one.go_on(typed)
    told = await one.go_on()
    assert isinstance(told, Refusal) and "together" in told.why


async def test_somebody_known_types_no_fin(parties: Parties, trying: Callable[..., Try]) -> None:
    one = trying(purpose="step-up", fin=FINS["leyla"])
    asked = await one.begin()
    assert isinstance(asked, Ask) and asked.form is Phone
    assert isinstance(await one.go_on(PhoneAndFin(phone=PHONES["rashad"], fin=FINS["rashad"])), Ask)
    await one.go_on(Phone(phone=PHONES["rashad"]))
    assert "Nothing is asked" in await parties.phone("rashad"), "another's phone is not rung"
    assert isinstance(await one.go_on(), Refusal)


async def test_a_session_that_the_operator_forgot_is_a_silence(parties: Parties, trying: Callable[..., Try]) -> None:
    one = trying()
    await one.begin()
    await one.go_on(LEYLA)
    parties.signing.sessions.clear()
    told = await one.go_on()
    assert isinstance(told, Refusal) and "in time" in told.why


# An operator that lies, with the real keys of the demonstration in its hands.


@pytest.fixture
async def rude(parties: Parties) -> AsyncIterator[tuple[RudeParty, Try]]:
    async with rude_party() as party:
        party.says["/authentication"] = {"sessionID": "one"}
        yield party, Try.of(means_at(party.address), judged_by(parties.settings), PORTAL)


def signed_by(issued: Issued, content: bytes) -> dict[str, Any]:
    value = issued.key.sign(content, ec.ECDSA(hashes.SHA256()))
    return answer_with(issued.certificate.public_bytes(Encoding.DER), value)


def answer_with(certificate: bytes, value: bytes) -> dict[str, Any]:
    encoded = [base64.b64encode(one).decode() for one in (certificate, value)]
    signature = {"value": encoded[1], "algorithm": "SHA256WithECEncryption"}
    return {"state": "COMPLETE", "result": "OK", "cert": encoded[0], "signature": signature}


async def told_after(rude: tuple[RudeParty, Try], answer: Any) -> Any:
    party, one = rude
    await one.begin()
    await one.go_on(LEYLA)
    party.says["/authentication/session/one"] = answer
    return await one.go_on()


def issued_to(parties: Parties, who: str = "leyla") -> Issued:
    holders = parties.signing.holders
    return holders.certificate(holders.people[who], "authenticate")


async def test_what_is_right_is_believed_of_anybody(parties: Parties, rude: tuple[RudeParty, Try]) -> None:
    """Else the tests below would prove nothing."""
    told = await told_after(rude, signed_by(issued_to(parties), rude[1].ceremony.challenge))
    assert isinstance(told, Proven)


def other_try(parties: Parties, one: Try, folder: Path) -> Any:
    another = Try.of(one.means, one.ceremony.signatures, PORTAL)
    return signed_by(issued_to(parties), another.ceremony.challenge)


def other_origin(parties: Parties, one: Try, folder: Path) -> Any:
    said = one.ceremony.challenge.replace(PORTAL.encode(), b"https://evil.example")
    assert said != one.ceremony.challenge
    return signed_by(issued_to(parties), said)


def other_purpose(parties: Parties, one: Try, folder: Path) -> Any:
    return signed_by(issued_to(parties), one.ceremony.challenge.replace(b"sign-in", b"step-up"))


def other_person(parties: Parties, one: Try, folder: Path) -> Any:
    return signed_by(issued_to(parties, "rashad"), one.ceremony.challenge)


def other_certificate(parties: Parties, one: Try, folder: Path) -> Any:
    """Leyla's certificate beside Rəşad's signature."""
    return signed_by(issued_to(parties)._replace(key=issued_to(parties, "rashad").key), one.ceremony.challenge)


def strange_authority(parties: Parties, one: Try, folder: Path) -> Any:
    who = {"fin": FINS["leyla"], "surname": "Əliyeva", "given_name": "Leyla", "purpose": "authenticate"}
    made = person_certificate(folder / "strange", address=parties.address, **who)  # type: ignore[arg-type]
    return signed_by(made, one.ceremony.challenge)


def seal(parties: Parties, one: Try, folder: Path) -> Any:
    return signed_by(parties.signing.holders.seal("1400000101"), one.ceremony.challenge)


def taken_back(parties: Parties, one: Try, folder: Path) -> Any:
    issued = issued_to(parties)
    parties.signing.holders.take_back(parties.signing.holders.people["leyla"])
    return signed_by(issued, one.ceremony.challenge)


def expired(parties: Parties, one: Try, folder: Path) -> Any:
    issued = issued_to(parties)
    clock.advance(dt.timedelta(days=3 * 365 + 1))
    return signed_by(issued, one.ceremony.challenge)


def not_for_this(parties: Parties, one: Try, folder: Path) -> Any:
    """The certificate with which she signs documents: a signature of that kind may bind her to more than entering."""
    holders = parties.signing.holders
    return signed_by(holders.certificate(holders.people["leyla"], "sign"), one.ceremony.challenge)


LIES = [
    other_try,
    other_origin,
    other_purpose,
    other_person,
    other_certificate,
    strange_authority,
    seal,
    taken_back,
    expired,
    not_for_this,
]


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
async def test_a_lie_proves_nothing(
    parties: Parties, rude: tuple[RudeParty, Try], tmp_path: Path, lie: Callable[[Parties, Try, Path], Any]
) -> None:
    told = await told_after(rude, lie(parties, rude[1], tmp_path))
    assert isinstance(told, Refusal)
    assert "proved" not in rude[1].ceremony.notes


@pytest.mark.parametrize("result", ["DELIVERY_ERROR", "SIM_ERROR", "SIGNATURE_HASH_MISMATCH", "NO_SUCH_WORD"])
async def test_each_word_of_the_operator_is_put_into_ours(rude: tuple[RudeParty, Try], result: str) -> None:
    told = await told_after(rude, {"state": "COMPLETE", "result": result})
    assert isinstance(told, Refusal) and result not in str(told)


BROKEN: list[Any] = [
    {},
    {"state": 1},
    {"state": "COMPLETE"},
    {"state": "COMPLETE", "result": ["OK"]},
    {"state": "COMPLETE", "result": "OK"},
    {"state": "COMPLETE", "result": "OK", "cert": 5, "signature": {"value": "AA=="}},
    {"state": "COMPLETE", "result": "OK", "cert": "AA==", "signature": "AA=="},
    {"state": "COMPLETE", "result": "OK", "cert": "not base64", "signature": {"value": "AA=="}},
    {"state": "COMPLETE", "result": "OK", "cert": "AA==", "signature": {"value": "Ə"}},
    {"state": "COMPLETE", "result": "OK", "cert": "A" * 30_000, "signature": {"value": "AA=="}},
    answer_with(b"", b""),
    answer_with(b"\x30\x80", b"\x00" * 64),
    b"<html>",
]


@pytest.mark.parametrize("said", BROKEN, ids=range(len(BROKEN)))
async def test_a_broken_answer_is_said_and_raises_nothing(rude: tuple[RudeParty, Try], said: Any) -> None:
    assert isinstance(await told_after(rude, said), Refusal)


@pytest.mark.parametrize("name", ["", "../../admin", "a/b", "x?y=1", "ə", "x" * 200, 7, None])
async def test_a_session_name_becomes_no_other_address(rude: tuple[RudeParty, Try], name: Any) -> None:
    party, one = rude
    party.says["/authentication"] = {"sessionID": name}
    await one.begin()
    told = await one.go_on(LEYLA)
    assert isinstance(told, Refusal) and party.asked == ["/authentication"]


async def test_a_slow_operator_holds_nobody_up(rude: tuple[RudeParty, Try]) -> None:
    party, one = rude
    await one.begin()
    party.drips, began = True, time.monotonic()
    assert isinstance(await one.go_on(LEYLA), Refusal)
    assert time.monotonic() - began < 15

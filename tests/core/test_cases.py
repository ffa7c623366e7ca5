"""One move is one transaction; the same post twice is one; nobody overwrites anybody."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from xidmet import clock, journal
from xidmet.attestations import check
from xidmet.auth import Actor
from xidmet.cases import Site, answer, case_for, find_case, move, open_case
from xidmet.cases.follow import keep_row, register_changed, run_due
from xidmet.errors import NotFound, Refused, Stale, WrongAnswers
from xidmet.store import effects, issued

from tests.core.certificate import SLUG, certificate, draft, token
from tests.registers import row_goes


async def test_confirming_makes_a_certificate_with_its_effects_and_journal(site: Site, leyla: Actor) -> None:
    moved = await certificate(site, leyla)
    assert moved.issued and moved.case.state.name == "active"
    assert [entry.kind for entry in await journal.entries(moved.case.record.id)] == ["opened", "moved", "issued"]
    assert await effects.counts() == {"pending": 3}  # the PDF, the notice, the copy
    assert [found async for found in journal.verify() if found] == []


async def test_the_same_post_again_gives_the_first_result(site: Site, leyla: Actor) -> None:
    number, once = await draft(site, leyla), token()
    first = await move(site, leyla, number, "confirm", version=2, token=once)
    again = await move(site, leyla, number, "confirm", version=2, token=once)
    assert again.again and again.issued == first.issued
    assert len(await issued.of_case(first.case.record.id)) == 1


async def test_a_double_click_makes_one_certificate(site: Site, leyla: Actor) -> None:
    number, once = await draft(site, leyla), token()
    both = await asyncio.gather(
        *(move(site, leyla, number, "confirm", version=2, token=once) for _ in range(4)), return_exceptions=True
    )
    made = {result.issued for result in both if not isinstance(result, BaseException)}
    assert len(made) == 1 and all(isinstance(r, Stale) for r in both if isinstance(r, BaseException))


async def test_two_tabs_with_tokens_of_their_own_confirm_once(site: Site, leyla: Actor) -> None:
    number = await draft(site, leyla)
    both = await asyncio.gather(
        *(move(site, leyla, number, "confirm", version=2, token=token()) for _ in range(3)), return_exceptions=True
    )
    assert sum(not isinstance(result, BaseException) for result in both) == 1


async def test_opening_twice_with_one_token_opens_one_draft(site: Site, leyla: Actor) -> None:
    once = token()
    first, second = [await open_case(site, leyla, SLUG, once) for _ in range(2)]
    assert first.number == second.number


async def test_a_stale_page_is_told_and_changes_nothing(site: Site, leyla: Actor) -> None:
    number = await draft(site, leyla)
    with pytest.raises(Stale):
        await answer(site, leyla, number, {"kind": "plain"}, 1)
    with pytest.raises(Stale):
        await move(site, leyla, number, "confirm", version=1, token=token())
    case = await find_case(site, number)
    assert case and case.record.typed["kind"] == "salary" and case.is_draft


async def test_an_unfinished_form_is_not_confirmed(site: Site, leyla: Actor) -> None:
    case = await open_case(site, leyla, SLUG, token())
    with pytest.raises(WrongAnswers) as wrong:
        await move(site, leyla, case.number, "confirm", version=1, token=token())
    assert {"contract", "kind", "purpose", "valid_until", "deliver", "email", "copy"} == set(wrong.value.errors)


async def test_hidden_answers_never_reach_the_store(site: Site, leyla: Actor) -> None:
    number = await draft(site, leyla, addressee="1400000101", tell="yes", smuggled="x")
    moved = await move(site, leyla, number, "confirm", version=2, token=token())
    assert moved.case.record.answers["addressee"] is None and moved.case.record.answers["tell"] is None
    assert "smuggled" not in moved.case.record.answers and moved.case.record.typed == {}


async def test_somebody_elses_contract_cannot_be_chosen(site: Site, leyla: Actor, kamran: Actor) -> None:
    theirs = (await site.registers._rows["labour.contracts"].about(kamran.party))[0]
    case = await open_case(site, leyla, SLUG, token())
    answered = await answer(site, leyla, case.number, {"contract": theirs.number}, 1)  # type: ignore[attr-defined]
    assert "contract" in answered.errors


async def test_not_longer_than_the_contract(site: Site, leyla: Actor) -> None:
    fixed = next(
        row
        for row in await site.registers._rows["labour.contracts"].about(leyla.party)
        if row.ends  # type: ignore[attr-defined]
    )
    late = fixed.ends + dt.timedelta(days=1)  # type: ignore[attr-defined]
    number = await draft(site, leyla, contract=fixed.number, valid_until=late.isoformat())  # type: ignore[attr-defined]
    with pytest.raises(Refused) as refused:
        await move(site, leyla, number, "confirm", version=2, token=token())
    assert refused.value.refusal.at is not None and refused.value.refusal.at.name == "valid_until"
    assert refused.value.refusal.law


async def test_nobody_else_sees_or_moves_a_case(site: Site, leyla: Actor, kamran: Actor) -> None:
    moved = await certificate(site, leyla)
    with pytest.raises(NotFound):
        await case_for(site, kamran, moved.case.number)
    with pytest.raises(Refused):
        await move(site, kamran, moved.case.number, "deactivate", version=3, token=token())
    case = await find_case(site, moved.case.number)
    assert case and case.state.name == "active"


async def test_after_a_deactivation_no_check_says_active(site: Site, leyla: Actor) -> None:
    moved = await certificate(site, leyla)
    assert moved.issued and (await check(site.catalogue, moved.issued, None, "number")).active
    await move(site, leyla, moved.case.number, "deactivate", version=3, token=token())
    after = await check(site.catalogue, moved.issued, None, "number")
    assert after == await check(site.catalogue, "7K3M9QXT2VBNE", None, "number")


async def test_its_last_day_is_its_last(site: Site, leyla: Actor) -> None:
    tomorrow = clock.today() + dt.timedelta(days=1)
    moved = await certificate(site, leyla, valid_until=tomorrow.isoformat())
    assert moved.issued
    clock.advance(dt.timedelta(days=1))
    assert (await check(site.catalogue, moved.issued, None, "number")).active
    clock.advance(dt.timedelta(days=1))
    assert not (await check(site.catalogue, moved.issued, None, "number")).active  # before the worker has come to it
    assert await run_due(site) == 1
    case = await find_case(site, moved.case.number)
    assert case and case.state.name == "expired"


@pytest.mark.parametrize("how", ["changed", "gone", "the same"])
async def test_a_register_that_changes_ends_what_rests_on_it(site: Site, leyla: Actor, how: str) -> None:
    moved = await certificate(site, leyla)
    register = site.catalogue.sources["labour.contracts"].register
    row = moved.case.answers.contract  # type: ignore[attr-defined]
    if how == "gone":
        await row_goes(site, register, row.number)
    else:
        vars(row)["position"] = "Direktor" if how == "changed" else row.position
        await keep_row(site, register, leyla.party, row)
    await register_changed(site, register.name, row.number)
    case = await find_case(site, moved.case.number)
    assert case and case.state.name == ("active" if how == "the same" else "lapsed")


async def test_search_finds_by_any_letters(site: Site, leyla: Actor) -> None:
    found = site.catalogue.services[SLUG].form.fields["addressee"]
    rows = await site.registers.search(found, "NUMUNE logistika", leyla.party)  # type: ignore[arg-type]
    assert [row.voen for row in rows] == ["1400000101"]  # type: ignore[attr-defined]

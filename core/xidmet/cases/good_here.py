"""Is what was found in force good here and now? One answer for the page, the API and whoever asks next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xidmet import clock
from xidmet.attestations import CheckResult, told_record
from xidmet.cases.answer import read_answers
from xidmet.cases.facts import rows_of
from xidmet.cases.site import Site
from xidmet.contract.form import Form
from xidmet.contract.rule import Facts, Refusal
from xidmet.errors import WrongAnswers


@dataclass(frozen=True)
class GoodHere:
    """broken: every rule that does not hold, not the first alone. asked: what the checker said. at: when it held."""

    broken: tuple[Refusal, ...]
    asked: Form
    at: dt.datetime

    @property
    def good(self) -> bool:
        return not self.broken


async def good_here(site: Site, result: CheckResult, said: Mapping[str, Any]) -> GoodHere | None:
    """said: raw input of what the attestation asks its checkers. None where nothing is told, or nothing is asked.

    The check itself was made and kept before: who may not check learns nothing here. Raises WrongAnswers, RegisterDown.
    """
    record, attestation = told_record(result), result.attestation
    if not result.active or record is None or attestation is None or attestation.asks is None:
        return None
    reply = await read_answers(site, attestation.asks, said, "")
    if reply.errors:
        raise WrongAnswers(reply.errors)
    moment = clock.local(clock.now())
    queries = {query for rule in attestation.needs for query in rule.reads}
    facts = Facts(
        now=moment, asks=reply.so_far, rows={query: await rows_of(site, query, record, "") for query in queries}
    )
    broken = tuple(refusal for rule in attestation.needs if (refusal := rule(record, facts)))
    return GoodHere(broken, reply.so_far, moment)

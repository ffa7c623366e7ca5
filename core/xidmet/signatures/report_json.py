"""The machine report: what was found, as JSON, in the words of ETSI EN 319 102-1, with a sentence in each language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from xidmet.language import LANGUAGES, translator
from xidmet.signatures.found import Listed, Scope
from xidmet.signatures.report import Report, SignatureReport
from xidmet.signatures.stamps import Stamped
from xidmet.signatures.verdict import RevocationData, Sub, Verdict

Json = dict[str, Any]
# What a check can end with only after the whole chain was found to be good.
CHAIN_IS_GOOD = {Sub.REVOKED_NO_POE, Sub.TRY_LATER}


def as_json(report: Report) -> Json:
    """Times in ISO 8601, in UTC; hashes in hexadecimal."""
    return {
        "indication": str(report.indication),
        "sub_indication": _or_none(report.sub_indication),
        "detail": report.detail,
        "readable": report.readable,
        "format": report.format or None,
        "level": _or_none(report.level),
        "at": _time(report.at),
        "scope": _scope(report.scope),
        "sentence": _in_each_language(report),
        "signers": [_signer(one) for one in report.signatures],
        "time_stamps": [_stamp(one.stamped) | {"scope": _scope(one.scope)} for one in report.stamps],
        "list": _list(report.listed),
    }


def _list(listed: Listed | None) -> Json | None:
    """Of a list that is signed as a whole. item: the number of the one that the file proves, from 1."""
    return asdict(listed) if listed else None


def _signer(one: SignatureReport) -> Json:
    """vouched: somebody who is trusted here certified these names; of others anybody may have written them."""
    verdict, who = one.verdict, one.verdict.signer
    return {
        **_verdict(verdict),
        "level": _or_none(one.level),
        "vouched": bool(verdict.chain) and (verdict.passed or verdict.sub_indication in CHAIN_IS_GOOD),
        "kind": who.kind,
        "name": who.name,
        "fin": who.fin or None,
        "voen": who.voen or None,
        "organisation": who.organisation or None,
        "country": who.country or None,
        "claimed_time": _time(verdict.claimed_time),
        "proven_time": _time(one.proven_time),
        "time_proof": "time-stamp" if one.proven_time else None,
        "scope": _scope(one.scope),
        "time_stamps": [_stamp(stamped) for stamped in one.stamps],
        "sentence": _in_each_language(one),
    }


def _stamp(stamped: Stamped) -> Json:
    authority = stamped.verdict.signer
    named = authority.name or authority.organisation or None
    return _verdict(stamped.verdict) | {"time": _time(stamped.time), "authority": named}


def _verdict(verdict: Verdict) -> Json:
    """judged_at: the moment its certificates were judged at."""
    certificate = verdict.certificate
    chain = verdict.chain or ((certificate,) if certificate else ())
    return {
        "indication": str(verdict.indication),
        "sub_indication": _or_none(verdict.sub_indication),
        "detail": verdict.detail,
        "judged_at": _time(verdict.at),
        "algorithms": list(verdict.algorithms),
        "chain": [_certificate(one) for one in chain],
        "revocation": _revocation(verdict.revocation),
    }


def _certificate(one: x509.Certificate) -> Json:
    return {
        "subject": one.subject.rfc4514_string(),
        "issuer": one.issuer.rfc4514_string(),
        "serial_number": f"{one.serial_number:x}",
        "not_before": _time(one.not_valid_before_utc),
        "not_after": _time(one.not_valid_after_utc),
        "sha256": one.fingerprint(hashes.SHA256()).hex(),
    }


def _revocation(data: Sequence[RevocationData]) -> list[Json]:
    return [
        {
            "kind": one.kind,
            "source": one.source,
            "this_update": _time(one.this_update),
            "next_update": _time(one.next_update),
            "sha256": one.sha256,
        }
        for one in data
    ]


def _scope(scope: Scope) -> Json:
    signed, whole = scope.size or (None, None)
    return {
        "covered": list(scope.covered),
        "not_covered": list(scope.not_covered),
        "bytes_signed": signed,
        "bytes": whole,
    }


def _in_each_language(one: Report | SignatureReport) -> dict[str, str]:
    return {language: one.sentence(translator(language)) for language in LANGUAGES}


def _time(moment: dt.datetime | None) -> str | None:
    return moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z") if moment else None


def _or_none(value: object) -> str | None:
    return str(value) if value else None

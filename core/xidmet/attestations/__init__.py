"""What the state issues: made, rendered, sealed, checked by anybody, ended."""

from xidmet.attestations.check import CheckResult, check, told_record
from xidmet.attestations.issue import CaseIssued, end_in, issue_in
from xidmet.attestations.keys import key_list, old_qr_keys, qr_key
from xidmet.attestations.number import parse, written
from xidmet.attestations.render import Signs, rendered
from xidmet.attestations.seal_list import old_seals, seal_list
from xidmet.store.issued import Attested, Checked

__all__ = [
    "Attested",
    "CaseIssued",
    "CheckResult",
    "Checked",
    "Signs",
    "check",
    "end_in",
    "issue_in",
    "key_list",
    "parse",
    "old_qr_keys",
    "old_seals",
    "qr_key",
    "rendered",
    "seal_list",
    "told_record",
    "written",
]

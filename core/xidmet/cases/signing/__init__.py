"""Signing a case: the document to sign, the means, what comes back, and the move that follows."""

from xidmet.cases.signing.again import Again, judged_again
from xidmet.cases.signing.begin import begin
from xidmet.cases.signing.find import Pending, pending_for
from xidmet.cases.signing.finish import from_step, sign_on_paper, sign_with_file
from xidmet.cases.signing.judge import LARGEST
from xidmet.cases.signing.seen import signature_for, signatures_of, signed_file
from xidmet.cases.signing.subject import CaseToSign, ToSign
from xidmet.cases.signing.sweep import sweep_signings
from xidmet.cases.signing.tries import begin_try, called, go_on
from xidmet.store.signing import Kept as Signature

__all__ = [
    "LARGEST",
    "Again",
    "CaseToSign",
    "Pending",
    "Signature",
    "ToSign",
    "begin",
    "begin_try",
    "called",
    "from_step",
    "go_on",
    "judged_again",
    "pending_for",
    "sign_on_paper",
    "sign_with_file",
    "signature_for",
    "signatures_of",
    "signed_file",
    "sweep_signings",
]

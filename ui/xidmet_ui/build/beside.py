"""What happened to a case beside its moves, as its history says it."""

from __future__ import annotations

from xidmet.cases.desk.said import ON_THE_DESK
from xidmet.cases.paying.words import PAID
from xidmet.contract.texts import _

from xidmet_ui.build.appointments import HAPPENED

BESIDE = {
    "looked": _("Looked at by an official"),
    "left": _("The applicant closed their account: no message reaches them here any more"),
    "withdrew": _("A consent was withdrawn"),
    "capsule-asked": _("The case was asked for as a sealed file"),
    "capsule-taken": _("The case was taken as a sealed file"),
    "assisted-objected": _("The applicant says that they were not at the service centre where it was filled in"),
    "message": _("A message was written"),
    "late-opinion": _("An opinion came late"),
    "answer-confirmed": _("A register confirmed an answer"),
    "answer-differs": _("A register says something else than an answer"),
    "answer-unconfirmed": _("An answer is still not confirmed by its register"),
    "answer-vouched": _("An official confirmed an answer without its register"),
    "complaint": _("A complaint was filed"),
    "complaint-decided": _("The complaint was decided"),
    "signed": _("Signed together with others"),
    "co-signer-asked": _("Somebody was asked to sign, too"),
    "co-signer-refused": _("Somebody refused to sign"),
    "signatures-void": _("Not sent: the signatures under it are void"),
    "files-erased": _("Files were erased: their time of keeping is over"),
    "held": _("An officer keeps the case beyond its term"),
    "recounted": _("The calendar of working days changed: the term was counted anew"),
    **PAID,
    **ON_THE_DESK,
    **HAPPENED,
}

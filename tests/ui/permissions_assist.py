"""The same of whoever fills in with somebody who is present, and of those who sign together."""

from __future__ import annotations

from tests.ui.permissions_casework import OF_CASEWORK
from tests.ui.permissions_signers import OF_SIGNERS

SIGNED_IN = "in " + " ".join(["200"] * 7)
NO_ROW = "in 404 404 404 404 404 404 404"  # nobody is assisted just now; see test_assist
DESK_CASE = "in 404 404 404 404 404 200 404"
ADMINISTRATOR = DESK_CASE
OF_ASSISTANTS = {
    **OF_CASEWORK,
    **OF_SIGNERS,
    "GET /assist": DESK_CASE,
    "POST /assist": DESK_CASE.replace("200", "422"),
    "POST /assist/end": DESK_CASE.replace("200", "303"),
    "GET /assist/{wanted:uuid}": NO_ROW,
    "POST /assist/{wanted:uuid}/code": NO_ROW,
    "POST /assist/{wanted:uuid}/device": NO_ROW,
    "GET /assist/{wanted:uuid}/paper": NO_ROW,
    "POST /assist/{wanted:uuid}/paper": NO_ROW,
    "GET /assisted": SIGNED_IN,
    "GET /assisted/{visit:uuid}": NO_ROW,
    "GET /assisted/{visit:uuid}/consent": NO_ROW,
    "POST /assisted/{visit:uuid}/agree": NO_ROW,
    "POST /assisted/{visit:uuid}/object": NO_ROW,
    "GET /offices/{agency:str}/visits": ADMINISTRATOR,
    "GET /offices/{agency:str}/visits/{visit:uuid}/consent": NO_ROW,
}

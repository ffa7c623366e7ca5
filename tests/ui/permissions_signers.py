"""The same of whoever signs an application with others."""

from __future__ import annotations

NO_ROW = "in 404 404 404 404 404 404 404"  # nobody is asked to sign with somebody just now; see test_signers
OWNER_GOES_ON = "in 404 303 404 404 404 404 404"
OF_SIGNERS = {
    # A link that was passed on: who has proved another FIN finds nothing, who has none is told how; see test_signers.
    "GET /co-sign/{wanted:uuid}": "200 200 404 200 404 404 404 404",
    **{f"GET /co-sign/{{wanted:uuid}}/{rest}": NO_ROW for rest in ("document.pdf", "signed", "page/{place:int}")},
    **{f"POST /co-sign/{{wanted:uuid}}/{rest}": NO_ROW for rest in ("file", "refuse", "means/{name:str}")},
    "GET /cases/{number:str}/signers": OWNER_GOES_ON,  # nobody else was asked to sign it
    "POST /cases/{number:str}/signers/{other:uuid}": NO_ROW,
    "POST /cases/{number:str}/signers/take-back": NO_ROW,
}

"""The same of what goes along in a case, and of the number to which its news go."""

from __future__ import annotations

NO_ROW = "in 404 404 404 404 404 404 404"  # nothing of that is in this case
SIGNED_IN = "in 200 200 200 200 200 200 200"
DONE = SIGNED_IN.replace("200", "303")
OF_CASEWORK = {
    "POST /desk/cases/{number:str}/hold": "in 404 404 404 404 404 422 404",  # nothing was answered; see test_kept_until
    "GET /account/sms": SIGNED_IN,
    "POST /account/sms": DONE,
    "POST /account/sms/code": SIGNED_IN.replace("200", "422"),  # not the code that was sent
    "POST /account/sms/stop": DONE,
    "GET /cases/{number:str}/complaint/files/{document:uuid}": NO_ROW,  # see test_complaint
}

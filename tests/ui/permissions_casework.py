"""The same of what goes along in a case."""

from __future__ import annotations

NO_ROW = "in 404 404 404 404 404 404 404"  # nothing of that is in this case
OF_CASEWORK = {
    "GET /cases/{number:str}/complaint/files/{document:uuid}": NO_ROW,  # see test_complaint
}

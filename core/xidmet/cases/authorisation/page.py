"""The matrix as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice, product
from string import ascii_uppercase

from xidmet.cases.authorisation.decided import MAY, NOT_FOR_THEM, UNSEEN, Line, Sheet, sheets
from xidmet.plugins import Catalogue

SHOWN = {MAY: "yes", UNSEEN: "–", NOT_FOR_THEM: ""}
BEFORE = "before there is one"
HEAD = """\
# Who may do what

Made by `xidmet check --matrix` from what the services declare and the routes say of themselves, with the very functions
that decide when somebody really does it; `tests/ui/test_authorisation.py` holds it against the running portal.

- “yes”: may.
- “–”: is answered as if there were no such case.
- A number: is refused, for the reason below the table.
- Empty: registers and time do no such thing.

What has no line in a state is refused to everybody there. Whether the answers are complete and the rules hold is asked
besides.
"""
ROUTES = """
## Every route

The door is what the route says of itself; behind it the rule decides. Without a session, “signed in” sends to the page
for signing in, or answers 401 to a program. What is somebody else's is answered as if it were not there.

"""


def as_markdown(catalogue: Catalogue, routes: str) -> str:
    """The matrix of a site. routes: the table of its routes, as the web side tells it."""
    return (
        HEAD + "".join(_sheet(sheet) for one in catalogue.services.values() for sheet in sheets(one)) + ROUTES + routes
    )


def _sheet(sheet: Sheet) -> str:
    reasons: dict[str, int] = {}
    letters = tuple(islice(_letters(), len(sheet.side.standing)))
    lines = [_line(sheet, line, reasons) for line in sheet.lines if line.is_open]
    return "\n".join(
        (
            f"\n## {sheet.service.title} (`{sheet.service.slug}`), a case of {sheet.side.whose}\n",
            *(f"- **{letter}** {one.who}" for letter, one in zip(letters, sheet.side.standing, strict=True)),
            "",
            f"| state | act | {' | '.join(letters)} |",
            f"|---|---|{'---|' * len(letters)}",
            *lines,
            "",
            *_reasons(reasons),
            "",
        )
    )


def _letters() -> Iterator[str]:
    """A to Z, then AA and so on, as columns of a sheet are called."""
    for length in count(1):
        yield from map("".join, product(ascii_uppercase, repeat=length))


def _line(sheet: Sheet, line: Line, reasons: dict[str, int]) -> str:
    state = sheet.service.state(line.state).label if line.state else BEFORE
    cells = [_cell(answer, reasons) for answer in line.answers]
    return f"| {state} | {line.label} | {' | '.join(cells)} |"


def _cell(answer: str, reasons: dict[str, int]) -> str:
    if answer in SHOWN:
        return SHOWN[answer]
    return str(reasons.setdefault(answer, len(reasons) + 1))


def _reasons(reasons: dict[str, int]) -> Iterator[str]:
    for reason, number in reasons.items():
        yield f"{number}. {reason}"

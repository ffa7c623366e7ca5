"""The site of rosters, with what else is done with a permit: an authority revokes it, and it is checked at a place."""

from __future__ import annotations

from pathlib import Path

from xidmet.bench import roster_site

PAPER = 'paper = Attestation("gates.passes"'
CHECKED = """
class Here(Form):
    place = Lookup("Place", places)


@rule(law="5")
def right_place(shown: Pass, facts: Facts) -> Refusal | None:
    fits = facts.asked(Here).place.code == shown.place.code
    return None if fits else Refusal(Here.place, why="Elsewhere.", mend="Go there.")


"""
REASON = """
class Reason(Form):
    ground = Choice("Ground", {"old": "Too old", "closed": "Trade closed"})
    text = Text("Explanation", format="long")


"""
IMPORTED, EMPLOYER = "Attestation, Codelist", "class Employer(Form)"
CARRIES = "carries=(Pass.place, Pass.ends)"
ASKED = f"{CARRIES}, asks=Here, needs=(right_place,)"
TOTALS = "    totals = ("
REVOKED = """    revoked = State("Revoked")
    revoke = Transition(
        "Revoke", active, revoked, by=keeper, asks=Reason,
        tells=[Notice(organisation, "Revoked: {ground}. {text}"), Notice(employee, "Revoked: {ground}. {text}")],
    )
"""


def write_permits_site(folder: Path) -> Path:
    """The site's folder."""
    plugin = roster_site.write_roster_site(folder) / "plugins" / "gates" / "__init__.py"
    text = plugin.read_text("utf-8")
    added = (
        (IMPORTED, IMPORTED.replace("Codelist", "Choice, Codelist")),
        (EMPLOYER, REASON.lstrip() + EMPLOYER),
        (PAPER, CHECKED + PAPER),
        (CARRIES, ASKED),
        (TOTALS, REVOKED + TOTALS),
    )
    for known, more in added:
        if text.count(known) != 1:
            raise RuntimeError(f"The site of the bench of rosters says no more: {known}")
        text = text.replace(known, more)
    plugin.write_text(text, "utf-8")
    return folder

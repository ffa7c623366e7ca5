"""A site with a service that several people sign: a spouse, if there is one, and every witness in a table."""

from __future__ import annotations

from pathlib import Path

from tests.contract.sites import write_site

PLUGIN = """
import datetime as dt

from xidmet import (
    Agency, Appeal, Facts, Form, Notice, Officer, Part, Party, Refusal, Service, State, Text, Transition, YesNo,
    hookimpl, rule,
)

body = Agency("registry", "Registry")
clerk = Officer("clerk", "Clerk", body)
person = Party("Applicant")


class Ground(Form):
    ground = Text("Ground")


class Witness(Form):
    fin = Text("FIN of the witness", format="fin")


class Wish(Form):
    wish = Text("What do you ask for?")
    until = Text("Until which day?").optional()
    married = YesNo("Are you married?")
    spouse = Text("FIN of the spouse", format="fin").when(married)
    witnesses = Part("Witnesses", Witness, key=Witness.fin, each="Witness").many(0)


spouse = Party("Spouse", who=Wish.spouse, level="substantial")
witness = Party("Witness", who=Witness.fin, level="high")


@rule(law="Law, 1")
def in_time(wish: Wish, facts: Facts) -> Refusal | None:
    until = vars(wish).get("until")
    if until and facts.now.date() > dt.date.fromisoformat(until):
        return Refusal(Wish.until, why="The day is over.", mend="Name a later day.")
    return None


class Joint(Service):
    slug, title, agency, law, purpose = "joint", "Joint wish", body, "Law", "To ask together"
    appeal = Appeal("The registry", days=30, law="Law, 2")
    form, applicant, columns, keep_years = Wish, person, (Wish.wish,), 1
    draft, sent = State("Being filled in", waits_for=person), State("Sent", waits_for=clerk)
    done = State("Done")
    starts = draft
    send = Transition(
        "Send", draft, sent, by=person, needs=[in_time], signed="or on paper", also=[spouse, witness],
    )
    finish = Transition("Finish", sent, done, by=clerk, asks=Ground, tells=[Notice(person, "Done: {ground}")])


@hookimpl
def services():
    return [Joint]
"""
SLUG = "joint"
# The same, where an answer is corrected after it was sent; a process imports one plugin of each name.
FIX = """    fixing = State("To be corrected", waits_for=person)
    ask_fix = Transition("Ask", sent, fixing, by=clerk, asks=Wrong, tells=[Notice(person, "Correct it: {what}")])
    fix = Transition("Correct", fixing, sent, by=person, amends=Wrong.what)
"""
WRONG = """class Wrong(Form):
    what = Marks("What is wrong")


"""


def signers_site(folder: Path, *, corrected: bool = False) -> Path:
    """The site's folder."""
    if not corrected:
        return write_site(folder, {"registry": PLUGIN}).parent
    text = PLUGIN.replace("Form, Notice", "Form, Marks, Notice").replace("class Joint(", WRONG + "class Joint(")
    text = text.replace("    finish = ", FIX + "    finish = ")
    return write_site(folder, {"corrected_registry": text}).parent

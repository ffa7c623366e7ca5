"""What must hold before a candidate applies, sits the exam, passes it and is appointed."""

from datetime import date

from xidmet import Facts, Refusal, _, rule

from .decisions import Appointing, Result
from .form import Application
from .registers import EDUCATION

LAW = _("Rules of 10.10.2011 on entering service in the migration bodies")


@rule(law=LAW)
def announcement_runs(request: Application, facts: Facts) -> Refusal | None:
    """A draft may outlast the announcement that it began with."""
    opens, closes = request.announcement.opens, request.announcement.closes
    if not opens <= facts.now.date() <= closes:
        return Refusal(
            Application.announcement,
            why=_("Applications for this post are taken from {opens} to {closes}."),
            mend=_("Choose a post whose announcement runs."),
            opens=opens,
            closes=closes,
        )
    return None


@rule(law=LAW)
def of_age(request: Application, facts: Facts) -> Refusal | None:
    youngest, oldest = request.announcement.age_from, request.announcement.age_to
    if not youngest <= _age(request.person.born, facts.now.date()) <= oldest:
        return Refusal(
            Application.person,
            why=_("Candidates for this post are {youngest} to {oldest} years old."),
            mend=_("Correct the date of birth, or choose another post."),
            youngest=youngest,
            oldest=oldest,
        )
    return None


@rule(law=LAW)
def educated(request: Application, facts: Facts) -> Refusal | None:
    levels = list(EDUCATION)
    if levels.index(request.education) < levels.index(request.announcement.education):
        return Refusal(
            Application.education,
            why=_("This post needs a higher level of education."),
            mend=_("Correct your education, or choose another post."),
        )
    return None


@rule(law=LAW)
def points_exist(request: Application, facts: Facts) -> Refusal | None:
    most = request.announcement.most_points
    if most is None or facts.asked(Result).points <= most:
        return None
    return Refusal(
        Result.points, why=_("This exam has {most} points at most."), mend=_("Correct the points."), most=most
    )


@rule(law=LAW)
def mark_reached(request: Application, facts: Facts) -> Refusal | None:
    mark = request.announcement.pass_mark
    if facts.asked(Result).points >= mark:
        return None
    return Refusal(
        Result.points,
        why=_("The pass mark of this exam is {mark}."),
        mend=_("Correct the points, or record that the exam was not passed."),
        mark=mark,
    )


@rule(law=LAW)
def mark_missed(request: Application, facts: Facts) -> Refusal | None:
    mark = request.announcement.pass_mark
    if facts.asked(Result).points < mark:
        return None
    return Refusal(
        Result.points,
        why=_("The pass mark of this exam is {mark}."),
        mend=_("Correct the points, or record that the exam was passed."),
        mark=mark,
    )


@rule(law=LAW)
def order_given(request: Application, facts: Facts) -> Refusal | None:
    appointing = facts.asked(Appointing)
    if appointing.order_date > facts.now.date() or appointing.begins < appointing.order_date:
        return Refusal(
            Appointing.order_date,
            why=_("The order is dated today or earlier, and the traineeship begins no earlier than it."),
            mend=_("Correct one of the two dates."),
        )
    return None


def _age(born: date, today: date) -> int:
    """In full years; somebody born on 29 February has a birthday on 1 March in other years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))

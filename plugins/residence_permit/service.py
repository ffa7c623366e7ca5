"""Residence of foreigners and stateless persons: temporary, its extension (or that of a stay), permanent."""

from xidmet import State, Transition, _

from .decisions import Annulling, Exemption, Refusing, TestResult
from .flow import Flow, decided, expires, foreigner, issued_anew, paid, sent, told
from .form import Extension, Request, Settlement
from .permits import permanent, stay_extension, temporary
from .registers import commission, head, language_test, registrar, steps
from .rules import (
    as_asked,
    may_settle,
    of_permit,
    of_stay,
    relative_is_named,
    same_person,
    spouse_is_spared,
    within_ground,
    without_gap,
)

INVITED = _("Choose when you come to the test of the state language and of rights and duties, on the case's page.")
NEVER_PAID = _("Application {number} lapsed: the state duty was not paid.")


class TemporaryResidence(Flow):
    slug = "temporary-residence"
    title = _("Temporary residence permit")
    purpose = _("For foreigners and stateless persons who will live here: a permit for a year, on some grounds longer.")
    law = _("Migration Code, articles 44 to 50; Cabinet decision 40 of 07.02.2014")
    keywords = "müvəqqəti yaşamaq icazəsi MYİ residence permit вид на жительство временное проживание ВНЖ"
    form = Request
    working_days = Request.days
    fee = Request.fee
    columns = (Request.person, Request.right, Request.tariff)

    submit = sent(Flow.draft, Flow.registered, [relative_is_named, within_ground])
    grant = decided([as_asked])
    pay = paid(Flow.granted, Flow.valid, temporary)
    reissue = issued_anew(Flow.changing, Flow.valid, temporary)
    expire = expires((Flow.valid, Flow.changing), Flow.expired, reminder="reminder-temporary")


class TemporaryResidenceExtension(Flow):
    """A stay ends in a document of its own, so it has states of its own from the grant on."""

    slug = "temporary-residence-extension"
    title = _("Extension of temporary stay or residence")
    purpose = _("For those who stay or live here longer: more days of stay, or more years of residence.")
    law = _("Migration Code, articles 39 and 44 to 50; Cabinet decision 40 of 07.02.2014")
    keywords = "müvəqqəti olma müddətinin uzadılması extend stay visa residence продление пребывания проживания"
    form = Extension
    working_days = Extension.days
    fee = Extension.fee
    columns = (Extension.act, Extension.person, Extension.permit)

    stay_granted = State(_("Stay granted, to be paid"), waits_for=foreigner, working_days=steps["payment"])
    stay_valid = State(_("Stay extended"), in_force=True)

    submit = sent(Flow.draft, Flow.registered, [same_person, within_ground])
    grant = decided([of_permit, as_asked, without_gap])
    pay = paid(Flow.granted, Flow.valid, temporary)
    reissue = issued_anew(Flow.changing, Flow.valid, temporary)
    expire = expires((Flow.valid, Flow.changing), Flow.expired, reminder="reminder-temporary")

    grant_stay = decided([of_stay, as_asked, without_gap], stay_granted)
    pay_stay = paid(stay_granted, stay_valid, stay_extension)
    stay_not_paid = Transition(
        _("State duty not paid"), stay_granted, Flow.unpaid, at=stay_granted.deadline, tells=told(NEVER_PAID)
    )
    stay_ends = expires((stay_valid,), Flow.expired, reminder="reminder-stay")
    annul_stay = Transition(
        _("End the stay"),
        stay_valid,
        Flow.annulled,
        by=head,
        asks=Annulling,
        tells=told(_("Document {number} was annulled. {ground}: {reason}")),
    )


class PermanentResidence(Flow):
    """Nobody is granted it who has not passed the test, or was found by the commission to need none."""

    slug = "permanent-residence"
    title = _("Permanent residence permit")
    purpose = _("For those who have lived here for years or are close family of a citizen: it can be extended.")
    law = _("Migration Code, articles 51 to 57; decision 22 of the State Migration Service of 20.09.2013")
    keywords = "daimi yaşamaq icazəsi DYİ permanent residence permit постоянное проживание ПМЖ"
    form = Settlement
    working_days = Settlement.days
    fee = Settlement.fee
    columns = (Settlement.person, Settlement.basis)

    to_test = State(_("To be invited to the test"), waits_for=commission, working_days=steps["invitation"])
    test = State(_("Invited to the test"), waits_for=commission, appointment=language_test)
    failed = State(_("Test not passed"), waits_for=(commission, head), working_days=steps["after-test"])

    submit = sent(Flow.draft, Flow.registered, [same_person, may_settle])
    accept = Transition(
        _("Accept"),
        Flow.registered,
        to_test,
        by=registrar,
        tells=told(_("Application {number} was accepted and is being executed, until {deadline}.")),
    )
    originals_seen = Transition(_("Originals seen"), Flow.originals, to_test, by=registrar)
    withdraw = Transition(
        _("Withdraw"),
        (Flow.registered, Flow.originals, to_test, test, failed, Flow.review, Flow.correction),
        Flow.withdrawn,
        by=foreigner,
    )
    invite = Transition(_("Invite to the test"), (to_test, failed), test, by=commission, tells=told(INVITED))
    exempt = Transition(
        _("No test is needed"),
        to_test,
        Flow.review,
        by=commission,
        asks=Exemption,
        tells=told(_("You need not take the test. {reason}")),
    )
    passed = Transition(
        _("Passed"), test, Flow.review, by=commission, asks=TestResult, tells=told(_("You passed the test."))
    )
    not_passed = Transition(
        _("Not passed"), test, failed, by=commission, asks=TestResult, tells=told(_("You did not pass the test."))
    )
    refuse_after_test = Transition(
        _("Refuse after the test"),
        failed,
        Flow.refused,
        by=head,
        apart_from=[not_passed],
        asks=Refusing,
        needs=[spouse_is_spared],
        tells=told(_("Application {number} was refused. {ground}: {reason}")),
    )
    grant = decided([as_asked, without_gap])
    pay = paid(Flow.granted, Flow.valid, permanent)
    reissue = issued_anew(Flow.changing, Flow.valid, permanent)
    expire = expires((Flow.valid, Flow.changing), Flow.expired, reminder="reminder-permanent")

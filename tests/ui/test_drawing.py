"""Questions are drawn from blanks and texts are escaped by ourselves: both as the plain way would have it."""

from __future__ import annotations

import pytest
from markupsafe import Markup, escape
from xidmet.contract.form import Form
from xidmet.language import LANGUAGES, translator
from xidmet.plugins import load
from xidmet_ui.build.asking import Asking
from xidmet_ui.build.question import Question
from xidmet_ui.build.questions import questions
from xidmet_ui.folding import escaped
from xidmet_ui.rendering import Templates
from xidmet_ui.static import Static

from tests import gallery
from tests.conftest import ROOT
from tests.ui.applicant import CHOSEN, IDENTITY, PLAIN

HOSTILE = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=1>",
    "%(name)s %s %% %",
    "{{ 7 * 7 }}{% raw %}",
    "&amp; & &lt;",
    "\ue000\ue001\ue002",
    "",
]
AT = {"lookup": "/lookup", "action": "/here"}


class Loud(str):
    """A text of another type, which is escaped by its own rule."""

    def __html__(self) -> str:
        return "<b>loud</b>"


@pytest.mark.parametrize("value", [*HOSTILE, 7, None, Markup("<b>"), Loud("x")], ids=repr)
def test_texts_are_escaped_as_markupsafe_does(value: object) -> None:
    assert escaped(value) == str(escape(value))


@pytest.mark.parametrize("typed", ["usual", *HOSTILE], ids=repr)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_blank_that_was_filled_in_is_the_macro_s_own_question(language: str, typed: str) -> None:
    environment = Templates(Static(ROOT / "build" / "static")).environments[language]
    drawn, macro = environment.globals["drawn"], environment.globals["fields"].field  # type: ignore[attr-defined]
    asked = [one for one in _flat(_gallery(language, typed)) if one.blank is not None]
    assert len(asked) > 20
    for one in asked:
        assert drawn([one], AT) == drawn([one], AT) == macro(one, AT), one.name  # the second time it is known


def _gallery(language: str, typed: str) -> tuple[Question, ...]:
    form: type[Form] = load(gallery.SITE / "plugins.toml").services[gallery.SLUG].form
    usual = {**PLAIN, **CHOSEN, **IDENTITY}
    answers = {name: typed if typed != "usual" else usual.get(name, "") for name in form.fields}
    dates = dict.fromkeys(("day", "month", "year"), typed)
    answers |= {"starts": dates, "leader": {"surname": typed, "born": dates}, "home": {"city": typed}}
    asking = Asking(translator(language, "every_field"), form(), answers, {}, {}, {})
    return questions(list(form.fields.values()), asking)


def _flat(asked: tuple[Question, ...]) -> list[Question]:
    return [one for top in asked for one in (top, *_flat(top.inner), *_flat(top.dependent))]

"""Tokens by which programs of an organisation act: made and ended by a head, seen by everybody with a mandate."""

from xidmet.auth.tokens.bearer import program_now, program_with
from xidmet.auth.tokens.end import end, token_for
from xidmet.auth.tokens.make import LONGEST, MadeAlready, NewToken, Wanted, make
from xidmet.auth.tokens.remind import remind_heads
from xidmet.auth.tokens.scopes import SCOPES, Scope
from xidmet.auth.tokens.seen import resting_on, tokens_of
from xidmet.store.tokens import Made

__all__ = [
    "LONGEST",
    "SCOPES",
    "Made",
    "MadeAlready",
    "NewToken",
    "Scope",
    "Wanted",
    "end",
    "make",
    "program_now",
    "program_with",
    "remind_heads",
    "resting_on",
    "token_for",
    "tokens_of",
]

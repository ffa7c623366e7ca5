"""The authorisation matrix of the site's services, made from their declarations; `xidmet check --matrix` prints it."""

from xidmet.cases.authorisation.decided import MAY, NOT_FOR_THEM, UNSEEN, Line, Sheet, sheets
from xidmet.cases.authorisation.page import as_markdown
from xidmet.cases.authorisation.standing import Side, Standing

__all__ = ["MAY", "NOT_FOR_THEM", "UNSEEN", "Line", "Sheet", "Side", "Standing", "as_markdown", "sheets"]

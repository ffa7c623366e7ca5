"""Who decides on stalls, and by which tables."""

from xidmet import Agency, Codelist, Officer, StepTerms, _

markets = Agency("markets", _("Markets of the city"))
clerk = Officer("clerk", _("Clerk of the markets"), markets)
refusals = Codelist("stalls.refusals", _("Grounds of refusal"), kept_by=clerk)
steps = StepTerms("stalls.steps", _("Terms of each step"), kept_by=clerk)

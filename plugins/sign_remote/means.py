"""The means: off to the provider to show who one is, and off once more to agree to this very hash; then it signs."""

from __future__ import annotations

import structlog
from xidmet import Refusal
from xidmet.means import Ceremony, Given, NoAnswer
from xidmet.signing import Paper, SigningMeans, SigningStep

from .flow import ABOUT, Ended, Flow
from .provider import Denied, Provider, ProviderOptions
from .refusals import DENIED, DOWN, LOCKED, NOT_THIS, OVER
from .service import Service

log = structlog.get_logger()

OURS = ("invalid_client", "unauthorized_client", "unsupported_response_type", "invalid_scope")  # the site's options
THEIRS = ("server_error", "temporarily_unavailable")
REFUSED = {"access_denied": DENIED, "invalid_grant": OVER, **dict.fromkeys((*OURS, *THEIRS), DOWN)}


class AtService(SigningMeans):
    """hash_only: the provider learns the hash and the title, never the document."""

    about, hash_only = ABOUT, True

    def __init__(self, options: ProviderOptions) -> None:
        self.name, self.title, self.seals = options.name, options.title, options.seals
        self._provider = Provider(options)
        self._service = Service(self._provider)

    async def begin(self, ceremony: Ceremony, paper: Paper) -> SigningStep:
        ceremony.notes.clear()
        return await self.go_on(ceremony, paper, Given())

    async def go_on(self, ceremony: Ceremony, paper: Paper, given: Given) -> SigningStep:
        """A try ends with what it ended with, and the tokens end with it."""
        notes, flow = ceremony.notes, Flow(self._provider, self._service, ceremony, paper)
        if "refused" in notes:
            return Refusal(**notes["refused"])
        try:
            step = await flow.step(given)
        except Ended as ended:
            step = ended.refusal
        except NoAnswer as error:
            log.warning("signing service does not answer", means=self.name, error=str(error))
            step = DOWN
        except Denied as denied:
            log.warning("signing service refuses", means=self.name, error=denied.error)
            step = LOCKED if denied.locked else REFUSED.get(denied.error, NOT_THIS)
        if isinstance(step, Refusal):
            await flow.leave_nothing()
            notes["refused"] = {"why": step.why, "mend": step.mend}
        return step

"""What a form of a move posted, with its files: these are kept, and stand among the pairs by their ids."""

from __future__ import annotations

from collections.abc import AsyncIterator

from xidmet.cases import Case, move_files
from xidmet.contract.states import Transition
from xidmet.contract.uploads import has_uploads
from xidmet.errors import FileRefused, NotAllowed, Refused

from xidmet_ui.build.files import AtHand
from xidmet_ui.multipart_form import Pairs, form_with_files
from xidmet_ui.pages.files import DROP, Failed, Posted
from xidmet_ui.requests import Asked, need_actor, site_of, uuids_in, value_in


async def posted_in_move(request: Asked, number: str, name: str) -> Posted:
    """A move that can't be made takes no files; that is said when it is tried."""
    site, actor, posted = site_of(request), need_actor(request), Posted()

    async def kept(path: str, file: str, content: AsyncIterator[bytes], before: Pairs) -> str:
        beside = sum(1 for given, value in before if given == path and value)
        try:
            return str((await move_files.keep(site, actor, number, name, path, content, file, beside)).id)
        except FileRefused as refused:
            posted.failed.setdefault(path, []).append(refused.mistake)
        except (Refused, NotAllowed):
            pass
        return ""

    posted.pairs = _without_empty(await form_with_files(request, kept))
    path, _colon, document = value_in(posted.pairs, "op").removeprefix(DROP).rpartition(":")
    for dropped in uuids_in([document]) if path else ():
        posted.dropped = dropped
        await move_files.drop(site, actor, number, name, dropped)
        posted.pairs = [pair for pair in posted.pairs if pair != (path, str(dropped))]
    return posted


def _without_empty(pairs: Pairs) -> Pairs:
    """A file input in which nothing was chosen says nothing against the file that is there already."""
    there = {name for name, value in pairs if uuids_in([value])}
    return [(name, value) for name, value in pairs if value or name not in there]


async def texts_of_move(request: Asked) -> Pairs:
    """What was posted, without its files."""

    async def passed_over(path: str, file: str, content: AsyncIterator[bytes], before: Pairs) -> str:
        async for _piece in content:
            pass
        return ""

    return await form_with_files(request, passed_over)


async def at_hand_in_move(request: Asked, case: Case, transition: Transition, failed: Failed) -> AtHand:
    """For its questions; asks the store for nothing where no file is asked for."""
    if transition.asks is None or not has_uploads(transition.asks):
        return AtHand()
    known = await move_files.mine(need_actor(request), case, transition)
    return AtHand(case.number, known, failed, site_of(request).scanner is not None, in_move=True)

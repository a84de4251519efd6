"""Hand a letter to the printer: in the batch of a working day, found again, printed once."""

from collections.abc import Callable

from worker.errors import BadInput, TryAgain
from worker.flow.batch import is_closed
from worker.flow.render import Ready
from worker.flow.world import World
from worker.outbox.post import PrintName
from worker.outbox.transport import Accepted
from worker.store import cases
from worker.store.outgoing import Outgoing


class NeverArrivedError(TryAgain):
    """The letter was certainly not handed in: it is made and dated anew."""


def put_in_post(
    world: World, row: Outgoing, ready: Ready, on_handover: Callable[[], None]
) -> Accepted:
    """Hand a letter in, or find it where an earlier try may have put it.

    Raises what PostRoute.submit and `on_handover` raise, and NeverArrivedError.
    """
    if ready.pdf is None:
        raise BadInput("this message has no letter that could be posted")
    with world.database.transaction() as connection:
        reference = cases.reference_of(connection, row.case_id)
    name = PrintName(reference=reference, purpose=row.letter.purpose, number=row.id)
    if row.is_frozen:
        found = world.post.find(ready.pdf, on=ready.dated, name=name)
        if found is None:
            raise NeverArrivedError("an earlier try did not hand the letter in")
        return found
    if is_closed(world, world.clock()):
        raise NeverArrivedError("the batch closed before the letter was ready")
    on_handover()
    return world.post.submit(ready.pdf, on=ready.dated, name=name)

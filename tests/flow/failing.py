"""Parts of an installation that fail where a test says, and note what they were given."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from tests.flow.installed import Installed
from worker.case.terms import Body
from worker.flow.world import Converter
from worker.outbox.transport import Accepted, Transport, nothing


class Killed(BaseException):
    """The process ends here: nobody may catch it, as nobody survives SIGKILL."""


class Moment(StrEnum):
    """The moments of a sending at which a process can die."""

    RENDERING = "rendering"
    KEPT = "kept, nothing said to the server"
    HANDED = "handed over, nothing arrived"
    ARRIVED = "arrived, no answer heard"


@dataclass(kw_only=True)
class Deadly:
    """A transport and a converter in one, during whose work the process dies once."""

    transport: Transport
    converter: Converter
    at: Moment | None
    accepted: list[bytes] = field(default_factory=list)  # what the next server has

    def convert(self, document: bytes, *, title: str) -> bytes:
        self._die_at(Moment.RENDERING)
        return self.converter.convert(document, title=title)

    def send(
        self,
        *,
        envelope_from: str,
        to: str,
        data: bytes,
        on_handover: Callable[[], None],
        on_wait: Callable[[], None] = nothing,
    ) -> Accepted:
        self._die_at(Moment.KEPT)

        def handed() -> None:
            on_handover()
            self._die_at(Moment.HANDED)

        done = self.transport.send(
            envelope_from=envelope_from, to=to, data=data, on_handover=handed, on_wait=on_wait
        )
        self.accepted.append(data)
        self._die_at(Moment.ARRIVED)
        return done

    @property
    def version(self) -> str:
        return self.converter.version

    def check_connection(self) -> str:
        return self.transport.check_connection()

    def close(self) -> None:
        self.transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _die_at(self, moment: Moment) -> None:
        if self.at is moment:
            self.at = None
            raise Killed


def deadly(installed: Installed, at: Moment) -> Deadly:
    """Let the next sending of an installation die at a moment."""
    world = installed.world
    trap = Deadly(transport=world.transport(Body.ADVISER), converter=world.converter, at=at)
    installed.world = replace(world, transport=lambda _body: trap, converter=trap)
    return trap

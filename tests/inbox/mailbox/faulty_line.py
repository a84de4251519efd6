"""A line to an IMAP server that changes what is said, or breaks at a chosen byte."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Change = Callable[[bytes], bytes | None]


def _unchanged(said: bytes) -> bytes:
    return said


@dataclass
class FaultyLine:
    """What it does to each piece; None from a change breaks the line there."""

    port: int
    to_server: Change = _unchanged
    to_client: Change = _unchanged
    cut_after: int | None = None  # bytes to the client, of each connection
    carried: int = 0  # bytes to the client, of the last connection
    _open: list[socket.socket] = field(default_factory=list)

    def hide(self, *capabilities: bytes) -> None:
        """Let the server seem not to know these."""

        def change(said: bytes) -> bytes:
            for each in capabilities:
                said = said.replace(b" " + each, b" " + b"X" * len(each))
            return said

        self.to_client = change


@contextlib.contextmanager
def faulty_line(target: int) -> Iterator[FaultyLine]:
    """Run a line to the server on port `target`."""
    listener = socket.create_server(("127.0.0.1", 0))
    line = FaultyLine(port=listener.getsockname()[1])
    threads: list[threading.Thread] = []

    def accept() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", target))
            line.carried = 0
            line._open += [client, server]
            for work in ((_to_server, client, server), (_to_client, server, client)):
                thread = threading.Thread(target=work[0], args=(line, *work[1:]))
                threads.append(thread)
                thread.start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield line
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join()
        _break(*line._open)
        for each in threads:
            each.join()
        for end in line._open:
            end.close()


def _to_server(line: FaultyLine, client: socket.socket, server: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while said := client.recv(65536):
            changed = line.to_server(said)
            if changed is None:
                break
            server.sendall(changed)
    _break(client, server)


def _to_client(line: FaultyLine, server: socket.socket, client: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while said := server.recv(65536):
            changed = line.to_client(said)
            if changed is None:
                break
            left = len(changed) if line.cut_after is None else line.cut_after - line.carried
            client.sendall(changed[: max(0, left)])
            line.carried += len(changed)
            if left < len(changed):
                break
    _break(client, server)


def _break(*ends: socket.socket) -> None:
    for each in ends:
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)

"""A line between client and server that a test can cut, freeze or refuse."""

import contextlib
import socket
import threading
from collections.abc import Iterator


class Proxy:
    """Forwards connections to a port of this machine."""

    def __init__(self, target: int) -> None:
        """Listen on a free port for connections to `target`."""
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._guard = threading.Lock()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._flowing = threading.Event()
        self._flowing.set()
        self._refusing = False
        self._closed = False
        self._run(self._accept)

    def cut(self) -> None:
        """Close the connections that are open now; new ones are let through."""
        with self._guard:
            victims = list(self._open)
        for each in victims:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def refuse(self) -> None:
        """Cut what is open, and hang up on whoever connects, until `admit`."""
        self._refusing = True
        self.cut()

    def admit(self) -> None:
        """Let new connections through again."""
        self._refusing = False

    def freeze(self) -> None:
        """Keep connections open and carry nothing, as a severed line does, until `thaw`."""
        self._flowing.clear()

    def thaw(self) -> None:
        """Carry what was held back, and what follows."""
        self._flowing.set()

    def close(self) -> None:
        """Stop listening and end every connection."""
        self._closed = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.thaw()
        self.cut()
        for each in self._threads:
            each.join()

    def _run(self, work: object, *args: object) -> None:
        thread = threading.Thread(target=work, args=args)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closed:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self._refusing:
                client.close()
                continue
            self._connect(client)

    def _connect(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self._target), timeout=5)
        except OSError:
            client.close()
            return
        server.settimeout(None)
        with self._guard:
            self._open |= {client, server}
        ends = threading.Semaphore(0)
        self._run(self._carry, client, server, ends)
        self._run(self._carry, server, client, ends)
        self._run(self._close_both, client, server, ends)

    def _carry(
        self, source: socket.socket, target: socket.socket, ends: threading.Semaphore
    ) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self._flowing.wait()
                target.sendall(data)
        for each in (source, target):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        ends.release()

    def _close_both(
        self, client: socket.socket, server: socket.socket, ends: threading.Semaphore
    ) -> None:
        # Closed only when neither direction uses them, or a new connection
        # could be given the number of a socket that is still being read.
        ends.acquire()
        ends.acquire()
        with self._guard:
            self._open -= {client, server}
        client.close()
        server.close()


@contextlib.contextmanager
def running_proxy(target: int) -> Iterator[Proxy]:
    """Run a proxy before the server on port `target`."""
    proxy = Proxy(target)
    try:
        yield proxy
    finally:
        proxy.close()

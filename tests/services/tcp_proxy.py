"""A door between a worker and its database that a test can shut: the database away for a while."""

import socket
import threading
from types import TracebackType


class Door:
    """Passes TCP connections on while open; shutting it ends those there are and refuses new ones."""

    def __init__(self, host: str, port: int) -> None:
        self.target = (host, port)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.is_open = True
        self.closing = False
        self.refused = threading.Event()
        self.pairs: list[socket.socket] = []
        self.lock = threading.Lock()
        self.thread = threading.Thread(target=self._accept, daemon=True)

    def shut(self) -> None:
        """Cut every connection and refuse new ones until `open`."""
        with self.lock:
            self.is_open = False
            self.refused.clear()
            self._cut()

    def open(self) -> None:
        """Let connections pass again."""
        with self.lock:
            self.is_open = True

    def _cut(self) -> None:
        for one in self.pairs:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # the other side was quicker
            finally:
                one.close()
        self.pairs.clear()

    def _accept(self) -> None:
        while not self.closing:
            try:
                inner, _address = self.listener.accept()
            except OSError:
                return
            with self.lock:
                if not self.is_open:
                    inner.close()
                    self.refused.set()
                    continue
                outer = socket.create_connection(self.target)
                self.pairs += [inner, outer]
            for here, there in ((inner, outer), (outer, inner)):
                threading.Thread(target=_pump, args=(here, there), daemon=True).start()

    def __enter__(self) -> "Door":
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing = True
        self.listener.close()
        with self.lock:
            self._cut()


def _pump(here: socket.socket, there: socket.socket) -> None:
    try:
        while data := here.recv(65_536):
            there.sendall(data)
        there.shutdown(socket.SHUT_WR)
    except OSError:
        return  # one side has gone, as a cut connection does

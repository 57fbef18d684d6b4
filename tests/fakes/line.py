"""A TCP line to a server that is really there, which a test cuts or stops, and mends."""

import socket
import threading
from contextlib import suppress
from typing import Self


class Line:
    """Connect to 127.0.0.1:`port` in place of the server. It begins mended.

    cut: every connection breaks off, and new ones too. stop: connections stay, and nothing comes through.
    """

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._is_whole = True
        self._flows = threading.Event()
        self._flows.set()
        self._ends: list[socket.socket] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        self._flows.set()

    def cut(self) -> None:
        """As if the server's process were gone."""
        self._is_whole = False
        for end in self._ends:
            hang_up(end)
        self._ends.clear()

    def stop(self) -> None:
        """As if the network swallowed everything."""
        self._flows.clear()

    def mend(self) -> None:
        """All is well again; what was stopped goes on."""
        self._is_whole = True
        self._flows.set()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near = self._listener.accept()[0]
                if not self._is_whole:
                    hang_up(near)
                    continue
                far = socket.create_connection(self._server)
                self._ends += [near, far]
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(source, target), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                self._flows.wait()
                target.sendall(data)
        hang_up(target)
        hang_up(source)


def hang_up(end: socket.socket) -> None:
    """Both ways, at once."""
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()

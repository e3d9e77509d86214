"""What may happen to a database that is a server: it ends connections, is away, or has its rows locked by somebody."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
import select
import socket
from threading import Event, Thread
from typing import Any, Final

from homeassistant.components.recorder.core import Recorder
from sqlalchemy import URL, Connection, NullPool, create_engine, event, make_url, text

INSERT: Final = "INSERT INTO statistics ("
SHIFT: Final = "UPDATE statistics SET sum="
CLEAR: Final = "DELETE FROM statistics_meta"

LOCK: Final = {
    "postgresql": "LOCK TABLE statistics IN EXCLUSIVE MODE",
    "mysql": "SELECT COUNT(*) FROM (SELECT id FROM statistics FOR UPDATE) AS locked",
}
"""What keeps others from writing rows, but not from reading them."""

IMPATIENT: Final = {
    "postgresql": {"options": "-c lock_timeout=1"},
    "mysql": {"init_command": "SET SESSION innodb_lock_wait_timeout = 0"},
}
"""How a connection is told not to wait for a lock; PostgreSQL takes 0 ms for ever."""


def end_connection(url: str, connection: Connection) -> None:
    """Have the server end a connection, as it does when it restarts; the recorder learns of it by its next statement."""
    driver: Any = connection.connection.driver_connection
    name = connection.dialect.name
    statement = (
        f"SELECT pg_terminate_backend({driver.info.backend_pid}, 5000)"
        if name == "postgresql"
        else f"KILL CONNECTION {driver.thread_id()}"
    )
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as other:
        other.execute(text(statement))


@contextmanager
def at_statement(
    recorder: Recorder, begins: str, number: int, do: Callable[[Connection], None]
) -> Iterator[list[str]]:
    """Do something just before the recorder's statement of a number, counted from 0, among those that begin so.

    Yields the list of those statements so far.
    """
    seen: list[str] = []

    def before(conn: Connection, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(begins):
            seen.append(statement)
            if len(seen) == number + 1:
                do(conn)

    engine = recorder.engine
    event.listen(engine, "before_cursor_execute", before)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", before)


@contextmanager
def locked_rows(url: str) -> Iterator[None]:
    """Have somebody else hold on to every row of the statistics."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as other, other.begin():
        other.execute(text(LOCK[other.dialect.name]))
        yield


def impatient(url: str) -> str:
    """Return the address that makes connections which do not wait long for a lock."""
    made = make_url(url)
    waiting = IMPATIENT[made.get_backend_name()]
    return _shown(made.update_query_dict(waiting))


class Relay:
    """A port of its own before the server's: whoever comes by it can be cut off, and the server seems to be away."""

    def __init__(self, url: str) -> None:
        """Listen, and take connections on in a thread."""
        made = make_url(url)
        assert made.host is not None
        assert made.port is not None
        self._server = (made.host, made.port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._port: int = self._listener.getsockname()[1]
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._away = Event()
        self._closed = Event()
        self.url = _shown(made.set(port=self._port))
        self._thread = Thread(target=self._take_on, name="waitpid-relay", daemon=True)
        self._thread.start()

    def cut(self) -> None:
        """Be away from now on."""
        self._away.set()
        for pair in self._pairs:
            for end in pair:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def restore(self) -> None:
        """Be back."""
        self._away.clear()

    def close(self) -> None:
        """End everything."""
        self._closed.set()
        self.cut()
        self._thread.join()
        self._listener.close()

    def _take_on(self) -> None:
        while not self._closed.is_set():
            if not select.select([self._listener], [], [], 0.05)[0]:
                continue
            client = self._listener.accept()[0]
            if self._away.is_set():
                client.close()
                continue
            server = socket.create_connection(self._server)
            self._pairs.append((client, server))
            for source, target in ((client, server), (server, client)):
                Thread(
                    target=_pass_on,
                    args=(source, target),
                    name="waitpid-relay",
                    daemon=True,
                ).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def _shown(url: URL) -> str:
    return url.render_as_string(hide_password=False)

"""A database of its own on a server, for each process that runs tests."""

import os
from typing import Final

from homeassistant.components.recorder.db_schema import Base
from sqlalchemy import NullPool, create_engine, inspect, make_url, text

_KEPT: Final = {"schema_changes", "migration_changes"}
"""What tells the recorder that its tables are those of today."""

_SYSTEM: Final = {"postgresql": "postgres", "mysql": "mysql"}

_CREATE: Final = {
    "postgresql": "CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0",
    "mysql": "CREATE DATABASE {} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
}

_WITHOUT_KEYS: Final = {
    "postgresql": "SET session_replication_role = replica",
    "mysql": "SET foreign_key_checks = 0",
}
"""How rows can be deleted in any order."""


def make_database(server: str) -> str:
    """Make a database for this process; return its address. One of that name is an error: it is somebody else's."""
    url = make_url(server)
    kind = url.get_backend_name()
    name = f"{url.database}_{os.environ.get('PYTEST_XDIST_WORKER', 'one')}"
    system = create_engine(
        url.set(database=_SYSTEM[kind]),
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
    )
    with system.connect() as connection:
        connection.execute(text(_CREATE[kind].format(name)))
    return url.set(database=name).render_as_string(hide_password=False)


def empty_database(url: str) -> None:
    """Delete every row that a recorder has left."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(_WITHOUT_KEYS[connection.dialect.name]))
        there = set(inspect(connection).get_table_names()) - _KEPT
        for table in Base.metadata.tables.values():
            if table.name in there:
                connection.execute(table.delete())

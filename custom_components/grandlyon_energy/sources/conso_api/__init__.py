"""Conso API, a public service that passes on what Enedis measured to whoever has the holder's own token."""

from .client import ConsoApiSource

__all__ = ["ConsoApiSource"]

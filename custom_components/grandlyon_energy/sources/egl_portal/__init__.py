"""Eau du Grand Lyon's portal for customers, by e-mail and password: the library pyeaugrandlyon and our own bounds."""

from .client import EglPortalSource

__all__ = ["EglPortalSource"]

"""Repair cards: which of them a home should show (`conditions` and what it asks), and the keeper that shows them.

A card says what to do in plain words. It appears and vanishes by itself, and never shows more of a meter's or
contract's number than its last four digits, nor a name, nor an address.
"""

from .keeper import IssueKeeper, remove_issues

__all__ = ["IssueKeeper", "remove_issues"]

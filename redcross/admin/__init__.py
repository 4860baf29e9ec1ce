"""Accounts and societies; reference lists, and records to read; people work in the pages.

Every kind of entry is registered by itself: see `entries.py`.
"""

from . import accounts, entries

__all__ = ["accounts", "entries"]

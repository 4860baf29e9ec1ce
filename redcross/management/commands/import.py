"""Stands before django-import-export's command of this name, which knows no rights and no log."""

from .import_records import Command

__all__ = ["Command"]

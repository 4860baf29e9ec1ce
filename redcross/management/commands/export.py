"""Stands before django-import-export's command of this name, which knows no rights and no log."""

from .export_records import Command

__all__ = ["Command"]

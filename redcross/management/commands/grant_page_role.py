from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from redcross.page_role import PAGE_ROLE, grant_page_role


class Command(BaseCommand):
    help = (
        "Gives the database role that serves pages what that takes and no more. To be run, as the "
        "owner of the tables, whenever they have been migrated."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", nargs="?", default=PAGE_ROLE)

    def handle(self, *, role: str, **options: Any) -> None:
        grant_page_role(role)

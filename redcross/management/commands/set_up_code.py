from typing import Any

from django.core.management.base import BaseCommand, CommandError

from redcross.models import User
from redcross.set_up.code import set_up_code


class Command(BaseCommand):
    help = "Prints the code with which the first administrator opens an account on the site."

    def handle(self, **options: Any) -> None:
        if User.objects.exists():
            raise CommandError("There are accounts already: an administrator opens the others.")
        self.stdout.write(set_up_code())

import getpass
from typing import Any

from django.contrib.auth.management.commands import changepassword

from redcross.models import User


class Command(changepassword.Command):
    help = "Gives a user a password to choose another with, and tells all whom that concerns."

    def handle(self, *args: Any, **options: Any) -> str | None:
        message = super().handle(*args, **options)
        User.objects.get(username=options["username"] or getpass.getuser()).password_was_given()
        return message

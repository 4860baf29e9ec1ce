import secrets
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from redcross.demo import Demonstration
from redcross.models import Role, Society, User

ACCOUNTS = (("luru", Role.STAFF), ("guanli", Role.ADMINISTRATOR), ("fuze", Role.LEADER))
TITLES = {Role.STAFF: "录入员", Role.ADMINISTRATOR: "管理员", Role.LEADER: "负责人"}


class Command(BaseCommand):
    help = "Loads the demonstration records and accounts; what is there already stays."

    @transaction.atomic
    def handle(self, **options: Any) -> None:
        society, _ = Society.objects.get_or_create(
            code="430212",
            defaults={
                "name": "株洲市渌口区红十字会",
                "short_name": "区红十字会",
                "demonstration": True,
            },
        )
        if not society.demonstration:
            raise CommandError(f"{society} keeps real records here.")
        passwords = self._accounts(society)
        demonstration = Demonstration(society, User.objects.get(username="luru"))
        for config in apps.get_app_configs():
            if find_spec(f"{config.name}.demo"):
                import_module(f"{config.name}.demo").load(demonstration)
        self.stdout.write("演示数据已载入 / demonstration records loaded. http://127.0.0.1:8000")
        for name, role in ACCOUNTS:
            self.stdout.write(f"  {TITLES[role]} {role:13} {name:8} {passwords.get(name, '—')}")

    def _accounts(self, society: Society) -> dict[str, str]:
        """Return passwords by user name, made once and kept beside the demonstration database."""
        password_file = settings.VAR_DIR / "demo-accounts"
        settings.VAR_DIR.mkdir(exist_ok=True)
        known = (
            dict(line.split() for line in password_file.read_text().splitlines())
            if password_file.exists()
            else {}
        )
        for name, role in ACCOUNTS:
            if User.objects.filter(username=name).exists() and name in known:
                continue
            known[name] = secrets.token_urlsafe(9)
            user = User.objects.filter(username=name).first()
            if user:
                user.set_password(known[name])
                user.save()
            else:
                user = User(username=name, society=society, last_name=TITLES[role])
                user.open_account(role=role, password=known[name], by=None)
        password_file.touch(mode=0o600)
        password_file.write_text("".join(f"{name} {known[name]}\n" for name, _ in ACCOUNTS))
        return known

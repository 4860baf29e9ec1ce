"""What the commands about one kind of entry share: which kind, and as whose account."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import override

from redcross.kinds import entry_kinds
from redcross.models import Entry, User

# How many accounts are named to choose from.
MOST_NAMED = 10


class EntryCommand(BaseCommand):
    """A command about one kind of entry, done with the rights of an account and under its name."""

    # What the account must be allowed to do.
    action: str

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "model", help="kind of entry: app_label.model, or its name in the plural as in 捐款"
        )
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--user", help="as whom; may be left out where one account alone may do it"
        )

    def handle(self, *, model: str, file: Path, user: str | None, **options: Any) -> None:
        kind = kind_named(model)
        self.run(kind, file, self._account(kind, user), options)

    def run(self, model: type[Entry], file: Path, user: User, options: dict[str, Any]) -> None:
        """Do it."""
        raise NotImplementedError

    def may(self, user: User, model: type[Entry]) -> bool:
        """Return whether the account may do it with entries of this kind."""
        return user.is_active and user.has_perm(model.permission(self.action))

    def _account(self, model: type[Entry], name: str | None) -> User:
        """Return the account of this name, or the one that alone may do it."""
        kind = model._meta.verbose_name_plural
        if name is None:
            able = [user for user in User.objects.order_by("username") if self.may(user, model)]
            if len(able) == 1:
                return able[0]
            names = _(", ").join(user.username for user in able[:MOST_NAMED]) or "—"
            raise CommandError(
                _("Say with --user as whom. With %(kind)s these may do it: %(names)s")
                % {"kind": kind, "names": names}
            )
        user = User.objects.filter(username__iexact=name).first()
        if user is None:
            raise CommandError(_("There is no account “%(name)s”.") % {"name": name})
        if not self.may(user, model):
            raise CommandError(
                _("The account “%(name)s” may not do this with %(kind)s.")
                % {"name": user.username, "kind": kind}
            )
        return user


def names_of(model: type[Entry]) -> list[str]:
    """Return what a kind may be called: its label, and its plural in each language."""
    names = [model._meta.label_lower]
    for language, _name in settings.LANGUAGES:
        with override(language):
            names.append(str(model._meta.verbose_name_plural))
    return names


def kind_named(name: str) -> type[Entry]:
    """Return the kind of entry that is called so. Raises CommandError naming all there are."""
    name_sought = name.strip().lower()
    for model in entry_kinds():
        if name_sought in map(str.lower, names_of(model)):
            return model
    known = (f"  {m._meta.label_lower}  {m._meta.verbose_name_plural}" for m in entry_kinds())
    text = _("There is no kind of entry “%(name)s”. Known are:") % {"name": name}
    raise CommandError("\n".join([text, *known]))


def printable(text: object) -> str:
    """Return the text in one line, without what would steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in str(text))

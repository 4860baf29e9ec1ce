"""What is asked on the first day."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redcross.forms import add_errors
from redcross.models import Role, Society, User

from .code import is_set_up_code

if TYPE_CHECKING:  # Django's own class cannot be subscripted.
    _ModelForm = forms.ModelForm[Society]
else:
    _ModelForm = forms.ModelForm


class SocietyForm(_ModelForm):
    """How the society is called."""

    class Meta:
        model = Society
        fields = ("name", "short_name", "code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Beside others its name and place are a superuser's: nobody takes those of another.
        for name in ("name", "code") if Society.objects.count() > 1 else ():
            self.fields[name].disabled = True


class FirstForm(SocietyForm):
    """The society and its first administrator, for who knows the code of the installation."""

    set_up_code = forms.CharField(
        label=_("set-up code"),
        max_length=40,
        help_text=_("Printed on the server by: manage.py set_up_code"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    person = forms.CharField(label=pgettext_lazy("person", "name"), max_length=30)
    username = forms.CharField(
        label=_("user name"),
        max_length=30,
        help_text=_("Letters and digits, for instance the name in pinyin. It stays."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("password"),
        max_length=100,
        strip=False,
        help_text=_("At least eight characters, not only digits, and nothing easily guessed."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("the password again"),
        max_length=100,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    field_order = ("set_up_code", "name", "short_name", "code", "person", "username")

    def clean_set_up_code(self) -> str:
        """Refuse whoever cannot read what the server prints."""
        typed: str = self.cleaned_data["set_up_code"]
        if not is_set_up_code(typed):
            raise ValidationError(_("This is not the code of this installation."))
        return typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        password, account = cleaned.get("password"), User(username=cleaned.get("username", ""))
        if password:
            try:
                validate_password(password, account)
            except ValidationError as error:
                self.add_error("password", error)
            if cleaned.get("again") and cleaned["again"] != password:
                self.add_error("again", _("The two passwords differ."))
        return cleaned

    def open_society(self) -> bool:
        """Save the society with its first administrator; return False, with errors, if refused.

        The group's row is the lock: of two who send the form at once one comes first.
        """
        try:
            with transaction.atomic():
                Group.objects.select_for_update().get(name=Role.ADMINISTRATOR)
                if User.objects.exists():
                    raise ValidationError(_("Somebody else has opened the first account."))
                society = self.save(commit=False)
                society.save_logged(by=None)
                User(
                    username=self.cleaned_data["username"],
                    last_name=self.cleaned_data["person"],
                    society=society,
                ).open_account(
                    role=Role.ADMINISTRATOR, password=self.cleaned_data["password"], by=None
                )
        except ValidationError as error:
            self.instance = Society()
            add_errors(self, error)
            return False
        return True

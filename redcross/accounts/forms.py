"""What is asked about an account, and of its owner."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redcross.forms import add_errors
from redcross.models import LogEntry, Role, Society, User, audit_log, generate_password


class AccountForm(forms.Form):
    """Name and role of an account; its own role nobody may choose."""

    name = forms.CharField(label=pgettext_lazy("person", "name"), max_length=30)
    role = forms.ChoiceField(
        label=_("role"),
        choices=Role.choices,
        help_text=_(
            "Staff enter records; an administrator keeps accounts, imports and merges as well; "
            "a leader reads and approves; an auditor reads everything and changes nothing."
        ),
    )

    def __init__(self, *args: Any, account: User, by: User, **kwargs: Any) -> None:
        known = {"name": account.get_full_name(), "role": account.role} if account.pk else {}
        kwargs["initial"] = known | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.account, self.by = account, by
        # Whether the role is given only once another person confirms it.
        self.waits = False
        if account.pk and account.pk == by.pk:
            self.fields["role"].disabled = True

    def save(self) -> bool:
        """Save what was typed; return False, with errors, when it is refused."""
        try:
            self.waits = not self.account.change_account(
                name=self.cleaned_data["name"], role=self.cleaned_data["role"], by=self.by
            )
        except ValidationError as error:
            self.add_error(None, error.messages)
            return False
        return True


class NewAccountForm(AccountForm):
    """A new account, and its first password unless that is to be made up.

    A superuser says of which society it is.
    """

    society = forms.ModelChoiceField(Society.objects.all(), label=_("society"))
    username = forms.CharField(
        label=_("user name"),
        max_length=30,
        help_text=_("Letters and digits, for instance the name in pinyin. It stays."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    password = forms.CharField(
        label=_("first password"),
        max_length=100,
        required=False,
        strip=False,
        help_text=_("Left empty, one is made up and shown once. It opens one sign-in only."),
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "autocomplete": "off", "data-sensitive": ""}
        ),
    )
    field_order = ("society", "name", "username", "role", "password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.account.society_id is not None:
            del self.fields["society"]

    def clean_username(self) -> str:
        """Refuse a name that differs from another only in capital letters."""
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(_("This user name is taken."))
        return username

    def clean_password(self) -> str:
        """Return the password, one that is made up where none was typed."""
        password: str = self.cleaned_data["password"]
        if not password:
            return generate_password()
        validate_password(password, User(username=self.cleaned_data.get("username", "")))
        return password

    def save(self) -> bool:
        """Open the account; return False, with errors, when it is refused."""
        self.account.society = self.cleaned_data.get("society") or self.account.society
        self.account.username = self.cleaned_data["username"]
        self.account.last_name = self.cleaned_data["name"]
        try:
            self.waits = not self.account.open_account(
                role=self.cleaned_data["role"], password=self.cleaned_data["password"], by=self.by
            )
        except ValidationError as error:
            add_errors(self, error)
            return False
        return True


class OwnPasswordForm(ChangePasswordForm):
    """The page on which one changes one's own password; another one it must be."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Allauth's leads to a page that would send mail.
        self.fields["oldpassword"].help_text = ""

    def clean_oldpassword(self) -> str:
        """Count a guess as one at the sign-in: whoever sits down at an open session tries here."""
        password: str = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        if self.user.check_password(password):
            raise ValidationError(_("Choose a password that differs from the present one."))
        return password


class LoggedFactorMixin(BaseAuthenticateForm):
    """A code that is not even tried, after too many wrong ones, is logged as those are."""

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()
        except ValidationError as error:
            if error.code == "too_many_login_attempts":
                audit_log.write_attempt(LogEntry.Action.SIGN_IN_REFUSED, self.user.username)
            raise
        return code


class FactorForm(LoggedFactorMixin, AuthenticateForm):
    """The second factor at the sign-in."""


class FactorAgainForm(LoggedFactorMixin, ReauthenticateForm):
    """The second factor of who is signed in, before what matters more."""

"""Whether the settings are those of a server that people rely on."""

from pathlib import Path

from django.conf import settings
from django.core import checks
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .findings import ToDo, check

# Of Django's own list for servers, what is asked here in other words or is not meant:
# subdomains and preloading (W005, W021) are for who runs the domain.
_ASKED_ELSEWHERE = {
    *("security.W005", "security.W008", "security.W012", "security.W016", "security.W018"),
    *("security.W004", "security.W020", "security.W021"),
}


@check(gettext_lazy("Debug mode"))
def debug() -> str:
    if settings.DEBUG:
        raise ToDo(_("This is a trial. On a server take DEBUG out of the settings."))
    return _("off")


@check(gettext_lazy("Keys"))
def keys() -> str:
    trial = settings.VAR_DIR / "keys"
    own = (settings.SECRET_KEY, settings.DIGEST_KEY, *settings.FIELD_KEYS.values())
    content = trial.read_text(encoding="utf-8") if trial.exists() else ""
    if any(key in content for key in own):
        raise ToDo(_("The keys are those of a trial. Make new ones, see docs/installing.md."))
    if any(len(set(key)) < 16 for key in own):
        raise ToDo(_("A key can be guessed: it has few different characters. Make a new one."))
    if len({*own}) < len(own):
        raise ToDo(_("Two of the keys are the same. Make one of them anew."))
    return _("SECRET_KEY, DIGEST_KEY and %(number)s of FIELD_KEYS are set") % {
        "number": len(settings.FIELD_KEYS)
    }


@check(gettext_lazy("Names of the site"))
def hosts() -> str:
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        raise ToDo(_("Set ALLOWED_HOSTS to the names under which the site is opened."))
    return ", ".join(settings.ALLOWED_HOSTS)


@check(gettext_lazy("HTTPS"))
def https() -> str:
    if not settings.SESSION_COOKIE_SECURE:
        raise ToDo(_("Passwords cross the network in clear: set HTTPS to true."))
    return _("required")


@check(gettext_lazy("Addresses of clients"))
def proxies() -> str:
    if not settings.TRUSTED_PROXIES:
        raise ToDo(
            _("Set TRUSTED_PROXIES to the address of the web server, 127.0.0.1 on this machine.")
        )
    if any(network.prefixlen == 0 for network in settings.TRUSTED_PROXIES):
        raise ToDo(_("TRUSTED_PROXIES trusts everybody. Name the web server alone."))
    return ", ".join(map(str, settings.TRUSTED_PROXIES))


@check(gettext_lazy("Mail to whoever keeps the server"))
def mail() -> str:
    if not settings.ADMINS:
        return _("nobody is written to; ADMINS and EMAIL_URL would change that")
    if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        raise ToDo(_("ADMINS is set, and no server for mail. Set EMAIL_URL."))
    return ", ".join(address for _name, address in settings.ADMINS)


@check(gettext_lazy("Django's own checks"))
def own_checks() -> str:
    found = [
        message
        for message in checks.run_checks(include_deployment_checks=True)
        if message.level >= checks.WARNING and message.id not in _ASKED_ELSEWHERE
    ]
    if found:
        raise ToDo("; ".join(f"{message.id} {message.msg}" for message in found))
    return _("nothing found")


@check(gettext_lazy("Static files and translations"))
def prepared_files() -> str:
    if not settings.DEBUG and not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        raise ToDo(_("Run manage.py collectstatic."))
    catalogues = [*settings.LOCALE_PATHS[0].glob("*/LC_MESSAGES/django.po")]
    for catalogue, compiled in [(one, one.with_suffix(".mo")) for one in catalogues]:
        if not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime:
            raise ToDo(_("Run manage.py compilemessages."))
    return _("made")

"""Settings of every installation; what differs between them comes from the environment.

Outside debug the keys must be given: SECRET_KEY, FIELD_KEYS (`1:<44 characters>,2:…`, the highest
number encrypts, all decrypt) and DIGEST_KEY. In debug they are made once and kept in `var/keys`.
"""

import secrets
from pathlib import Path

import environ
from cryptography.fernet import Fernet
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor

from .client_address import trusted_networks

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
env = environ.Env()
DEBUG = env.bool("DEBUG", default=False)

if DEBUG:
    keys = VAR_DIR / "keys"
    if not keys.exists():
        VAR_DIR.mkdir(exist_ok=True)
        keys.touch(mode=0o600)
        keys.write_text(
            f"SECRET_KEY={secrets.token_urlsafe(50)}\n"
            f"FIELD_KEYS=1:{Fernet.generate_key().decode()}\n"
            f"DIGEST_KEY={secrets.token_urlsafe(32)}\n"
        )
    env.read_env(keys)

SECRET_KEY = env.str("SECRET_KEY")
FIELD_KEYS = {int(number): key for number, key in (k.split(":") for k in env.list("FIELD_KEYS"))}
DIGEST_KEY = env.str("DIGEST_KEY")
if len(SECRET_KEY) < 40 or len(DIGEST_KEY) < 32:
    raise ImproperlyConfigured("SECRET_KEY needs 40 characters, DIGEST_KEY 32.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"] if DEBUG else [])

# The networks of the proxies before the server, whose word is taken for the client's address.
try:
    TRUSTED_PROXIES = trusted_networks(env.list("TRUSTED_PROXIES", default=[]))
except ValueError as error:
    raise ImproperlyConfigured(f"TRUSTED_PROXIES: {error}") from error

EMBEDDED_DATABASE = "DATABASE_URL" not in env
if EMBEDDED_DATABASE:
    from .database import embedded

    database = embedded(VAR_DIR / "postgres")
    database["USER"] = env.str("EMBEDDED_ROLE", default=database["USER"])
else:
    database = env.db()
DATABASES = {
    "default": {
        **database,
        # PostgreSQL keeps the plans of figures with the connection; to plan them takes longest.
        "CONN_MAX_AGE": 3600,
        "CONN_HEALTH_CHECKS": True,
    }
}
# A copy of the database that PostgreSQL keeps up to date. Figures alone are counted there, see
# redcross/figures/replica.py; what is asked of it by name may only read.
if "REPLICA_DATABASE_URL" in env:
    replica = env.db("REPLICA_DATABASE_URL")
    DATABASES["replica"] = {
        **DATABASES["default"],
        **replica,
        "OPTIONS": {
            **replica.get("OPTIONS", {}),
            "connect_timeout": 2,
            "options": "-c default_transaction_read_only=on",
        },
        "TEST": {"MIRROR": "default"},
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Shared by all processes, so that the lockout after failed sign-ins holds in each of them.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}

INSTALLED_APPS = [
    "redcross",
    "donations",
    "relief",
    "training",
    "campaigns",
    "reports",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_tables2",
    "import_export",
    # Last: it imports the `tasks` of all apps, which are ready by then.
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "redcross.middleware.OriginMiddleware",
    "redcross.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    *([] if DEBUG else ["whitenoise.middleware.WhiteNoiseMiddleware"]),
    "csp.middleware.CSPMiddleware",
    "redcross.middleware.NullCharacterMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "redcross.middleware.StrangersBodyMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "redcross.middleware.OwnPasswordMiddleware",
    "redcross.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "redcross.middleware.SavedFormMiddleware",
]
ROOT_URLCONF = "redcross.urls"
WSGI_APPLICATION = "redcross.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "redcross.context_processors.layout",
            ]
        },
    }
]
FORM_RENDERER = "redcross.forms.renderer.WidgetRenderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "table.html"
# The admin asks for the same permissions as our pages.
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "export"
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "import"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "redcross" / "locale"]
TIME_ZONE = "Asia/Shanghai"
FORMAT_MODULE_PATH = ["redcross.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
# Attachments are served by a view that asks who may see the record; no URL leads here.
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(VAR_DIR / "attachments"))
# What is written by one of the server's users its others read by their group, which the folder
# gives to what is in it; nobody else.
EVIDENCE_STORAGE = {
    "BACKEND": "redcross.storage.WholeFileStorage",
    "OPTIONS": {"file_permissions_mode": 0o640, "directory_permissions_mode": 0o770},
}
STATIC_STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"
if DEBUG:
    STATIC_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
# The fonts of papers, 31 MB, are read here and sent to nobody: compressing them takes minutes.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "otf"]
STORAGES = {"default": EVIDENCE_STORAGE, "staticfiles": {"BACKEND": STATIC_STORAGE}}

# Where backups are written, whom they can be read with, and how many are kept: the last of each of
# so many days, weeks and months.
BACKUP_DIR = env.str("BACKUP_DIR", default=str(VAR_DIR / "backups"))
BACKUP_KEY = env.str("BACKUP_KEY", default="")
BACKUP_KEEP = env.list("BACKUP_KEEP", cast=int, default=[7, 5, 12])
if len(BACKUP_KEEP) != 3 or min(BACKUP_KEEP) < 0:
    raise ImproperlyConfigured("BACKUP_KEEP is three numbers: days, weeks, months.")

AUTH_USER_MODEL = "redcross.User"
AUTHENTICATION_BACKENDS = ["redcross.permissions.RightsBackend"]
AUTH_PASSWORD_VALIDATORS = [
    *(
        {"NAME": f"django.contrib.auth.password_validation.{name}"}
        for name in (
            "UserAttributeSimilarityValidator",
            "CommonPasswordValidator",
        )
    ),
    {"NAME": "redcross.accounts.passwords.LengthValidator"},
    {"NAME": "redcross.accounts.passwords.ComplexityValidator"},
    {"NAME": "redcross.accounts.passwords.RepeatValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "redcross.permissions.ClosedSignupAdapter"
ACCOUNT_FORMS = {"change_password": "redcross.accounts.forms.OwnPasswordForm"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# GB/T 22239-2019: five failed sign-ins lock for 300 s.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,20/5m/ip"}
MFA_TOTP_ISSUER = "Red Cross Records"
MFA_ADAPTER = "redcross.accounts.second_factor.EncryptedSecrets"
MFA_FORMS = {
    "authenticate": "redcross.accounts.forms.FactorForm",
    "reauthenticate": "redcross.accounts.forms.FactorAgainForm",
}
ACCOUNT_SESSION_REMEMBER = False
# GB/T 22239-2019: an idle session ends; every request renews it.
SESSION_COOKIE_AGE = env.int("SESSION_IDLE_SECONDS", default=1800)
SESSION_SAVE_EVERY_REQUEST = True
CSRF_COOKIE_HTTPONLY = True
if not DEBUG:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("HTTPS", default=True)
    SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE
    SECURE_HSTS_SECONDS = 31536000 if SESSION_COOKIE_SECURE else 0
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Who is written to when something fails, and through which server; nobody, unless it is set.
ADMINS = [("", address) for address in env.list("ADMINS", default=[])]
SERVER_EMAIL = DEFAULT_FROM_EMAIL = env.str("SERVER_EMAIL", default="root@localhost")
vars().update(env.email("EMAIL_URL", default="consolemail://"))
SLOW_QUERY_SECONDS = env.float("SLOW_QUERY_SECONDS", default=1.0)
LOG_FILE = env.str("LOG_FILE", default=str(VAR_DIR / "log" / "redcross.log"))
# The seals of the log once more, where whoever changes the database does not look.
SEALS_FILE = env.str("SEALS_FILE", default=str(Path(LOG_FILE).parent / "log-seals"))
Path(LOG_FILE).parent.mkdir(parents=True, exist_ok=True)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "redcross.request_log.JsonLines"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler"},
        # It is opened anew once another has put it aside, and so is rotated under all processes.
        "file": {
            "class": "logging.handlers.WatchedFileHandler",
            "filename": LOG_FILE,
            "encoding": "utf-8",
            "delay": True,
            "formatter": "lines",
        },
        "mail": {
            "class": "django.utils.log.AdminEmailHandler",
            "level": "ERROR",
            "reporter_class": "redcross.request_log.ShortReporter",
        },
    },
    "root": {"level": "WARNING", "handlers": ["file", "mail"]},
    # What Django would send to ADMINS itself goes with all else.
    "loggers": {"django": {"handlers": ["console"] if DEBUG else [], "level": "INFO"}},
}

# A worker that is stopped gives what it works on five seconds; then that goes back to the queue.
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": 2,
    "delete_jobs": "successful",
    "shutdown_graceful_timeout": 5.0,
}
# A list of more rows is written by the worker, and its file kept for so many hours.
EXPORT_ROWS_AT_ONCE = 10_000
EXPORT_FILE_HOURS = 24
# A year of more files is packed for the archive by the worker.
ARCHIVE_FILES_AT_ONCE = 100

# Food and medicine are taken with at least half a year before they expire.
SHELF_LIFE_DAYS = 183
# How long before it the home page reminds of the end of a term (换届), and of the day on which the
# battery or the pads of an AED, or goods in store, expire; how long an AED may stand unseen.
TERM_NOTICE_DAYS = 183
AED_EXPIRY_NOTICE_DAYS = 60
GOODS_EXPIRY_NOTICE_DAYS = 90
AED_INSPECTION_DAYS = 90
ATTACHMENT_MAX_BYTES = 20 * 1024 * 1024
SPREADSHEET_MAX_BYTES = 20 * 1024 * 1024
# A spreadsheet of more rows, or bytes, takes longer than a request may: the worker reads it.
IMPORT_ROWS_AT_ONCE = 1000
IMPORT_BYTES_AT_ONCE = 200 * 1024
# Its content, and what it says, are kept so long.
IMPORT_RETENTION_DAYS = 30
# How long a scan waits to be placed.
SCAN_RETENTION_DAYS = 30
# How long the file of evidence that was taken out stays; None keeps it for ever.
ATTACHMENT_RETENTION_DAYS: int | None = env.int("ATTACHMENT_RETENTION_DAYS", default=None)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# What somebody sends who has not signed in: a form, and a file that is compared with a print.
STRANGERS_MAX_BYTES = 64 * 1024
VERIFY_MAX_BYTES = 100 * 1024 * 1024
STRANGERS_FILES = {"reports:verify": VERIFY_MAX_BYTES}
# A roster of 500 people, nine cells each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# What each list page offers; the first is the default.
PAGE_SIZES = [25, 50, 100]
SITE_NAME = _("Red Cross Records")

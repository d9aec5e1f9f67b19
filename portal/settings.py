"""One settings file, read from the environment only. `.env.example` lists every key; a test proves it."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from portal import data_folder, postgres

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if env.str("PORTAL_ENV_FILE", ""):
    env.read_env(env.str("PORTAL_ENV_FILE"))

# == Where things are ==
DATA_DIR = data_folder.path()
PORT = env.int("PORT", 8000)
PORTAL_URL = env.str("PORTAL_URL", f"http://localhost:{PORT}").rstrip("/")
PORTAL_DEMO = env.bool("PORTAL_DEMO", False)
PORTAL_NAME = _("Common Ground")


def secret_key() -> str:
    """The key from the environment, or from the file that `manage.py up` made in the data folder."""
    if key := env.str("SECRET_KEY", ""):
        return key
    file = DATA_DIR / "secret_key"
    if file.exists():
        return file.read_text().strip()
    raise ImproperlyConfigured(f"Set SECRET_KEY, or start with `manage.py up`, which keeps one in {file}.")


SECRET_KEY = secret_key()
DEBUG = False
HTTPS = PORTAL_URL.startswith("https://")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [PORTAL_URL]

# The demonstration has log-ins with a published password: it never runs at a public https address.
if PORTAL_DEMO and HTTPS:
    raise ImproperlyConfigured("PORTAL_DEMO is for a machine of your own, not for an https:// address.")

# == The house ==
APPS = [
    "core", "accounts", "topics", "contributions", "petitions", "forums", "consultations",
    "moderation", "insights", "answers", "digests", "notices", "portal",
]  # fmt: skip
INSTALLED_APPS = [
    "modeltranslation",  # before admin, which it extends
    *APPS,
    "portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "template_partials",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "rest_framework",
    "drf_spectacular",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads each answer by chance, so that its length tells nothing
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.second_factor",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "accounts.context.viewer",
                "portal.context.portal",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "core.templatetags.charts",
                "core.templatetags.parts",
                "core.templatetags.series",
                "core.templatetags.times",
                "core.templatetags.words",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# == The database is the only state ==
DATABASE_URL = env.str("DATABASE_URL", "") or postgres.address(DATA_DIR / "postgres")
DATABASES: dict[str, dict[str, Any]] = {"default": env.db_url_config(DATABASE_URL)}
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["OPTIONS"]["pool"] = {
    "min_size": 1,
    "max_size": env.int("DATABASE_POOL", 8),
    "timeout": 5,
    "reconnect_timeout": 10,  # then the next request tries again, instead of waiting ever longer
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "")
CACHES = {
    "default": (
        {"BACKEND": "core.cache.ForgivingRedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
    )
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"

# == People ==
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.RoleBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_RATE_LIMITS = {
    "signup": "20/m/ip",
    "login": "60/m/ip",
    "login_failed": "10/m/ip",  # and django-axes: by person and address; never by person alone
    "confirm_email": "3/3m/key",  # the code, and two more of them
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "accounts.backends.email_tried"
AXES_CLIENT_IP_CALLABLE = "core.limits.address"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_TEMPLATE = "429.html"
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)  # how many proxies of ours stand before the portal

# == Languages ==
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский"), ("uk", "Українська")]
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_LANGUAGES = ("en", "ru", "uk")
MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": ("en", "uk", "ru")}
MODELTRANSLATION_CUSTOM_FIELDS = ()
FORMAT_MODULE_PATH = "portal.formats"
USE_TZ = True
TIME_ZONE = "UTC"

# == Files ==
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# == Headers ==
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = False  # the proxy before the portal does it
SILENCED_SYSTEM_CHECKS = [
    "security.W008",  # says the same
    "security.W005",  # what else stands below the host name is the operator's to know: HSTS_SUBDOMAINS
    "security.W021",  # the same
]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS and env.bool("HSTS_SUBDOMAINS", False)
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
CSRF_FAILURE_VIEW = "portal.views.form_expired"

# == E-mail ==
EMAIL_URL = env.str("EMAIL_URL", "") or f"maildir://{DATA_DIR / 'mailbox'}"
if EMAIL_URL.startswith("maildir://"):
    EMAIL_BACKEND = "core.mailbox.MaildirBackend"
    MAILBOX_DIR: Path | None = Path(EMAIL_URL.removeprefix("maildir://"))
else:
    vars().update(env.email_url_config(EMAIL_URL))
    MAILBOX_DIR = None
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("EMAIL_FROM", "Common Ground <portal@localhost>")

# == Work in the background ==
CELERY_BROKER_URL = REDIS_URL or "pgmq://"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"queue_order_strategy": "priority"}
    if REDIS_URL
    else {
        # as words, since pgmq reads no ?host= in an address
        "conn_string": make_conninfo("", **conninfo_to_dict(DATABASE_URL)),
        "init_extension": False,
        "use_notify": True,
        "pool_size": 3,
        "wait_time_seconds": 0,  # NOTIFY wakes the worker; a long poll would go through the queues one by one
        "visibility_timeout": 300,
    }
)
CELERY_WORKER_ENABLE_REMOTE_CONTROL = bool(REDIS_URL)  # with pgmq each start would leave a queue behind
CELERY_TASK_IGNORE_RESULT = True
# The database keeps the work, so either is safe. Late: a worker that must end at once can drop what it runs.
# Not with Redis: an ack after losing it would end the worker (kombu 5.7).
CELERY_TASK_ACKS_LATE = not REDIS_URL
CELERY_TASK_SERIALIZER = "json"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_TIMEZONE = "UTC"

# == Programming interface ==
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "core.api.Pages",
    "PAGE_SIZE": 50,
    "DEFAULT_THROTTLE_CLASSES": ["core.api.VisitorThrottle"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Common Ground",
    "DESCRIPTION": "Everything that is public on the portal, and nothing that is not. Read-only.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "ENUM_NAME_OVERRIDES": {
        "PetitionState": "petitions.states.State",
        "ConsultationState": "consultations.states.State",
    },
}

# == What the portal allows ==
CONTRIBUTIONS_BEFORE_TRUST = 2  # so many approved contributions, and the next ones appear at once
SMALLEST_GROUP = 10  # no figure about fewer people leaves the portal
PETITION_OPEN_DAYS = 183

LOG_LEVEL = env.str("LOG_LEVEL", "WARNING")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
    },
    "filters": {"requests": {"()": "core.logs.RequestFilter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["requests"]}
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {"psycopg": {"level": LOG_LEVEL}},  # it sets its own otherwise
}

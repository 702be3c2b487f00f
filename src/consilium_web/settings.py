"""Settings of the site. Everything a centre may change is an environment variable that begins with CONSILIUM_.

docs/administrators.md lists them with their meaning.
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from whitenoise.compress import Compressor

from consilium_web.databases import database
from consilium_web.keyfiles import keyfile


def _env(name: str, default: str = "") -> str:
    return os.environ.get(f"CONSILIUM_{name}", default)


def _yes(name: str) -> bool:
    return _env(name) in ("1", "yes", "true")


PACKAGE = Path(__file__).resolve().parent
VAR = Path(_env("VAR", "var")).resolve()  # database, keys, records, mail: all that is private, outside the repository
os.umask(0o077)  # whatever the site writes is for its own account only, in a folder made by others too
VAR.mkdir(parents=True, exist_ok=True, mode=0o700)

DEBUG = False
DEMO = _yes("DEMO")  # synthetic people, and staff who may skip their second factor
SITE_NAME = "Consilium"
CONTACT_EMAIL = _env("CONTACT_EMAIL")

# --- Where it is served
HOSTS = [host for host in _env("HOSTS").split(",") if host]
LOCAL = not HOSTS  # on one's own computer only, without TLS
ALLOWED_HOSTS = HOSTS or ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in HOSTS]
ROOT_URLCONF = "consilium_web.urls"
WSGI_APPLICATION = "consilium_web.wsgi.application"

SITE_ADDRESS = _env("ADDRESS", f"https://{HOSTS[0]}/" if HOSTS else "")  # what a mail leads to

# --- Secrets
SECRET_KEY = keyfile(VAR / "secret.key").read_text()
# Made by `manage.py setup` and never by a page: a disk that failed to mount must not get a new key in silence.
CONSILIUM_MASTER_KEY = Path(_env("MASTER_KEY_FILE", str(VAR / "master.key")))

# --- What it is made of
INSTALLED_APPS = [
    "consilium_web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_tasks",
    "django_tasks_db",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "consilium_web.middleware.private",
    "consilium_web.middleware.idle_session",
    "consilium_web.middleware.acting",
    "consilium_web.middleware.second_factor",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "consilium_web.templating.site",
            ],
            "builtins": ["consilium_web.templatetags.components"],
        },
    }
]
FORM_RENDERER = "consilium_web.forms_renderer.Renderer"

# --- Rows, jobs, files
DATABASES = {"default": database(_env("DATABASE"), VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
CONSILIUM_FILES = VAR / "records"  # sealed files, named by their id
CONSILIUM_TALK_DAYS = int(_env("TALK_DAYS", "7"))  # after so many days without a result a difference counts as open
CONSILIUM_SEEN_DAYS = int(_env("SEEN_DAYS", "3"))  # an opinion that nobody opened for so long is back in the queue
CONSILIUM_UPLOAD_LIMIT = int(_env("UPLOAD_LIMIT", str(2 * 1024**3)))  # bytes in one upload
CONSILIUM_CASE_LIMIT = int(_env("CASE_LIMIT", str(20 * 1024**3)))  # bytes of all files of one case
CONSILIUM_UNFINISHED_DAYS = int(_env("UNFINISHED_DAYS", "7"))  # a file that did not arrive whole is kept for so long
FILE_UPLOAD_TEMP_DIR = VAR / "uploads"
FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True, mode=0o700)
FILE_UPLOAD_HANDLERS = [
    "consilium_web.storage.uploads.PublicUploadHandler",
    "consilium_web.storage.uploads.SealingUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # forms; files are limited by the uploads' own rule
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 50
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "bcmap", "pfb", "ttf")  # slow, little gain
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "files"}},
    "staticfiles": {"BACKEND": "consilium_web.static_files.HashedNames"},
}

# --- People
AUTH_USER_MODEL = "consilium_web.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "consilium_web.accounts.passwords.GoodPassword"}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "consilium_web.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "consilium_web.accounts.forms.SignupForm"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"{SITE_NAME}: "
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if LOCAL else "https"
MFA_ADAPTER = "consilium_web.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL

# --- A hospital's own sign-on (OpenID Connect), where one is named
OIDC = {"server_url": _env("OIDC_SERVER"), "client_id": _env("OIDC_CLIENT"), "name": _env("OIDC_NAME", "your hospital")}
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "hospital",
                "name": OIDC["name"],
                "client_id": OIDC["client_id"],
                "secret": Path(_env("OIDC_SECRET_FILE")).read_text().strip() if _env("OIDC_SECRET_FILE") else "",
                "settings": {"server_url": OIDC["server_url"]},
            }
        ]
        if OIDC["server_url"]
        else [],
    }
}
SOCIALACCOUNT_ADAPTER = "consilium_web.accounts.adapters.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True  # staff only: the adapter
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form that leads to another host is what the policy of the pages forbids
SOCIALACCOUNT_STORE_TOKENS = False

# --- Mail: to a file beside the database until a mail server is named
EMAIL_HOST = _env("EMAIL_HOST")
EMAIL_PORT = int(_env("EMAIL_PORT", "587"))
EMAIL_HOST_USER = _env("EMAIL_USER")
EMAIL_HOST_PASSWORD = _env("EMAIL_PASSWORD")
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_TIMEOUT = 30  # seconds; a mail server that does not answer holds up no other job for longer
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
DEFAULT_FROM_EMAIL = _env("EMAIL_FROM", "consilium@localhost")
ADMINS: list[tuple[str, str]] = []  # nobody is mailed an error: it could hold what a patient sent

# --- Language and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = _env("TIME_ZONE", "UTC")

# --- What a browser is allowed
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = not LOCAL
SECURE_HSTS_SECONDS = 0 if LOCAL else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOCAL
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _yes("BEHIND_PROXY") else None
ALLAUTH_TRUSTED_PROXY_COUNT = int(_yes("BEHIND_PROXY"))  # whose word on a visitor's address the limits on tries believe
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "consilium_session"
SESSION_COOKIE_AGE = 60 * 60  # an hour without a click signs a person out
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "consilium_web.views.sealed_messages.SealedMessages"

# --- Logs: what happened and where in the code, never what a person sent
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"quiet": {"()": "consilium_web.logs.QuietFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "quiet"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django_tasks_db": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "consilium_web": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}

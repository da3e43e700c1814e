"""Settings of the portal. Infrastructure comes from the environment; what differs between charities
stands in the Organisation row. Every name read here is described in .env.example."""

from pathlib import Path

import environ
from celery.schedules import crontab, schedule
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# --- What kind of place this is -------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
# The demonstration shows its own mail at /demo/mail/ and prints sign-ins. Never on real people's data.
DEMONSTRATION = env.bool("DEMONSTRATION", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="debug-only-key-that-no-real-portal-accepts" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY in the environment. See .env.example.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"] if DEBUG else [])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
# Which code this is, where no .git folder says so.
PORTAL_VERSION = env.str("PORTAL_VERSION", default="")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

# --- Apps, from the base to the right. Only here and in the root URLconf are those to the right named. --

INSTALLED_APPS = [
    "involvement.apps.InvolvementConfig",
    "meetings.apps.MeetingsConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_celery_beat",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "involvement.middleware.ViewerMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "involvement.middleware.SecondStepMiddleware",
    "involvement.middleware.DoorMiddleware",
    "involvement.middleware.OwnWordsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "involvement.urls"
WSGI_APPLICATION = "involvement.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "involvement.context_processors.portal",
            ],
        },
    },
]

# --- Database: SQLite with options that keep writers from failing (RELIABILITY §4), or PostgreSQL ---

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")}
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    if not DATABASES["default"].get("DISABLE_SERVER_SIDE_CURSORS"):
        # Compiling the audit's query took six seconds, running it four milliseconds (docs/decisions/production.md).
        DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
# Kept open on SQLite too: opening one with its settings costs a page a fifth of its time there.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)

# Rate limits live here, in the database, so that they hold across processes and without Redis (rule 20).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "involvement_limit",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # What every page needs and seldom changes (the Organisation row); each process keeps its own for seconds.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "TIMEOUT": 15},
}

# --- Signing in -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "involvement.User"
AUTHENTICATION_BACKENDS = ["involvement.sign_in.PortalBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "/sign-in/"
ACCOUNT_ADAPTER = "involvement.sign_in.PortalAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
# No mail to an address that nobody here has: it would tell a stranger's inbox about us.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_USERNAME_MIN_LENGTH = 3
ACCOUNT_FORMS = {
    "login": "involvement.forms.sign_in.SignInForm",
    "request_login_code": "involvement.forms.sign_in.CodeRequestForm",
    "confirm_login_code": "involvement.forms.sign_in.CodeForm",
}
# Time enough (seconds) to open one's mail on another device.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
# By key as well as by address, like every public form: see involvement/operations/limits.py.
ACCOUNT_RATE_LIMITS = False

# Whoever works here takes a second step when they sign in (docs/decisions/second-factor.md).
SECOND_FACTOR = env.bool("SECOND_FACTOR", default=not DEMONSTRATION)
MFA_ADAPTER = "involvement.second_step.PortalMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# A phone whose clock is half a minute wrong still fits.
MFA_TOTP_TOLERANCE = 1

SESSION_ENGINE = "involvement.sessions"
SESSION_COOKIE_NAME = "portal"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# Own device: 30 days. Shared computer: 20 minutes since the last page, with a warning (seconds).
SESSION_COOKIE_AGE = 30 * 24 * 3600
SHARED_SESSION_SECONDS = 20 * 60
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "involvement.views.errors.words_kept"

# --- Safe by default ------------------------------------------------------------------------------

HTTPS = env.bool("HTTPS", default=not DEBUG)
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
# Both are promises about names that are not the portal's own, and no browser forgets them for a year: only the charity
# knows whether they hold. So they are off until .env says so, and Django need not ask again.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = ["security.W005"] if not SECURE_HSTS_INCLUDE_SUBDOMAINS else []
SILENCED_SYSTEM_CHECKS += ["security.W021"] if not SECURE_HSTS_PRELOAD else []
SECURE_REDIRECT_EXEMPT = [r"^health/(metrics/)?$"]
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    },
}
PERMISSIONS_POLICY = {
    "camera": [],
    "geolocation": [],
    "microphone": [],
    "payment": [],
    "usb": [],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- Words, places, files -------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [
    ("en-gb", _("English")),
    ("pl", _("Polski")),
    ("ar", _("العربية")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
# Who was erased, as opaque ids: outside every backup, so that a restore erases them anew (rule 25).
ERASURES_FILE_SET = bool(env.str("ERASURES_FILE", default=""))
ERASURES_FILE = Path(env.str("ERASURES_FILE", default="") or VAR_DIR / "erasures.txt")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "involvement.static_names.RememberedNamesStorage"
        ),
    },
}
WHITENOISE_USE_FINDERS = DEBUG

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Mail and work --------------------------------------------------------------------------------

# The demonstration keeps its mail as files that /demo/mail/ shows.
DEMO_MAIL_DIR = VAR_DIR / "mail"
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
globals().update(EMAIL_CONFIG)
if DEMONSTRATION and not env.str("EMAIL_URL", default=""):
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DEMO_MAIL_DIR
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="portal@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Who carries our mail, and may say that some of it came back (involvement/mail_events.py). Empty: nobody says it.
MAIL_PROVIDER = env.str("MAIL_PROVIDER", default="")
MAIL_EVENTS_SECRET = env.str("MAIL_EVENTS_SECRET", default="")
ANYMAIL = {
    "WEBHOOK_SECRET": MAIL_EVENTS_SECRET,
    "MAILGUN_WEBHOOK_SIGNING_KEY": env.str("MAIL_EVENTS_SIGNING_KEY", default=""),
}

# Text messages: files, or a provider (involvement/texts.py). Empty: no machine sends any.
TEXTS_URL = env.str("TEXTS_URL", default="file://" if DEMONSTRATION or DEBUG else "")
if TEXTS_URL and not TEXTS_URL.startswith(("file://", "https://")):
    raise ImproperlyConfigured("TEXTS_URL must begin with file:// or https://. See .env.example.")
TEXTS_HEADER = env.str("TEXTS_HEADER", default="Authorization")
TEXTS_TOKEN = env.str("TEXTS_TOKEN", default="")
TEXTS_SENDER = env.str("TEXTS_SENDER", default="")
TEXTS_FIELDS = env.dict("TEXTS_FIELDS", default={"to": "to", "from": "from", "text": "text", "key": "reference"})
# Seconds until the provider counts as away.
TEXTS_TIMEOUT = env.int("TEXTS_TIMEOUT", default=10)

REDIS_URL = env.str("REDIS_URL", default="")
BROKER_DIR = VAR_DIR / "broker"
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_timeout": 5, "socket_connect_timeout": 5}
else:
    BROKER_DIR.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "files://localhost//"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR),
        "data_folder_out": str(BROKER_DIR),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.2,
    }
CELERY_TIMEZONE = "UTC"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    # Sign-in codes wait for nobody; the rest goes every 15 seconds (DESIGN, outbox).
    "sweep-urgent": {"task": "involvement.tasks.sweep_urgent", "schedule": schedule(2), "options": {"expires": 10}},
    "sweep": {"task": "involvement.tasks.sweep", "schedule": schedule(15), "options": {"expires": 60}},
    "tidy": {"task": "involvement.tasks.tidy_telling", "schedule": schedule(600), "options": {"expires": 600}},
    "watch": {"task": "involvement.tasks.watch", "schedule": schedule(60), "options": {"expires": 60}},
    # A month whose time is over is kept as it was; what came late is put beside it.
    "close-months": {
        "task": "involvement.tasks.close_months",
        "schedule": schedule(600),
        "options": {"expires": 600},
    },
    "look-again-at-promises": {
        "task": "involvement.tasks.look_again_at_promises",
        "schedule": crontab(hour=3, minute=50),
    },
    # Asked again and again whether it is morning where we are: beat knows UTC only (docs/decisions/reminders.md).
    "remind": {"task": "involvement.tasks.remind_people", "schedule": schedule(300), "options": {"expires": 300}},
    "news": {"task": "involvement.tasks.put_news_together", "schedule": schedule(300), "options": {"expires": 300}},
    # Search (docs/decisions/search.md): the index on SQLite, and the words that people use.
    "index-suggestions": {
        "task": "meetings.tasks.index_suggestions",
        "schedule": schedule(60),
        "options": {"expires": 60},
    },
    "learn-words": {"task": "meetings.tasks.learn_words", "schedule": crontab(minute=40), "options": {"expires": 3600}},
    "forget-order": {"task": "meetings.tasks.forget_order", "schedule": crontab(hour=3, minute=20)},
    # What limits remember of addresses does not outlive the night (RELIABILITY rule 8), nor do old sessions. UTC.
    "wipe-limits": {"task": "involvement.tasks.wipe_limits", "schedule": crontab(hour=3, minute=10)},
    "clear-sessions": {"task": "involvement.tasks.clear_sessions", "schedule": crontab(hour=3, minute=30)},
    "erase-people": {"task": "involvement.tasks.erase_people", "schedule": crontab(hour=2, minute=30)},
    # Before the backup of the night, and before the tables are laid in the order of their keys.
    "forget-in-time": {"task": "involvement.tasks.forget_in_time", "schedule": crontab(hour=2, minute=40)},
    "forget-returned-mail": {"task": "involvement.tasks.forget_returned_mail", "schedule": crontab(hour=3, minute=40)},
    "count-who-is-heard": {"task": "involvement.tasks.count_who_is_heard", "schedule": crontab(hour=3, minute=45)},
}

# --- Watching -------------------------------------------------------------------------------------

# Who is mailed when something is not well; never with a word of anybody's in it.
OPERATOR_EMAIL = env.list("OPERATOR_EMAIL", default=[])
# Opens /health/metrics/. Empty: there is no such page.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
# A last backup older than this is not well. 0: somebody else watches.
BACKUP_WITHIN_HOURS = env.int("BACKUP_WITHIN_HOURS", default=0 if DEMONSTRATION else 26)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        # With what an exception says, which may be somebody's words: for developers only.
        "debug": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "plain": {"()": "involvement.log_lines.PlainLine"},
        "json": {"()": "involvement.log_lines.JsonLine"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "debug" if DEBUG else env.str("LOG_FORMAT", default="plain"),
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # Its own handler writes addresses, and what an exception says: of a file whose sending breaks half-way.
    "loggers": {"gunicorn.error": {"handlers": ["console"], "propagate": False}},
}

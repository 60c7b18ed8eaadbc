"""All settings, driven by the environment: see .env.example for each name, its type, default and meaning."""

from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _
from dotenv import load_dotenv

from config.env import Env, SettingError
from config.schedule import beat_schedule

BASE_DIR = Path(__file__).resolve().parent.parent
load_dotenv(BASE_DIR / ".env")
env = Env()

# --- where things are kept --------------------------------------------------------------------------------------------
VAR_DIR = Path(env.text("VAR_DIR") or BASE_DIR / "var").resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)
DATABASE_URL = env.secret("DATABASE_URL")
REDIS_URL = env.secret("REDIS_URL")
REDIS_KEY_PREFIX = env.text("REDIS_KEY_PREFIX", "hashpivot:")
# One machine with nothing installed: SQLite and the filesystem broker, a key and logins of its own making.
DEFAULT_MODE = not DATABASE_URL and not REDIS_URL

# --- security ---------------------------------------------------------------------------------------------------------
DEBUG = env.flag("DEBUG", default=False)


def _secret_key() -> str:
    given = env.secret("SECRET_KEY")
    if given:
        return given
    if not DEFAULT_MODE:
        raise SettingError("SECRET_KEY is not set. Set it to 50 or more random characters (`openssl rand -base64 48`).")
    return _own_key(VAR_DIR / "secret_key")


def _own_key(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key(), encoding="ascii")
    return path.read_text(encoding="ascii")


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
BEHIND_TLS = env.flag("BEHIND_TLS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],  # Plotly draws its downloads through them
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- the application --------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "tracker",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tracker.web.context.page",
            ]
        },
    }
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# --- database ---------------------------------------------------------------------------------------------------------
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",  # writers queue up instead of failing with "database is locked"
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;",
}


def _databases() -> dict[str, Any]:
    if not DATABASE_URL:
        name = VAR_DIR / "hashpivot.sqlite3"
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": SQLITE_OPTIONS}
    try:
        parsed: dict[str, Any] = dict(dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True))
    except (ValueError, dj_database_url.UnknownSchemeError) as error:
        raise SettingError("DATABASE_URL is not usable. Set it to postgres://user:password@host:5432/name.") from error
    if parsed["ENGINE"].endswith("sqlite3"):
        parsed["OPTIONS"] = SQLITE_OPTIONS
    return parsed


DATABASES = {"default": _databases()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- cache ------------------------------------------------------------------------------------------------------------
CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": f"{REDIS_KEY_PREFIX}cache",
    }
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},  # of 300, the default, the robots.txt of many hosts alone would take half
    }
}

# --- background work --------------------------------------------------------------------------------------------------
BROKER_DIR = VAR_DIR / "broker"
if not REDIS_URL:
    for part in ("messages", "processed", "control"):
        (BROKER_DIR / part).mkdir(parents=True, exist_ok=True)
TASK_TIME_LIMIT = 600
CELERY_BROKER_URL = REDIS_URL or "filesystem://"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    # A message of a killed worker comes back after visibility_timeout: longer than any task may take.
    {
        "visibility_timeout": env.number("REDIS_VISIBILITY_SECONDS", 900, low=TASK_TIME_LIMIT, high=86_400),
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "global_keyprefix": REDIS_KEY_PREFIX,
    }
    if REDIS_URL
    else {
        "data_folder_in": str(BROKER_DIR / "messages"),
        "data_folder_out": str(BROKER_DIR / "messages"),
        "processed_folder": str(BROKER_DIR / "processed"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.2,
    }
)
CELERY_TASK_IGNORE_RESULT = True  # the state of work is in the database
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_CONCURRENCY = env.number("WORKER_CONCURRENCY", 2, low=1, high=64)
CELERY_TASK_TIME_LIMIT = TASK_TIME_LIMIT
CELERY_TASK_SOFT_TIME_LIMIT = TASK_TIME_LIMIT - 30
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "config.pulse:PulsingScheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = beat_schedule(env)

# --- what the tracker may do ------------------------------------------------------------------------------------------
# Addresses a feed may be fetched from although they are private: for tests and feeds on one's own network.
FETCH_PRIVATE_HOSTS = frozenset(env.words("FETCH_PRIVATE_HOSTS"))
FETCH_CONTACT = env.text("FETCH_CONTACT")
FETCH_TIMEOUT_SECONDS = env.number("FETCH_TIMEOUT_SECONDS", 20, low=1, high=120)
FETCH_MAX_BYTES = env.number("FETCH_MAX_BYTES", 5_000_000, low=10_000, high=100_000_000)
FETCH_PUBLIC_HOSTS = env.flag("FETCH_PUBLIC_HOSTS", default=True)
FETCH_HOST_PER_SECOND = env.number("FETCH_HOST_PER_SECOND", 2, low=1, high=50)
FETCH_HOST_AT_ONCE = env.number("FETCH_HOST_AT_ONCE", 2, low=1, high=20)
PRICE_PROVIDER = env.choice("PRICE_PROVIDER", "yfinance", ("yfinance", "csv"))
# Whether the file of a study holds the returns and prices it was computed from, or their checksums only.
STUDY_RETURNS = env.flag("STUDY_RETURNS", default=True)
PRICE_CSV_DIR = Path(env.text("PRICE_CSV_DIR") or VAR_DIR / "prices").resolve()

# --- language, time, static files -------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]  # a language is added here when locale/ holds its whole translation
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["console"],
        "level": env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
    },
    "loggers": {
        "yfinance": {"level": "CRITICAL"},  # its errors reach us as exceptions
        "trafilatura": {"level": "CRITICAL"},  # a page that it makes nothing of is read by its tags
        "kombu.connection": {"level": "ERROR"},  # the filesystem broker has no host name, and need not have one
    },
}

"""Django's settings. Every value that an installation may change comes from the environment (see README)."""

import sys
from email.utils import parseaddr
from typing import Any

from avatarsite.config import (  # noqa: F401 - names that the site asks settings for
    ALLOWED_HOSTS,
    BASE_DIR,
    DEBUG,
    DEMO,
    DEMO_EMAIL,
    DEMO_PASSWORD,
    EMBEDDED_REDIS,
    HOST,
    HTTPS,
    ONLY_HERE,
    PIPER_DIR,
    PORT,
    PRODUCTION,
    SITE_URL,
    VAR_DIR,
    avatar_size,
    database_url,
    env,
    kept_secret,
    redis_url,
    secret,
)
from avatarsite.logs import logging_config
from avatarsite.staff_theme import theme

DEMO_STAFF = env.bool("DEMO_STAFF", default=ONLY_HERE)

SECRET_KEY = secret("SECRET_KEY") or kept_secret("secret_key")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

ROOT_URLCONF = "avatarsite.urls"
ASGI_APPLICATION = "avatarsite.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_NAME = "Interactive Avatar"

SOCIAL = {
    name: {
        "client_id": env.str(f"{name.upper()}_CLIENT_ID"),
        "secret": secret(f"{name.upper()}_CLIENT_SECRET"),
    }
    for name in ("google", "github", "microsoft", "apple")
    if env.str(f"{name.upper()}_CLIENT_ID", default="")
}

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    *(f"allauth.socialaccount.providers.{name}" for name in SOCIAL),
    "channels",
    "django_htmx",
    "django_prometheus",
    "django_rq",
    "django_structlog",
    "avatarsite",
    "accounts",
    "billing",
    "avatars",
    "projects",
    "conversations",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

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
                "avatarsite.context.site",
            ]
        },
    }
]

# Data: SQLite in write-ahead mode whose transactions take the write lock at once, or PostgreSQL with a pool.
DATABASES: dict[str, dict[str, Any]] = {"default": env.db_url_config(database_url())}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
    }
else:
    # A network that swallows everything is noticed after seconds, and a database that is back is asked at once.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
        **DATABASES["default"].get("OPTIONS", {}),
    }
    # The worker forks for each job, and a pool's threads don't survive a fork.
    if env.bool("DATABASE_POOL", default="rqworker" not in sys.argv):
        DATABASES["default"]["OPTIONS"]["pool"] = {
            "min_size": 2,
            "max_size": 20,
            "timeout": 10,
            "reconnect_timeout": 3,
        }

REDIS_URL = redis_url()
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        # No limit of the socket's own: it waits five seconds at a time for a message, which redis-py's default cuts
        # short, and any limit makes redis-py send inside `asyncio.wait_for`, which on Python 3.11 can lose a cancel.
        "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": None}]},
    }
}
# Footage is worked on for minutes, at most a day, by workers of its own; nothing short waits behind it.
JOB_TIMEOUT_S = {"default": 3600, "footage": 24 * 3600}
RQ_QUEUES = {
    name: {"URL": REDIS_URL, "DEFAULT_TIMEOUT": limit_s, "SERIALIZER": "rq.serializers.JSONSerializer"}
    for name, limit_s in JOB_TIMEOUT_S.items()
}
RQ = {"WORKER_CLASS": "avatarsite.worker.LoggedWorker"}

# Accounts: the e-mail address is the login.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_REDIRECT_URL = "project_list"
LOGIN_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = env.str("EMAIL_VERIFICATION", default="mandatory" if PRODUCTION else "optional")
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = SITE_NAME
SOCIALACCOUNT_PROVIDERS = {name: {"APPS": [app]} for name, app in SOCIAL.items()}

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default=f"{SITE_NAME} <noreply@localhost>")
SERVER_EMAIL = parseaddr(DEFAULT_FROM_EMAIL)[1]
EMAIL_TIMEOUT = 10  # seconds: jobs send mails, too

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "avatarsite/locale"]

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
if not PRODUCTION:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # stays empty: the files are served from where they lie
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = VAR_DIR / "media"
BUNDLE_CACHE_DIR = VAR_DIR / "cache"
AVATAR_SIZE = avatar_size()  # pixels, at most, of a sample avatar's picture

# Providers of the site; a project may bring its own chat key.
OPENAI_API_KEY = secret("OPENAI_API_KEY")
OPENAI_BASE_URL = env.str("OPENAI_BASE_URL", default="")
OPENAI_MODEL = env.str("OPENAI_MODEL", default="gpt-4o-mini")
ICE_SERVERS = env.json("ICE_SERVERS", default=[])

# Payments: Stripe with a key; else a sandbox, in which no money moves, where that is allowed.
STRIPE_SECRET_KEY = secret("STRIPE_SECRET_KEY")
STRIPE_WEBHOOK_SECRET = secret("STRIPE_WEBHOOK_SECRET")
STRIPE_API_BASE = env.str("STRIPE_API_BASE", default="")
SANDBOX_CHECKOUT = env.bool("SANDBOX_CHECKOUT", default=not PRODUCTION)

METRICS_TOKEN = secret("METRICS_TOKEN")
SILENCED_SYSTEM_CHECKS: list[str] = []
DJANGO_STRUCTLOG_USER_ID_FIELD = "pk"
LOGGING = logging_config(env.str("LOG_LEVEL", default="INFO"), env.bool("LOG_JSON", default=PRODUCTION))

SESSION_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^health/"]
    SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

UNFOLD = theme(SITE_NAME)

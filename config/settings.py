"""Every setting, read from environment variables; docs/settings.md lists them.

An https SITE_URL makes an installation a production one: it then needs its own SECRET_KEY, its cookies are
secure, and plain HTTP is sent on. With nothing set, the embedded servers of this checkout are used.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

from config.environment import (
    celery_broker,
    flag,
    kept_secret,
    new_vapid_key,
    postgres_database,
    whole_number,
    words,
)
from config.services.places import checkout_places

BASE_DIR = Path(__file__).resolve().parent.parent
PLACES = checkout_places()
VAR_DIR = PLACES.var

PORT = whole_number("PORT", 8000)
SITE_URL = os.environ.get("SITE_URL", f"http://localhost:{PORT}").rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname or "localhost"
HTTPS = urlsplit(SITE_URL).scheme == "https"
# Where pages hear what others do meanwhile: behind a proxy at our own address, else at a port beside that of the pages.
LIVE_PORT = whole_number("LIVE_PORT", PORT + 1)
LIVE_URL = os.environ.get("LIVE_URL") or ("/live/" if HTTPS else f"//{{host}}:{LIVE_PORT}/live/")

DEBUG = flag("DEBUG", False)
if DEBUG and HTTPS:
    raise ImproperlyConfigured("DEBUG shows source code to visitors; unset it where SITE_URL is https.")

SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    if HTTPS:
        raise ImproperlyConfigured("Set SECRET_KEY: 50 or more random characters, one for all machines.")
    SECRET_KEY = kept_secret(VAR_DIR / "secret_key")
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS", [])

LOCAL_HOSTS = [] if HTTPS else ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = words("ALLOWED_HOSTS", [SITE_HOST, *LOCAL_HOSTS])
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS", [SITE_URL])

# Applications

INSTALLED_APPS = [
    "config",
    "accounts",
    "ledger",
    "offers",
    "community",
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "pgtrigger",
    "django_prose_editor",
    "django_celery_beat",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Phones come by slow networks. Each answer gets a random length, so that its size tells nothing of a secret in it.
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ledger.middleware.GuestMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "accounts.middleware.BrowserHintMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SessionUseMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.DomainErrorMiddleware",
    "accounts.middleware.InvalidFormMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
            ],
        },
    },
]

# Database, cache and queue

DATABASES = {"default": postgres_database(os.environ.get("DATABASE_URL") or PLACES.database_url)}
# One pool a process in place of CONN_MAX_AGE: a fresh connection costs more than most of our queries.
DATABASES["default"]["OPTIONS"]["pool"] = {
    "min_size": 0,
    "max_size": whole_number("DATABASE_POOL_SIZE", 8),
    "timeout": 10,
}
# The web processes set it: planning takes longer than running for most of a page's statements. Jobs ask few and large
# ones, which are better planned for what they find (docs/decisions/prepared-statements.md).
if flag("PREPARED_STATEMENTS", False):
    DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 5}

REDIS_URL = os.environ.get("REDIS_URL") or PLACES.redis_url
CACHES = {
    "default": {
        "BACKEND": "config.cache.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "changji",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

CELERY_BROKER_URL = celery_broker(REDIS_URL)
CELERY_BROKER_TRANSPORT_OPTIONS = {"global_keyprefix": "changji-jobs:", "visibility_timeout": 3600}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
# A task is safe to run twice, so it is acknowledged when it is done: a worker that dies loses none.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 30 * 60
CELERY_TASK_SOFT_TIME_LIMIT = 25 * 60
CELERY_TASK_ALWAYS_EAGER = flag("CELERY_TASK_ALWAYS_EAGER", False)
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# People

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "ledger:shelf"
CSRF_FAILURE_VIEW = "accounts.error_pages.csrf_failure"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
# Our own form asks for one of the two in one box (accounts.forms); allauth wants to know which there are.
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone", "password1"]
ACCOUNT_FORMS = {
    "signup": "accounts.forms.SignUpForm",
    "login": "accounts.forms.SignInForm",
    "request_login_code": "accounts.forms.RequestCodeForm",
    "confirm_login_code": "accounts.forms.ConfirmLoginCodeForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "confirm_password_reset_code": "accounts.forms.ConfirmPasswordResetCodeForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "add_email": "accounts.forms.AddEmailForm",
    "confirm_email_verification_code": "accounts.forms.ConfirmEmailCodeForm",
    "change_phone": "accounts.forms.ChangePhoneForm",
    "verify_phone": "accounts.forms.VerifyPhoneForm",
}
ACCOUNT_SIGNUP_REDIRECT_URL = "ledger:book-new"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
# Five guesses a code and ten codes an hour: trying a million codes for one address takes 20,000 hours.
CODE_SECONDS = 10 * 60
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = CODE_SECONDS
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = CODE_SECONDS
ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = CODE_SECONDS
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_TIMEOUT = CODE_SECONDS
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,100/h/ip,3/m/key,10/h/key",
    "reset_password": "20/m/ip,3/m/key,10/h/key",
    "change_phone": "3/m/user,10/h/user",
    "verify_phone": "1/30s/key,10/m/ip",
    # Invitations that are sent to somebody's address.
    "invite": "10/h/user,30/d/user",
    # Guests of a book, who have no account: choosing a name by link, and whatever they write by book.
    "guest_choose": "20/m/ip,60/h/ip,120/h/key",
    "guest_write": "60/m/ip,120/m/key",
}
# Two-step sign-in and passkeys. Recovery codes are shown once, when they are made.
MFA_ADAPTER = "accounts.second_step.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "场记 Changji"
MFA_FORMS = {
    "authenticate": "accounts.forms.SecondStepForm",
    "reauthenticate": "accounts.forms.ReauthenticateBySecondStepForm",
    "activate_totp": "accounts.forms.ActivateAppForm",
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.RenamePasskeyForm",
}
# Whether the staff pages open only to those who showed a second step, or a passkey, when they signed in.
STAFF_TWO_STEP = flag("STAFF_TWO_STEP", HTTPS)
# In production codes go out by e-mail and, where a provider is named, as text messages; docs/accounts.md.
CHANGJI_CODE_SENDER = os.environ.get("CODE_SENDER") or (
    "accounts.senders.delivery.DeliverySender" if HTTPS else "accounts.senders.terminal.TerminalSender"
)
SMS_WEBHOOK_URL = os.environ.get("SMS_WEBHOOK_URL", "")
SMS_WEBHOOK_SECRET = os.environ.get("SMS_WEBHOOK_SECRET", "")
if SMS_WEBHOOK_URL and not SMS_WEBHOOK_SECRET:
    raise ImproperlyConfigured("Set SMS_WEBHOOK_SECRET too: the provider tells our messages by it.")

DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", f"场记 <no-reply@{SITE_HOST}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND") or (
    "django.core.mail.backends.smtp.EmailBackend" if HTTPS else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = whole_number("EMAIL_PORT", 25)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 10

# Push services know this installation by its key; another one would make all browsers' subscriptions void.
VAPID_PRIVATE_KEY = os.environ.get("VAPID_PRIVATE_KEY") or kept_secret(VAR_DIR / "vapid_key", new_vapid_key)
# Besides the services' own hosts, where notices may be sent: a Bark of the operator's own, for example.
NOTICE_ORIGINS = [origin.rstrip("/").lower() for origin in words("NOTICE_ORIGINS", [])]

# Who runs this installation, as its terms and its privacy policy say.
OPERATOR_NAME = os.environ.get("OPERATOR_NAME") or SITE_HOST
OPERATOR_CONTACT = os.environ.get("OPERATOR_CONTACT") or f"help@{SITE_HOST}"

# What looks at texts and pictures before they are public in the community (docs/moderation.md): dotted paths.
TEXT_CHECKS = ["community.services.local_checks.words", "community.services.local_checks.links"]
COMMUNITY_TEXT_CHECKS = words("COMMUNITY_TEXT_CHECKS", TEXT_CHECKS)
COMMUNITY_PHOTO_CHECKS = words("COMMUNITY_PHOTO_CHECKS", ["community.services.local_checks.taken_down_pictures"])

# Language and time

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# Static and uploaded files

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.staticfiles.NodeModulesFinder",
]
# Names with a digest of the content can be cached for ever; without them the files are served as they lie.
HASHED_STATIC = flag("HASHED_STATIC", not DEBUG)
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "uploads", "file_permissions_mode": 0o600},
    },
    # Of the community: made anew by us, under names that nobody guesses, and served by a view that knows who may look.
    "photos": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "photos", "file_permissions_mode": 0o600},
    },
    "staticfiles": {
        "BACKEND": "config.staticfiles.HashedStaticFiles"
        if HASHED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = not HASHED_STATIC
WHITENOISE_AUTOREFRESH = not HASHED_STATIC

# Security

SECURE_SSL_REDIRECT = HTTPS
# A load balancer asks the process itself, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = whole_number("SECURE_HSTS_SECONDS", 365 * 24 * 3600 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = False
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
# Only behind a proxy that sets the header itself; otherwise a visitor could claim HTTPS.
if flag("BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Limits on attempts count by the visitor's address, which the proxy appends to X-Forwarded-For.
    ALLAUTH_TRUSTED_PROXY_COUNT = whole_number("PROXY_COUNT", 1)

# API

REST_FRAMEWORK = {
    # The first one's challenge answers a stranger, so that they get 401 and not 403.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.ApiTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "EXCEPTION_HANDLER": "accounts.api.errors.problem_details",
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    # The schema says what a route takes; OPTIONS would say it a second time, and less.
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "accounts.api.schema.TaggedSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "场记 Changji API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    # A serializer of changes says itself what it requires, such as the version of an entry.
    "COMPONENT_SPLIT_PATCH": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "accounts.api.schema.add_problems",
    ],
    # Fields called `kind` or `role` have several vocabularies; each needs a name of its own.
    "ENUM_NAME_OVERRIDES": {
        "EntryKind": "ledger.models.EntryKind",
        "RecordedEntryKind": "ledger.api.serializers.entries.RECORDED_KINDS",
        "AccountKind": "ledger.api.serializers.books.ACCOUNT_KINDS",
        "OpenedAccountKind": "ledger.api.serializers.books.OPENED_ACCOUNT_KINDS",
        "CategoryKind": "ledger.api.serializers.books.CATEGORY_KINDS",
        "Role": "ledger.models.Role",
        "GivenRole": "ledger.api.serializers.members.GIVEN_ROLES",
        "Claim": "ledger.models.Claim",
        "ImportState": "ledger.models.ImportBatch.State",
        "ScheduledKind": "ledger.models.Scheduled.Kind",
        "PostKind": "community.models.Post.Kind",
        "PostState": "community.models.Post.State",
        "CommentState": "community.models.Comment.State",
    },
}

UNFOLD = {
    "SITE_TITLE": "场记 Changji",
    "SITE_HEADER": "场记",
    "SITE_ICON": lambda request: static("icons/changji.svg"),
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("icons/changji.svg")}],
    # The brand's colour in the steps that the staff pages ask for; 600 is --brand of tokens.css, 500 that of the dark.
    "COLORS": {
        "primary": {
            "50": "#fdf4ef",
            "100": "#fbe9df",
            "200": "#f6cfba",
            "300": "#f1ae8c",
            "400": "#ff9a62",
            "500": "#f4843f",
            "600": "#bf4a15",
            "700": "#a53c0d",
            "800": "#842f0c",
            "900": "#6b290f",
            "950": "#3a2417",
        },
    },
    "SHOW_LANGUAGES": True,
    "DASHBOARD_CALLBACK": "config.dashboard.staff_dashboard",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # An unknown address is the visitor's affair, not ours.
    "loggers": {"django.request": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING").upper()},
}

"""Settings. With nothing in the environment everything runs on one machine; see
docs/operations.md.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF

from community.config import databases
from community.config.environment import days, flag, http_address, push_key, secret_key, words

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / "data").resolve()

DEBUG = flag("DEBUG")
DEMO = flag("DEMO")
SECRET_KEY = secret_key(DATA_DIR)
PORT = int(os.environ.get("PORT") or 8000)
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
SITE_URL = os.environ.get("SITE_URL") or f"http://127.0.0.1:{PORT}"
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")
HTTPS = flag("HTTPS")

DATABASE_URL = os.environ.get("DATABASE_URL")
REDIS_URL = os.environ.get("REDIS_URL")

INSTALLED_APPS = [
    "daphne",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sites",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "channels",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    # The page editor looks for the user model when it loads, so members come before it.
    "community.members",
    "cms",
    "menus",
    "treebeard",
    "sekizai",
    "filer",
    "easy_thumbnails",
    "djangocms_text",
    "djangocms_versioning",
    "djangocms_alias",
    "community.access",
    "community.realtime",
    "community.notices",
    "community.consent",
    "community.joining",
    "community.safety",
    "community.resources",
    "moderation",
    "video",
    "forums",
    "forums.private",
    "groups",
    "community.mentoring",
    "community.rights",
    "community.home",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "community.members.middleware.Permissions",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "community.safety.middleware.LeaveNoTrace",
    "community.members.signing_in.middleware.Devices",
    "community.members.signing_in.middleware.SecondStep",
    "community.members.middleware.Frozen",
    "community.consent.middleware.Renewal",
    "community.members.middleware.MemberTimeZone",
    "cms.middleware.user.CurrentUserMiddleware",
    "cms.middleware.page.CurrentPageMiddleware",
    "cms.middleware.toolbar.ToolbarMiddleware",
    "community.resources.middleware.EditorPolicy",
    "community.resources.middleware.EditorsTools",
    "community.resources.middleware.PageWall",
]

ROOT_URLCONF = "community.config.urls"
ASGI_APPLICATION = "community.config.asgi.application"
WSGI_APPLICATION = "community.config.wsgi.application"
SITE_ID = 1

TEMPLATES: list[dict[str, Any]] = [
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
                "csp.context_processors.nonce",
                "sekizai.context_processors.sekizai",
                "cms.context_processors.cms_settings",
                "community.config.shell.shell",
            ],
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# ---- where things are kept

DATABASES: dict[str, dict[str, Any]] = {"default": databases.database(DATABASE_URL, DATA_DIR)}
if not DATABASE_URL:
    # A file, as in life: several threads of the tests must see the same rows.
    DATABASES["default"]["TEST"] = {
        "NAME": os.environ.get("TEST_DATABASE") or str(DATA_DIR / "test.sqlite3")
    }
CHANNEL_LAYERS = {"default": databases.channel_layer(REDIS_URL)}
CACHES = {"default": databases.cache(REDIS_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "community" / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 0 if DEBUG or DEMO else 3600

# ---- language and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
# Whose help lines come first for somebody who is not signed in.
TIME_ZONE_OF_VISITORS = os.environ.get("TIME_ZONE_OF_VISITORS", "Europe/London")
FORMAT_MODULE_PATH = ["community.config.formats"]

# ---- people

AUTH_USER_MODEL = "members.Member"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "community.members.signing_in.passwords.KnownPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/today/"
ACCOUNT_ADAPTER = "community.joining.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "community.members.forms.LoginForm",
    "signup": "community.joining.forms.SignupForm",
    "reauthenticate": "community.members.signing_in.forms.PasswordAgainForm",
    "change_password": "community.members.signing_in.forms.NewPasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Alongside: "
ACCOUNT_SESSION_REMEMBER = None
# How many proxies of yours add to X-Forwarded-For; 0: the header is not believed.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES") or 0)
# Wrong passwords are counted in community.members.signing_in.lockout.
ACCOUNT_RATE_LIMITS = {
    "signup": "20/m/ip",
    "login": "120/m/ip",
    "login_failed": None,
    "gate": "40/m/ip",
    "ask_guardian": "10/m/ip",
    "guardian": "20/m/ip",
}
# Without one, roles open nothing. A demo prints its passwords, so it asks for none.
SECOND_STEP_FOR_STAFF = flag("SECOND_STEP_FOR_STAFF", default=not DEMO)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "community.members.signing_in.forms.SecondStepAdapter"
MFA_FORMS = {
    "authenticate": "community.members.signing_in.forms.SecondStepForm",
    "reauthenticate": "community.members.signing_in.forms.SecondStepAgainForm",
    "activate_totp": "community.members.signing_in.forms.ActivateForm",
    "add_webauthn": "community.members.signing_in.forms.PasskeyForm",
    "edit_webauthn": "community.members.signing_in.forms.RenameForm",
}
MFA_TOTP_ISSUER = "Alongside"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# A YAML file in the form of community/members/help_lines.yaml, checked by the host.
HELP_LINES = os.environ.get("HELP_LINES", "")
# A YAML file in the form of community/members/consent_ages.yaml.
CONSENT_AGES = os.environ.get("CONSENT_AGES", "")
# Chosen beforehand at the gate, as an ISO code.
COUNTRY = os.environ.get("COUNTRY", "GB")
# How many members the team can look after; 0: no limit. Beyond it people wait in a list.
PLACES = int(os.environ.get("PLACES") or 0)
# An age below which nobody agrees alone, whatever the table says.
CONSENT_AGE = int(os.environ.get("CONSENT_AGE") or 13)

# ---- rights over one's data

# How long somebody can change their mind after asking for their account to go.
DELETION_GRACE_DAYS = int(os.environ.get("DELETION_GRACE_DAYS") or 14)
# Other ages than those in docs/data-register.md: "moderation.CaseNote=2555,notices.Notice=90".
RETENTION_DAYS = days("RETENTION_DAYS")

# ---- mail

EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT") or 587)
EMAIL_HOST_USER = os.environ.get("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "Alongside <alongside@localhost>")
if EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
elif DEMO:
    EMAIL_BACKEND = "community.notices.mail.OutboxBackend"
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# ---- who is called

# Takes a signed JSON body by POST: the operator's duty phone or pager.
PAGER_URL = http_address("PAGER_URL")
PAGER_SECRET = os.environ.get("PAGER_SECRET", "")
# The hosts of the push services that browsers use; no other address is called.
PUSH_SERVICES = words(
    "PUSH_SERVICES",
    "fcm.googleapis.com,push.services.mozilla.com,notify.windows.com,push.apple.com",
)
# 64 hex digits; else made once and kept beside the data. Another key forgets all devices.
PUSH_KEY = push_key(DATA_DIR)

# ---- safety of the wire

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF, "blob:"],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS
# Asked from inside the house, by load balancers and the run command.
SECURE_REDIRECT_EXEMPT = [r"^healthz/$", r"^metrics/$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# The page editor shows pages inside itself: community.resources.middleware lets staff do so.
X_FRAME_OPTIONS = "DENY"
# django CMS 5.1 warns of treebeard 6, which constraints.txt does not let in.
SILENCED_SYSTEM_CHECKS = ["treebeard.E001"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

# ---- posting

POSTS_PER_MINUTE = int(os.environ.get("POSTS_PER_MINUTE") or 6)

# ---- screening

SCREENING_MODEL_DIR = os.environ.get("SCREENING_MODEL_DIR", "")
SCREENING_TIMEOUT_S = float(os.environ.get("SCREENING_TIMEOUT_S") or 3.0)
SCREENING_THREADS = os.environ.get("SCREENING_THREADS", "")
SCREENING_RELEASES_URL = os.environ.get("SCREENING_RELEASES_URL", "")
RANDOM_LOOKS = os.environ.get("RANDOM_LOOKS", "on") != "off"
# Where the clock notes the last row of the audit log: better on another disk than the database.
AUDIT_HEADS = os.environ.get("AUDIT_HEADS") or str(DATA_DIR / "audit-heads")
# Who was deleted, for the day on which a backup brings them back: not beside the database either.
DEPARTURES = os.environ.get("DEPARTURES") or str(DATA_DIR / "departures")
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")

# ---- calls

VIDEO_PUBLIC_IP = os.environ.get("VIDEO_PUBLIC_IP", "")
VIDEO_UDP_PORTS = os.environ.get("VIDEO_UDP_PORTS", "")
VIDEO_BIND = words("VIDEO_BIND")
VIDEO_NODE = os.environ.get("VIDEO_NODE", "")
VIDEO_MOST_CPU = float(os.environ.get("VIDEO_MOST_CPU", "0.8"))
VIDEO_TURN_URLS = words("VIDEO_TURN_URLS")
VIDEO_TURN_SECRET = os.environ.get("VIDEO_TURN_SECRET", "")

# ---- pages

CMS_CONFIRM_VERSION4 = True
CMS_PERMISSION = False
CMS_TEMPLATES = [
    ("resources/page.html", "Page"),
    ("resources/resource.html", "Resource"),
    ("resources/index.html", "List of resources"),
    ("home/landing.html", "Landing page"),
]
# Pages differ by reader and carry a nonce, so none is kept whole.
CMS_PAGE_CACHE = False
# A text is one cheap query; a stale one would be seen by every reader.
CMS_PLACEHOLDER_CACHE = False
# Editors read pages as readers do; their tools live under /admin/.
CMS_TOOLBAR_HIDE = True
DJANGOCMS_VERSIONING_ALLOW_DELETING_VERSIONS = False
TEXT_INLINE_EDITING = True
TEXT_AUTO_HYPHENATE = False
TEXT_EDITOR_SETTINGS = {
    "toolbar_CMS": [
        ["Undo", "Redo"],
        ["Paragraph", "Heading2", "Heading3"],
        ["Bold", "Italic", "Blockquote"],
        ["BulletedList", "NumberedList", "Table", "HorizontalRule"],
        ["Link", "Unlink", "RemoveFormat"],
    ]
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}

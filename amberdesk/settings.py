"""Django's settings, made from the machine's configuration. What differs between customers is data, never here."""

import os
from datetime import timedelta
from pathlib import Path

from amberdesk.start.configuration import oidc_providers, read_configuration
from amberdesk.start.database import django_database
from amberdesk.start.keys import link_key, secret_key
from amberdesk.start.logs import logging_settings

AMBERDESK = read_configuration(os.environ)

PACKAGE = Path(__file__).parent
ROOMS = [
    "amberdesk.outbox",
    "amberdesk.people",
    "amberdesk.customers",
    "amberdesk.rosters",
    "amberdesk.orders",
    "amberdesk.mail",
    "amberdesk.phone",
    "amberdesk.search",
    "amberdesk.webhooks",
    "amberdesk.reach",
    "amberdesk.notices",
    "amberdesk.reports",
    "amberdesk.operation",
    "amberdesk.wiring",
]
ROOMS = [
    room for room in ROOMS if (PACKAGE.parent / room.replace(".", "/") / "__init__.py").exists()
]  # until every room is there
INSTALLED_APPS = [
    *ROOMS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
    "lucide",
]

SECRET_KEY = secret_key(AMBERDESK)
LINK_KEY_ID = (
    "a"  # signs new links; a changed key gets a new id, and the old one stays until its links are gone
)
LINK_KEYS = {"a": link_key(SECRET_KEY)}
DEBUG = AMBERDESK.debug
ALLOWED_HOSTS = [AMBERDESK.public_host, "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [AMBERDESK.public_url]
ROOT_URLCONF = "amberdesk.urls"
ASGI_APPLICATION = "amberdesk.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "amberdesk.web.base.middleware.Marked",
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
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "amberdesk.web.account.middleware.AsChosen",
    "amberdesk.web.base.middleware.Spoken",
    "amberdesk.web.base.middleware.Plain",
]

TEMPLATES = [
    {
        "NAME": "own",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [*PACKAGE.glob("*/templates"), *PACKAGE.glob("web/*/templates")],
        "OPTIONS": {"environment": "amberdesk.web.base.environment.environment"}
        if (PACKAGE / "web/base/environment.py").exists()
        else {},
    },
    {
        "NAME": "libraries",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

DATABASES = {"default": django_database(AMBERDESK, os.environ)}

# Who may enter
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 4 * 3600
ACCOUNT_ADAPTER = "amberdesk.wiring.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # nobody signs up; allauth wants to know all the same
ACCOUNT_EMAIL_VERIFICATION = "none"  # the office enters addresses, one-time links prove them
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "10/15m/key",  # codes, after the right password; passwords are counted by axes
    "reset_password": "20/m/ip,3/h/key",  # nobody floods a mailbox with our letters
}
ACCOUNT_FORMS = {
    "login": "amberdesk.web.account.forms.SignInForm",
    "change_password": "amberdesk.web.account.forms.ChangePasswordForm",
    "set_password": "amberdesk.web.account.forms.SetPasswordForm",
    "reset_password": "amberdesk.web.account.forms.ResetPasswordForm",
    "reset_password_from_key": "amberdesk.web.account.forms.NewPasswordForm",
    "reauthenticate": "amberdesk.web.account.forms.ReauthenticateForm",
}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "amberdesk.people.reset_links.ResetLinks"
MFA_ADAPTER = "amberdesk.wiring.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Amberdesk"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "amberdesk.web.account.factors.AuthenticateForm",
    "reauthenticate": "amberdesk.web.account.factors.ReauthenticateForm",
    "activate_totp": "amberdesk.web.account.factors.ActivateAppForm",
    "authenticate_webauthn": "amberdesk.web.account.factors.PasskeyStepForm",
    "reauthenticate_webauthn": "amberdesk.web.account.factors.PasskeyAgainForm",
    "login_webauthn": "amberdesk.web.account.factors.PasskeySignInForm",
    "add_webauthn": "amberdesk.web.account.factors.AddPasskeyForm",
    "edit_webauthn": "amberdesk.web.account.factors.RenamePasskeyForm",
}
SOCIALACCOUNT_ADAPTER = "amberdesk.wiring.company_sign_in.CompanyAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form that leaves for another host is stopped by the policy form-action
SOCIALACCOUNT_PROVIDERS = oidc_providers(AMBERDESK.oidc)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # who guesses elsewhere does not lock out the owner
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # the journal has it
AXES_VERBOSE = False
AXES_USERNAME_CALLABLE = "amberdesk.wiring.lockout.account_of"
AXES_LOCKOUT_CALLABLE = "amberdesk.wiring.lockout.locked_out"
AXES_CLIENT_IP_CALLABLE = "amberdesk.wiring.lockout.address_of"

# Cookies and headers
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = AMBERDESK.secure
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if AMBERDESK.secure else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "amberdesk.web.base.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# Words and time: Polish first; instants are kept in UTC
LANGUAGE_CODE = "pl"
LANGUAGES = [("pl", "Polski"), ("en", "English"), ("uk", "Українська")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Europe/Warsaw"

# Files
STATIC_URL = "/static/"
STATIC_ROOT = AMBERDESK.data / "static"
STATICFILES_DIRS = [*PACKAGE.glob("web/*/static")]
MEDIA_ROOT = AMBERDESK.files
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "amberdesk.start.static.StaticFiles"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# Mail: only the room `mail` sends
DEFAULT_FROM_EMAIL = SERVER_EMAIL = AMBERDESK.mail_from
if AMBERDESK.smtp:
    EMAIL_HOST, EMAIL_PORT = AMBERDESK.smtp.host, AMBERDESK.smtp.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = AMBERDESK.smtp.user, AMBERDESK.smtp.password
    EMAIL_USE_TLS = AMBERDESK.smtp.security == "starttls"
    EMAIL_USE_SSL = AMBERDESK.smtp.security == "tls"
    EMAIL_TIMEOUT = 30
if AMBERDESK.mail_provider:
    EMAIL_BACKEND = f"anymail.backends.{AMBERDESK.mail_provider.name}.EmailBackend"
    ANYMAIL = {**AMBERDESK.mail_provider.keys, "REQUESTS_TIMEOUT": 30}

LOGGING = logging_settings(os.environ, SECRET_KEY)
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # Person.email is unique by a constraint on its folded form

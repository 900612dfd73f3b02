"""The application as users run it, with static files as they lie in the tree."""

import os

from django.conf import settings
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amberdesk.settings")
settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True

application = import_string("amberdesk.asgi.application")

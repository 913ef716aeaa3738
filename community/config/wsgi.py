"""For tools that ask for one; Alongside is served by its ASGI app."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.config.settings")
application = get_wsgi_application()

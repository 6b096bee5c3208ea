import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Pages ask the same small statements over and over (docs/decisions/prepared-statements.md).
os.environ.setdefault("PREPARED_STATEMENTS", "1")

application = get_asgi_application()

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Pages ask the same small statements over and over (docs/decisions/prepared-statements.md).
os.environ.setdefault("PREPARED_STATEMENTS", "1")

application = get_wsgi_application()

# Nobody's first request waits for the views; and what is loaded by now stays for good, so the garbage collector need
# not walk it again and again, which made some requests 50 ms longer.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()

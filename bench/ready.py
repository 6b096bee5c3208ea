"""A Django that is set up, for processes that are forked from the one that loads this."""

import django

django.setup()

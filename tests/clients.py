"""Browsers and API clients of somebody who is signed in.

What a view raises is raised in the test; with `raises=False` it comes back as its status, as a visitor would get it.
"""

from django.test import Client
from rest_framework.test import APIClient


def client_of(user, *, raises: bool = True) -> Client:
    client = Client(raise_request_exception=raises)
    client.force_login(user)
    return client


def api_client_of(user, *, raises: bool = True) -> APIClient:
    client = APIClient(raise_request_exception=raises)
    client.force_authenticate(user)
    return client

"""Browsers and API clients of somebody who is signed in. What a view raises comes back as its status."""

from django.test import Client
from rest_framework.test import APIClient


def client_of(user) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def api_client_of(user) -> APIClient:
    client = APIClient(raise_request_exception=False)
    client.force_authenticate(user)
    return client

import pytest
from rest_framework.test import APIClient

from tests.clients import api_client_of


@pytest.fixture
def api(alice) -> APIClient:
    return api_client_of(alice)

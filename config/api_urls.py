from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from config.views import api_docs

urlpatterns = [
    path("", include("accounts.api.urls")),
    path("", include("ledger.api.urls")),
    path("", include("offers.api.urls")),
    path("community/", include("community.api.urls")),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", api_docs, name="api-docs"),
]

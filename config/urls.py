from django.contrib import admin
from django.contrib.sitemaps import views as sitemaps
from django.urls import include, path

from community.views.sitemaps import SITEMAPS, robots
from config.views import health, manifest, offline, service_worker

urlpatterns = [
    # A program asks more often than a person.
    path("api/v1/", include("config.api_urls")),
    path("", include("ledger.urls")),
    path("", include("accounts.urls")),
    path("", include("offers.urls")),
    path("community/", include("community.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("health/", health, name="health"),
    path("manifest.webmanifest", manifest, name="manifest"),
    path("service-worker.js", service_worker, name="service-worker"),
    path("offline/", offline, name="offline"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemaps.index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"}, name="sitemap-index"),
    path("sitemap-<section>.xml", sitemaps.sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("admin/", admin.site.urls),
]

handler400 = "accounts.error_pages.bad_request"
handler403 = "accounts.error_pages.permission_denied"
handler404 = "accounts.error_pages.not_found"
handler429 = "accounts.error_pages.too_many_attempts"
handler500 = "accounts.error_pages.server_error"

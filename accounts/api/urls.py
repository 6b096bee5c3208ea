from django.urls import path

from accounts.api import views

app_name = "accounts-api"
urlpatterns = [
    path("notices/", views.NoticeList.as_view(), name="notice-list"),
    path("notices/read/", views.NoticesRead.as_view(), name="notices-read"),
    path("notices/settings/", views.NoticeSettingsDetail.as_view(), name="notice-settings"),
    path("notices/browsers/", views.BrowserList.as_view(), name="browser-list"),
    path("notices/browsers/<uuid:browser>/", views.BrowserDetail.as_view(), name="browser-detail"),
]

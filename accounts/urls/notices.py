"""Addresses of notices; part of `accounts.urls`."""

from django.urls import path

from accounts.views import notices

urlpatterns = [
    path("me/notices/", notices.notice_list, name="notice-list"),
    path("me/notices/read/", notices.notice_read, name="notice-read"),
    path("me/notices/settings/", notices.notice_settings, name="notice-settings"),
    path("me/notices/browsers/", notices.browser_add, name="browser-add"),
    path("me/notices/browsers/<uuid:public_id>/try/", notices.browser_try, name="browser-try"),
    path("me/notices/browsers/<uuid:public_id>/remove/", notices.browser_remove, name="browser-remove"),
    path("me/notices/robots/", notices.robot_add, name="robot-add"),
    path("me/notices/robots/<uuid:public_id>/try/", notices.robot_try, name="robot-try"),
    path("me/notices/robots/<uuid:public_id>/amounts/", notices.robot_amounts, name="robot-amounts"),
    path("me/notices/robots/<uuid:public_id>/remove/", notices.robot_remove, name="robot-remove"),
    path("me/notices/calendar/make/", notices.calendar_make, name="calendar-make"),
    path("me/notices/calendar/end/", notices.calendar_end, name="calendar-end"),
    path("me/notices/<uuid:public_id>/", notices.notice_open, name="notice-open"),
    path("notices/off/<str:token>/", notices.notice_off, name="notice-off"),
    path("calendar/<str:token>.ics", notices.calendar_feed, name="calendar-feed"),
]

"""Order: the rules, reporting, decisions about oneself, and what was decided by months. Under /community/."""

from django.urls import path

from community.views import moderation

urlpatterns = [
    path("rules/", moderation.rules, name="rules"),
    path("order/", moderation.order, name="order"),
    path("report/<slug:kind>/<uuid:public_id>/", moderation.report_new, name="report"),
    path("me/reports/", moderation.report_list, name="report-list"),
    path("me/decisions/", moderation.decision_list, name="decision-list"),
    path("me/decisions/<uuid:public_id>/", moderation.decision, name="decision"),
]

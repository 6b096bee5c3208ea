from django.urls import URLPattern, URLResolver, include, path

from community.views import moderation

app_name = "community"

# Under /community/.
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("community.post_urls")),
    path("", include("community.article_urls")),
    path("", include("community.feed_urls")),
    path("", include("community.talk_urls")),
    path("rules/", moderation.rules, name="rules"),
    path("order/", moderation.order, name="order"),
    path("report/<slug:kind>/<uuid:public_id>/", moderation.report_new, name="report"),
    path("me/reports/", moderation.report_list, name="report-list"),
    path("me/decisions/", moderation.decision_list, name="decision-list"),
    path("me/decisions/<uuid:public_id>/", moderation.decision, name="decision"),
]

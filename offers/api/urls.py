from django.urls import path

from offers.api import views

app_name = "offers-api"

urlpatterns = [
    path("books/<uuid:book>/reading/", views.ReadingDetail.as_view(), name="reading"),
    path(
        "books/<uuid:book>/reading/suggestions/<uuid:suggestion>/dismiss/",
        views.SuggestionDismiss.as_view(),
        name="suggestion-dismiss",
    ),
]

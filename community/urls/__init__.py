"""The pages of the community, under /community/, by what they are about."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "community"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("community.urls.posts")),
    path("", include("community.urls.articles")),
    path("", include("community.urls.feeds")),
    path("", include("community.urls.talk")),
    path("", include("community.urls.academy")),
    path("", include("community.urls.order")),
]

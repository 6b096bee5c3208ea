from django.urls import URLPattern, URLResolver, include, path

app_name = "community"

# Under /community/.
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("community.post_urls")),
    path("", include("community.article_urls")),
    path("", include("community.feed_urls")),
    path("", include("community.talk_urls")),
    path("", include("community.academy_urls")),
    path("", include("community.order_urls")),
]

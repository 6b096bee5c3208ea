from django.urls import URLPattern, URLResolver, include, path

app_name = "community"

# Under /community/.
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("community.article_urls")),
]

from django.urls import URLPattern, URLResolver, include, path

from community.api import articles

# Under /api/v1/community/.
app_name = "community-api"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("community.api.post_urls")),
    path("", include("community.api.academy_urls")),
    path("", include("community.api.feed_urls")),
    path("", include("community.api.talk_urls")),
    path("", include("community.api.order_urls")),
    path("articles/", articles.ArticleList.as_view(), name="article-list"),
    path("articles/<slug:slug>/", articles.ArticleDetail.as_view(), name="article-detail"),
    path("columns/", articles.ColumnList.as_view(), name="column-list"),
    path("series/", articles.SeriesList.as_view(), name="series-list"),
    path("series/<slug:slug>/", articles.SeriesDetail.as_view(), name="series-detail"),
]

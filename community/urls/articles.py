"""Articles by the editors, under /community/."""

from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_safe

from community.views import articles
from community.views.article_feed import ArticleFeed

urlpatterns: list[URLPattern | URLResolver] = [
    path("articles/", articles.article_list, name="article-list"),
    path("articles.atom", require_safe(ArticleFeed()), name="article-feed"),
    path("articles/<slug:slug>/", articles.article_detail, name="article-detail"),
    path("articles/<uuid:article_id>/preview/", articles.article_preview, name="article-preview"),
    path("articles/<uuid:article_id>/cover/", articles.article_cover, name="article-cover"),
    path("articles/pictures/<uuid:photo_id>/", articles.article_picture, name="article-picture"),
    path("columns/<slug:slug>/", articles.article_column, name="article-column"),
    path("series/<slug:slug>/", articles.article_series, name="article-series"),
]

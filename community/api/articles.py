"""Articles for programs: open to everybody, as their pages are."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.talk import CursorSerializer
from community.models import Article, Column, Series
from community.queries.articles import (
    article_page,
    column,
    columns_with_articles,
    live_article,
    live_articles,
    parts_of,
    series,
    series_with_articles,
)
from community.rules.article_html import reading_minutes


class ColumnSerializer(serializers.ModelSerializer):
    articles = serializers.IntegerField(source="n", help_text=_("how many can be read"))

    class Meta:
        model = Column
        fields = ("slug", "name", "name_en", "summary", "summary_en", "articles")


class SeriesSerializer(serializers.ModelSerializer):
    articles = serializers.IntegerField(source="n", help_text=_("how many can be read"))

    class Meta:
        model = Series
        fields = ("slug", "title", "summary", "articles")


class ArticleSerializer(serializers.ModelSerializer):
    column = serializers.SlugField(source="column.slug")
    series = serializers.SerializerMethodField()
    sponsor = serializers.CharField(help_text=_("who paid for it; empty for most"))
    published_at = serializers.DateTimeField(source="publish_at")

    class Meta:
        model = Article
        fields = (
            "public_id",
            "slug",
            "title",
            "summary",
            "language",
            "byline",
            "column",
            "series",
            "series_position",
            "sponsor",
            "picked",
            "published_at",
            "edited_at",
        )

    @extend_schema_field({"type": ["string", "null"]})
    def get_series(self, article: Article) -> str | None:
        return article.series.slug if article.series else None


class WholeArticleSerializer(ArticleSerializer):
    body = serializers.CharField(help_text=_("cleaned HTML"))
    minutes = serializers.SerializerMethodField(help_text=_("how long reading it takes"))

    class Meta:
        model = Article
        fields = (*ArticleSerializer.Meta.fields, "minutes", "body")

    @extend_schema_field(OpenApiTypes.INT)
    def get_minutes(self, article: Article) -> int:
        return reading_minutes(article.body)


class ArticlePageSerializer(serializers.Serializer):
    next = serializers.CharField(allow_null=True, help_text=_("the `cursor` of the next page; null on the last"))
    results = ArticleSerializer(many=True)


class ArticleQuerySerializer(CursorSerializer):
    """What a list of articles is narrowed to."""

    column = serializers.SlugField(required=False)


class OpenView(GenericAPIView):
    """Everybody may read it."""

    permission_classes = [AllowAny]
    pagination_class = None


class ArticleList(OpenView):
    serializer_class = ArticlePageSerializer

    @extend_schema(
        operation_id="community_articles_list",
        summary=_("Articles by the editors, newest first"),
        parameters=[ArticleQuerySerializer],
        responses=ArticlePageSerializer,
        auth=[],
    )
    def get(self, request: Request) -> Response:
        asked = ArticleQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        articles = live_articles(timezone.now())
        if asked.validated_data.get("column"):
            articles = articles.filter(column=column(asked.validated_data["column"]))
        page = article_page(articles, asked.validated_data.get("cursor"))
        following = str(page.next_cursor) if page.next_cursor else None
        return Response(ArticlePageSerializer({"next": following, "results": page.articles}).data)


class ArticleDetail(OpenView):
    serializer_class = WholeArticleSerializer

    @extend_schema(summary=_("An article"), responses=WholeArticleSerializer, auth=[])
    def get(self, request: Request, slug: str) -> Response:
        return Response(WholeArticleSerializer(live_article(slug, timezone.now())).data)


class ColumnList(OpenView):
    serializer_class = ColumnSerializer

    @extend_schema(summary=_("Columns that hold articles"), responses=ColumnSerializer(many=True), auth=[])
    def get(self, request: Request) -> Response:
        return Response(ColumnSerializer(columns_with_articles(timezone.now()), many=True).data)


class SeriesList(OpenView):
    serializer_class = SeriesSerializer

    @extend_schema(summary=_("Series that hold articles"), responses=SeriesSerializer(many=True), auth=[])
    def get(self, request: Request) -> Response:
        return Response(SeriesSerializer(series_with_articles(timezone.now()), many=True).data)


class SeriesDetail(OpenView):
    serializer_class = ArticleSerializer

    @extend_schema(
        operation_id="community_series_articles_list",
        summary=_("The parts of a series, in its order"),
        responses=ArticleSerializer(many=True),
        auth=[],
    )
    def get(self, request: Request, slug: str) -> Response:
        parts: Any = parts_of(series(slug), timezone.now())
        return Response(ArticleSerializer(parts, many=True).data)

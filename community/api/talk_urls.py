"""Addresses of the talk for programs; they belong to `community.api.urls`."""

from django.urls import path

from community.api import talk

urlpatterns = [
    path("posts/<uuid:post>/comments/", talk.CommentList.as_view(), name="comment-list"),
    path("posts/<uuid:post>/accepted/", talk.AcceptedAnswer.as_view(), name="accepted-answer"),
    path("posts/<uuid:post>/like/", talk.PostLike.as_view(), name="post-like"),
    path("posts/<uuid:post>/thanks/", talk.PostThanks.as_view(), name="post-thanks"),
    path("posts/<uuid:post>/bookmark/", talk.PostBookmark.as_view(), name="post-bookmark"),
    path("articles/<slug:slug>/comments/", talk.ArticleCommentList.as_view(), name="article-comments"),
    path("comments/<uuid:comment>/", talk.CommentDetail.as_view(), name="comment-detail"),
    path("comments/<uuid:comment>/restore/", talk.CommentRestore.as_view(), name="comment-restore"),
    path("comments/<uuid:comment>/answers/", talk.AnswerList.as_view(), name="answer-list"),
    path("comments/<uuid:comment>/like/", talk.CommentLike.as_view(), name="comment-like"),
    path("comments/<uuid:comment>/thanks/", talk.CommentThanks.as_view(), name="comment-thanks"),
    path("bookmarks/", talk.BookmarkList.as_view(), name="bookmark-list"),
    path("collections/", talk.CollectionList.as_view(), name="collection-list"),
    path("collections/<uuid:collection>/", talk.CollectionDetail.as_view(), name="collection-detail"),
    path("people/<uuid:person>/block/", talk.PersonBlock.as_view(), name="person-block"),
    path("people/<uuid:person>/mute/", talk.PersonMute.as_view(), name="person-mute"),
    path("away/", talk.AwayList.as_view(), name="away-list"),
    path("mentions/", talk.MentionList.as_view(), name="mention-list"),
]

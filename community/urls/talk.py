"""Addresses of the talk: comments, likes, thanks, bookmarks, people kept away. They belong to `community.urls`."""

from django.urls import path

from community.views import bookmarks, distance, reactions, talk

_LIKE, _THANKS = {"kind": "like"}, {"kind": "thanks"}

urlpatterns = [
    path("posts/<uuid:post_id>/comments/", talk.comment_list, name="comment-list"),
    path("articles/<slug:slug>/comments/", talk.article_comments, name="article-comments"),
    path("comments/<uuid:comment_id>/", talk.comment, name="comment"),
    path("comments/<uuid:comment_id>/answers/", talk.answer_list, name="answer-list"),
    path("comments/<uuid:comment_id>/answer/", talk.comment_answer, name="comment-answer"),
    path("comments/<uuid:comment_id>/edit/", talk.comment_edit, name="comment-edit"),
    path("comments/<uuid:comment_id>/delete/", talk.comment_delete, name="comment-delete"),
    path("comments/<uuid:comment_id>/restore/", talk.comment_restore, name="comment-restore"),
    path("comments/<uuid:comment_id>/accept/", talk.comment_accept, name="comment-accept"),
    path("comments/<uuid:comment_id>/like/", reactions.comment_react, _LIKE, name="comment-like"),
    path("comments/<uuid:comment_id>/thank/", reactions.comment_react, _THANKS, name="comment-thank"),
    path("posts/<uuid:post_id>/like/", reactions.post_react, _LIKE, name="post-like"),
    path("posts/<uuid:post_id>/thank/", reactions.post_react, _THANKS, name="post-thank"),
    path("posts/<uuid:post_id>/keep/", bookmarks.post_keep, name="post-keep"),
    path("collections/", bookmarks.collection_list, name="collection-list"),
    path("collections/<uuid:collection_id>/", bookmarks.collection, name="collection"),
    path("collections/<uuid:collection_id>/edit/", bookmarks.collection_edit, name="collection-edit"),
    path("collections/<uuid:collection_id>/delete/", bookmarks.collection_delete, name="collection-delete"),
    path("people/<uuid:person_id>/away/", distance.person_distance, name="person-distance"),
    path("away/", distance.away_list, name="away-list"),
    path("mentions/", talk.mention_list, name="mention-list"),
]

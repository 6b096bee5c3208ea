"""Addresses of lists of posts, of following, and of search; under /community/."""

from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_safe

from community.views import feeds, follows
from community.views.atom import PersonAtom, TopicAtom
from community.views.sitemaps import post_cover

urlpatterns: list[URLPattern | URLResolver] = [
    path("", feeds.home, name="home"),
    path("discover/", feeds.discover, name="discover"),
    path("picks/", feeds.pick_list, name="pick-list"),
    path("questions/", feeds.question_list, name="question-list"),
    path("scenes/", feeds.scene_list, name="scene-list"),
    path("scenes/<slug:scene>/", feeds.scene_detail, name="scene"),
    path("topics/", feeds.topic_list, name="topic-list"),
    path("topics/<str:slug>/", feeds.topic, name="topic"),
    path("topics/<str:slug>/posts.atom", require_safe(TopicAtom()), name="topic-atom"),
    path("people/<uuid:person_id>/", feeds.person, name="person"),
    path("people/<uuid:person_id>/posts.atom", require_safe(PersonAtom()), name="person-atom"),
    path("posts/<uuid:post_id>/cover.png", post_cover, name="post-cover"),
    path("search/", feeds.search, name="search"),
    path("follow/", follows.follow_set, name="follow-set"),
    path("me/following/", follows.following, name="following"),
    path("me/following/books/", follows.home_choice, name="home-choice"),
]

"""Addresses of lists, following and search for programs; they belong to `community.api.urls`."""

from django.urls import path

from community.api import feeds

urlpatterns = [
    path("home/", feeds.Home.as_view(), name="home"),
    path("home/choice/", feeds.HomeChoice.as_view(), name="home-choice"),
    path("discover/", feeds.Discover.as_view(), name="discover"),
    path("picks/", feeds.PickList.as_view(), name="pick-list"),
    path("questions/", feeds.QuestionList.as_view(), name="question-list"),
    path("scenes/", feeds.SceneMarket.as_view(), name="scene-market"),
    path("scenes/<slug:scene>/posts/", feeds.ScenePosts.as_view(), name="scene-posts"),
    path("topics/", feeds.TopicList.as_view(), name="topic-list"),
    path("topics/<str:slug>/posts/", feeds.TopicPosts.as_view(), name="topic-posts"),
    path("people/<uuid:person>/", feeds.PersonDetail.as_view(), name="person-detail"),
    path("people/<uuid:person>/posts/", feeds.PersonPosts.as_view(), name="person-posts"),
    path("search/", feeds.Search.as_view(), name="search"),
    path("follows/", feeds.FollowList.as_view(), name="follow-list"),
    path("follows/people/<uuid:person>/", feeds.FollowPerson.as_view(), name="follow-person"),
    path("follows/topics/<str:slug>/", feeds.FollowTopic.as_view(), name="follow-topic"),
    path("follows/scenes/<slug:scene>/", feeds.FollowScene.as_view(), name="follow-scene"),
]

from community.models.academy import LessonProgress, QuizAnswer
from community.models.articles import Article, ArticlePicture, ArticleVersion, Column, Series
from community.models.follows import Follow, HomeChoice
from community.models.items import SHORTEST_WHY, FollowUp, PostItem, Thing, Verdict, WishItem
from community.models.moderation import (
    Appeal,
    Case,
    Decision,
    LinkRule,
    Report,
    StaffAction,
    TakenDownPicture,
    WordRule,
)
from community.models.people import Profile
from community.models.photos import Photo
from community.models.posts import Post, PostRevision
from community.models.talk import Block, Bookmark, Collection, Comment, Mute, Reaction
from community.models.topics import PostTopic, Topic
from community.models.words import PostWords

__all__ = [
    "SHORTEST_WHY",
    "Appeal",
    "Article",
    "ArticlePicture",
    "ArticleVersion",
    "Block",
    "Bookmark",
    "Case",
    "Collection",
    "Column",
    "Comment",
    "Decision",
    "Follow",
    "FollowUp",
    "HomeChoice",
    "LessonProgress",
    "LinkRule",
    "Mute",
    "Photo",
    "Post",
    "PostItem",
    "PostRevision",
    "PostTopic",
    "PostWords",
    "Profile",
    "QuizAnswer",
    "Reaction",
    "Report",
    "Series",
    "StaffAction",
    "TakenDownPicture",
    "Thing",
    "Topic",
    "Verdict",
    "WishItem",
    "WordRule",
]

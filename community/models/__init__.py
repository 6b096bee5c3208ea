from community.models.follows import Follow, HomeChoice
from community.models.articles import Article, ArticleVersion, Column, Series
from community.models.items import SHORTEST_WHY, FollowUp, PostItem, Thing, Verdict, WishItem
from community.models.people import Profile
from community.models.photos import Photo
from community.models.posts import Post, PostRevision
from community.models.talk import Block, Bookmark, Collection, Comment, Mute, Reaction
from community.models.topics import PostTopic, Topic
from community.models.words import PostWords

__all__ = [
    "SHORTEST_WHY",
    "Article",
    "ArticleVersion",
    "Block",
    "Bookmark",
    "Collection",
    "Column",
    "Comment",
    "Follow",
    "FollowUp",
    "HomeChoice",
    "Mute",
    "Photo",
    "Post",
    "PostItem",
    "PostRevision",
    "PostTopic",
    "PostWords",
    "Profile",
    "Reaction",
    "Series",
    "Thing",
    "Topic",
    "Verdict",
    "WishItem",
]

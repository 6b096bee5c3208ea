from community.models.items import SHORTEST_WHY, FollowUp, PostItem, Thing, Verdict, WishItem
from community.models.people import Profile
from community.models.photos import Photo
from community.models.posts import Post, PostRevision
from community.models.topics import PostTopic, Topic

__all__ = [
    "SHORTEST_WHY",
    "FollowUp",
    "Photo",
    "Post",
    "PostItem",
    "PostRevision",
    "PostTopic",
    "Profile",
    "Thing",
    "Topic",
    "Verdict",
    "WishItem",
]

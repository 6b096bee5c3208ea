"""Posts, photos, things and the list. Under /api/v1/community/."""

from django.urls import path

from community.api import drafts, posts

urlpatterns = [
    path("posts/", posts.PostList.as_view(), name="post-list"),
    path("posts/<uuid:post>/", posts.PostDetail.as_view(), name="post-detail"),
    path("posts/<uuid:post>/restore/", posts.PostRestore.as_view(), name="post-restore"),
    path("posts/<uuid:post>/history/", posts.PostHistory.as_view(), name="post-history"),
    path("posts/<uuid:post>/use/", posts.SceneUse.as_view(), name="scene-use"),
    path("drafts/", drafts.DraftList.as_view(), name="draft-list"),
    path("drafts/<uuid:post>/", drafts.DraftDetail.as_view(), name="draft-detail"),
    path("drafts/<uuid:post>/publish/", drafts.DraftPublish.as_view(), name="draft-publish"),
    path("photos/", posts.PhotoList.as_view(), name="photo-list"),
    path("things/<uuid:thing>/", posts.ThingDetail.as_view(), name="thing-detail"),
    path("items/<uuid:item>/follow-ups/", posts.FollowUpList.as_view(), name="follow-up-list"),
    path("wishes/", posts.WishList.as_view(), name="wish-list"),
    path("wishes/<uuid:wish>/", posts.WishDetail.as_view(), name="wish-detail"),
    path("me/", posts.ProfileDetail.as_view(), name="profile"),
]

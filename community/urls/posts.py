"""Posts, what they tell of, and how they are written. Under /community/."""

from django.urls import URLPattern, URLResolver, path

from community.views import from_books, posts, things, writing

urlpatterns: list[URLPattern | URLResolver] = [
    path("write/", writing.write, name="write"),
    path("write/from-book/", from_books.from_book, name="from-book"),
    path("me/name/", writing.name, name="name"),
    path("posts/<uuid:post_id>/", posts.post_detail, name="post"),
    path("posts/<uuid:post_id>/history/", posts.post_history, name="post-history"),
    path("posts/<uuid:post_id>/write/", writing.editor, name="editor"),
    path("posts/<uuid:post_id>/write/publish/", writing.editor_publish, name="editor-publish"),
    path("posts/<uuid:post_id>/write/drop/", writing.draft_drop, name="draft-drop"),
    path("posts/<uuid:post_id>/preview/", writing.preview, name="preview"),
    path("posts/<uuid:post_id>/delete/", posts.post_delete, name="post-delete"),
    path("posts/<uuid:post_id>/restore/", posts.post_restore, name="post-restore"),
    path("posts/<uuid:post_id>/use/", from_books.scene_use, name="scene-use"),
    path("photos/<uuid:photo_id>/<slug:size>/", posts.photo, name="photo"),
    path("things/<uuid:thing_id>/", things.thing, name="thing"),
    path("items/<uuid:item_id>/later/", things.follow_up, name="follow-up"),
    path("items/<uuid:item_id>/same/", things.item_same, name="item-same"),
    path("items/<uuid:item_id>/record/", things.record_same, name="record-same"),
    path("items/<uuid:item_id>/wish/", things.wish_add, name="wish-add"),
    path("me/wishes/", things.wish_list, name="wish-list"),
    path("me/wishes/<uuid:wish_id>/mark/", things.wish_mark, name="wish-mark"),
    path("me/wishes/<uuid:wish_id>/drop/", things.wish_drop, name="wish-drop"),
    path("from/<uuid:book_id>/<uuid:entry_id>/", from_books.entry_panel, name="entry-panel"),
    path("from/<uuid:book_id>/<uuid:entry_id>/share/", from_books.entry_share, name="entry-share"),
]

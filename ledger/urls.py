from django.urls import URLPattern, URLResolver, include, path

from ledger.views import accounts, books, doorway, entries, members, quickline, record, shelf

app_name = "ledger"

# Inside a book: every address begins with the book's public id.
book_patterns: list[URLPattern | URLResolver] = [
    path("", books.book_overview, name="book-overview"),
    path("settings/", books.book_settings, name="book-settings"),
    path("facts/", books.book_facts, name="book-facts"),
    path("archive/", books.book_archive, name="book-archive"),
    path("record/", record.entry_record, name="entry-record"),
    path("record/line/", quickline.quickline_record, name="quickline-record"),
    path("record/line/read/", quickline.quickline_read, name="quickline-read"),
    path("entries/", entries.entry_list, name="entry-list"),
    path("entries/bin/", entries.entry_bin, name="entry-bin"),
    path("entries/<uuid:entry_id>/", entries.entry_edit, name="entry-edit"),
    path("entries/<uuid:entry_id>/delete/", entries.entry_delete, name="entry-delete"),
    path("entries/<uuid:entry_id>/restore/", entries.entry_restore, name="entry-restore"),
    path("accounts/", accounts.account_list, name="account-list"),
    path("accounts/new/", accounts.account_new, name="account-new"),
    path("accounts/<uuid:account_id>/", accounts.account_edit, name="account-edit"),
    path("accounts/<uuid:account_id>/archive/", accounts.account_archive, name="account-archive"),
    path("accounts/<uuid:account_id>/balance/", accounts.account_balance_set, name="account-balance"),
    path("members/", members.member_list, name="member-list"),
    path("members/add/", members.member_add, name="member-add"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", doorway.doorway, name="doorway"),
    path("books/", shelf.shelf, name="shelf"),
    path("books/new/", books.book_new, name="book-new"),
    path("record/", record.record, name="record"),
    path("b/<uuid:book_id>/", include(book_patterns)),
]

from django.urls import URLPattern, URLResolver, include, path

from ledger.views import accounts, books, bulk, calendar, doorway, entries, imports, members, names, quickline, record, shelf

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
    path("entries/calendar/", calendar.entry_calendar, name="entry-calendar"),
    path("entries/select/", bulk.entry_select, name="entry-select"),
    path("entries/change/", bulk.entry_bulk, name="entry-bulk"),
    path("entries/<uuid:entry_id>/", entries.entry_edit, name="entry-edit"),
    path("entries/<uuid:entry_id>/delete/", entries.entry_delete, name="entry-delete"),
    path("entries/<uuid:entry_id>/restore/", entries.entry_restore, name="entry-restore"),
    path("steps/", bulk.step_list, name="step-list"),
    path("steps/<uuid:step_id>/undo/", bulk.step_undo, name="step-undo"),
    path("accounts/", accounts.account_list, name="account-list"),
    path("accounts/new/", accounts.account_new, name="account-new"),
    path("accounts/<uuid:account_id>/", accounts.account_edit, name="account-edit"),
    path("accounts/<uuid:account_id>/archive/", accounts.account_archive, name="account-archive"),
    path("accounts/<uuid:account_id>/balance/", accounts.account_balance_set, name="account-balance"),
    path("imports/", imports.import_new, name="import-new"),
    path("imports/<uuid:batch_id>/", imports.import_detail, name="import-detail"),
    path("imports/<uuid:batch_id>/progress/", imports.import_progress, name="import-progress"),
    path("imports/<uuid:batch_id>/unlock/", imports.import_unlock, name="import-unlock"),
    path("imports/<uuid:batch_id>/counters/", imports.import_counters, name="import-counters"),
    path("imports/<uuid:batch_id>/groups/", imports.import_groups, name="import-groups"),
    path("imports/<uuid:batch_id>/groups/<int:group_id>/", imports.import_group, name="import-group"),
    path("imports/<uuid:batch_id>/places/<int:index>/", imports.import_place, name="import-place"),
    path("imports/<uuid:batch_id>/options/", imports.import_options, name="import-options"),
    path("imports/<uuid:batch_id>/typed/", imports.import_typed, name="import-typed"),
    path("imports/<uuid:batch_id>/rows/<slug:shown>/", imports.import_rows, name="import-rows"),
    path("imports/<uuid:batch_id>/write/", imports.import_write, name="import-write"),
    path("imports/<uuid:batch_id>/cancel/", imports.import_cancel, name="import-cancel"),
    path("imports/<uuid:batch_id>/undo/", imports.import_undo, name="import-undo"),
    path("names/<slug:sort>/", names.name_list, name="name-list"),
    path("names/<slug:sort>/new/", names.name_new, name="name-new"),
    path("names/<slug:sort>/order/", names.name_order, name="name-order"),
    path("names/<slug:sort>/<uuid:name_id>/", names.name_edit, name="name-edit"),
    path("names/<slug:sort>/<uuid:name_id>/hide/", names.name_hide, name="name-hide"),
    path("names/<slug:sort>/<uuid:name_id>/merge/", names.name_merge, name="name-merge"),
    path("names/<slug:sort>/<uuid:name_id>/delete/", names.name_delete, name="name-delete"),
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

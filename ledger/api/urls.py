from django.urls import URLPattern, URLResolver, include, path

from ledger.api.views import (
    accounts,
    activity,
    books,
    categories,
    comments,
    entries,
    imports,
    names,
    plans,
    reports,
    steps,
)

app_name = "ledger-api"

book_patterns: list[URLPattern | URLResolver] = [
    path("", books.BookDetail.as_view(), name="book-detail"),
    path("members/", books.MemberList.as_view(), name="member-list"),
    path("accounts/", accounts.AccountList.as_view(), name="account-list"),
    path("accounts/<uuid:account>/", accounts.AccountDetail.as_view(), name="account-detail"),
    path("accounts/<uuid:account>/balance/", accounts.AccountBalance.as_view(), name="account-balance"),
    path("categories/", categories.CategoryList.as_view(), name="category-list"),
    path("categories/<uuid:category>/", categories.CategoryDetail.as_view(), name="category-detail"),
    path("names/<slug:sort>/", names.LabelList.as_view(), name="label-list"),
    path("names/<slug:sort>/<uuid:label>/", names.LabelDetail.as_view(), name="label-detail"),
    path("names/<slug:sort>/<uuid:label>/merge/", names.NameMerge.as_view(), name="name-merge"),
    path("entries/", entries.EntryList.as_view(), name="entry-list"),
    path("entries/<uuid:entry>/", entries.EntryDetail.as_view(), name="entry-detail"),
    path("entries/<uuid:entry>/restore/", entries.EntryRestore.as_view(), name="entry-restore"),
    path("entries/<uuid:entry>/history/", entries.EntryHistory.as_view(), name="entry-history"),
    path("entries/<uuid:entry>/changes/<int:change>/revert/", activity.EntryRevert.as_view(), name="entry-revert"),
    path("entries/<uuid:entry>/comments/", comments.CommentList.as_view(), name="comment-list"),
    path("entries/<uuid:entry>/comments/<uuid:comment>/", comments.CommentDetail.as_view(), name="comment-detail"),
    path("activity/", activity.ActivityList.as_view(), name="activity-list"),
    path("activity/<uuid:line>/revert/", activity.ActivityRevert.as_view(), name="activity-revert"),
    path("steps/", steps.StepList.as_view(), name="step-list"),
    path("steps/<uuid:step>/undo/", steps.StepUndo.as_view(), name="step-undo"),
    path("imports/", imports.ImportList.as_view(), name="import-list"),
    path("imports/<uuid:batch>/", imports.ImportDetail.as_view(), name="import-detail"),
    path("imports/<uuid:batch>/unlock/", imports.ImportUnlock.as_view(), name="import-unlock"),
    path("imports/<uuid:batch>/write/", imports.ImportWrite.as_view(), name="import-write"),
    path("imports/<uuid:batch>/undo/", imports.ImportUndo.as_view(), name="import-undo"),
    path("imports/<uuid:batch>/cancel/", imports.ImportCancel.as_view(), name="import-cancel"),
    path("budgets/", plans.BudgetList.as_view(), name="budget-list"),
    path("budgets/<uuid:budget>/", plans.BudgetDetail.as_view(), name="budget-detail"),
    path("budgets/<uuid:budget>/undo/", plans.BudgetUndo.as_view(), name="budget-undo"),
    path("scheduled/", plans.ScheduledList.as_view(), name="scheduled-list"),
    path("scheduled/<uuid:scheduled>/", plans.ScheduledDetail.as_view(), name="scheduled-detail"),
    path("scheduled/<uuid:scheduled>/do/", plans.ScheduledDo.as_view(), name="scheduled-do"),
    path("scheduled/<uuid:scheduled>/undo/", plans.ScheduledUndo.as_view(), name="scheduled-undo"),
    path("coming/", plans.ComingList.as_view(), name="coming-list"),
    path("months/", reports.MonthList.as_view(), name="month-list"),
    path("months/<int:period>/categories/", reports.CategorySums.as_view(), name="month-categories"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("scenes/", books.SceneList.as_view(), name="scene-list"),
    path("books/", books.BookList.as_view(), name="book-list"),
    path("books/<uuid:book>/", include(book_patterns)),
]

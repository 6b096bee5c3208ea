from django.urls import path

from ledger.api import views

app_name = "ledger-api"

urlpatterns = [
    path("scenes/", views.SceneList.as_view(), name="scene-list"),
    path("books/", views.BookList.as_view(), name="book-list"),
    path("books/<uuid:book>/", views.BookDetail.as_view(), name="book-detail"),
    path("books/<uuid:book>/members/", views.MemberList.as_view(), name="member-list"),
    path("books/<uuid:book>/accounts/", views.AccountList.as_view(), name="account-list"),
    path("books/<uuid:book>/accounts/<uuid:account>/", views.AccountDetail.as_view(), name="account-detail"),
    path("books/<uuid:book>/accounts/<uuid:account>/balance/", views.AccountBalance.as_view(), name="account-balance"),
    path("books/<uuid:book>/categories/", views.CategoryList.as_view(), name="category-list"),
    path("books/<uuid:book>/categories/<uuid:category>/", views.CategoryDetail.as_view(), name="category-detail"),
    path("books/<uuid:book>/entries/", views.EntryList.as_view(), name="entry-list"),
    path("books/<uuid:book>/entries/<uuid:entry>/", views.EntryDetail.as_view(), name="entry-detail"),
    path("books/<uuid:book>/entries/<uuid:entry>/restore/", views.EntryRestore.as_view(), name="entry-restore"),
    path("books/<uuid:book>/entries/<uuid:entry>/history/", views.EntryHistory.as_view(), name="entry-history"),
    path("books/<uuid:book>/months/", views.MonthList.as_view(), name="month-list"),
    path("books/<uuid:book>/months/<int:period>/categories/", views.CategorySums.as_view(), name="month-categories"),
]

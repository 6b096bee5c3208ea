from django.urls import path

from community.api import order

urlpatterns = [
    path("reports/", order.ReportList.as_view(), name="report-list"),
    path("decisions/", order.DecisionList.as_view(), name="decision-list"),
    path("decisions/<uuid:decision>/appeal/", order.AppealMake.as_view(), name="decision-appeal"),
    path("order/", order.MonthList.as_view(), name="order"),
]

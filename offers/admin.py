"""The staff's view: products with their whole price and the way to publish them; readings without a single amount."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from offers.errors import ProductGate
from offers.models import (
    Calibration,
    CostItem,
    FundYield,
    JobRun,
    LoanProduct,
    MoneyFund,
    Product,
    ProductVersion,
    Provider,
    Reading,
    ReferenceRate,
    Suggestion,
    Transition,
)
from offers.services.products import publish_product, submit_product, withdraw_product


class ReadOnlyAdmin(ModelAdmin):
    """Rows that the app writes itself: staff read them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Provider)
class ProviderAdmin(ModelAdmin):
    list_display = ["name", "kind", "licence_no", "valid_to", "is_example"]
    list_filter = ["kind", "is_example"]
    search_fields = ["name", "licence_no"]


class ProductAdmin(ModelAdmin):
    """A product is changed as a draft, handed in by one, published by another, and taken down by anyone at once."""

    list_display = ["name", "provider", "state", "version", "published_at", "is_example"]
    list_filter = ["state", "provider", "is_example"]
    list_select_related = ["provider"]
    search_fields = ["name"]
    readonly_fields = ["state", "version", "made_by", "checked_by", "published_at"]
    actions = ["submit", "publish", "withdraw"]

    def has_change_permission(self, request: HttpRequest, obj: Product | None = None) -> bool:
        # What is live, or lies with the second pair of eyes, is as it was read there.
        if obj is not None and obj.state in (Product.State.LIVE, Product.State.REVIEW):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Product | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.version == 0)

    def save_model(self, request: Any, obj: Product, form: Any, change: bool) -> None:
        obj.kind, obj.made_by, obj.checked_by = obj.KIND, request.user, None
        super().save_model(request, obj, form, change)

    def has_submit_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        # Publishing writes a version.
        return request.user.has_perm("offers.add_productversion")

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return self.has_submit_permission(request) or self.has_publish_permission(request)

    @admin.action(description=_("Hand in the chosen products for publishing"), permissions=["submit"])
    def submit(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        for product in queryset.filter(state__in=[Product.State.DRAFT, Product.State.WITHDRAWN]):
            self._try(request, product, _("Handed in."), submit_product, by=request.user, today=timezone.localdate())

    @admin.action(description=_("Publish the chosen products"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        for product in queryset:
            self._try(request, product, _("Published."), publish_product, by=request.user, now=timezone.now())

    @admin.action(description=_("Take the chosen products down"), permissions=["withdraw"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        for product in queryset.filter(state__in=[Product.State.LIVE, Product.State.REVIEW]):
            self._try(request, product, _("Taken down."), withdraw_product)

    def _try(self, request: HttpRequest, product: Product, done: Any, service: Any, **arguments: Any) -> None:
        try:
            service(product, **arguments)
        except ProductGate as refusal:
            for one in (one for said in refusal.fields.values() for one in said):
                self.message_user(request, f"{product}: {one}", messages.ERROR)
            return
        self.log_change(request, product, str(done))
        self.message_user(request, f"{product}: {done}")


class FundYieldInline(TabularInline):
    model = FundYield
    extra = 0
    hide_title = True
    ordering = ["-day"]


class CostItemInline(TabularInline):
    model = CostItem
    extra = 0
    hide_title = True


@admin.register(MoneyFund)
class MoneyFundAdmin(ProductAdmin):
    inlines = [FundYieldInline]


@admin.register(LoanProduct)
class LoanProductAdmin(ProductAdmin):
    inlines = [CostItemInline]


@admin.register(ProductVersion)
class ProductVersionAdmin(ReadOnlyAdmin):
    list_display = ["product", "number", "made_by", "checked_by", "published_at"]
    list_select_related = ["product", "made_by", "checked_by"]
    fields = ["product", "number", "digest", "snapshot", "made_by", "checked_by", "published_at"]


@admin.register(ReferenceRate)
class ReferenceRateAdmin(ModelAdmin):
    list_display = ["code", "rate_ppm", "effective_from"]


@admin.register(Calibration)
class CalibrationAdmin(ModelAdmin):
    list_display = ["mode", "phi", "q", "coverage", "n", "fitted_at"]
    list_filter = ["mode"]


@admin.register(Reading)
class ReadingAdmin(ReadOnlyAdmin):
    """State, confidence and dates. Amounts, evidence and whose book it is are not the staff's to see."""

    list_display = ["as_of", "state", "since", "level", "confidence", "created_at"]
    list_filter = ["state", "level", "confidence", "as_of"]
    fields = ["as_of", "state", "since", "level", "confidence", "created_at"]
    ordering = ["-as_of", "-id"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reading]:
        return super().get_queryset(request).only("as_of", "state", "since", "level", "confidence", "created_at")


@admin.register(Transition)
class TransitionAdmin(ReadOnlyAdmin):
    list_display = ["as_of", "from_state", "to_state"]
    list_filter = ["from_state", "to_state", "as_of"]
    fields = ["as_of", "from_state", "to_state"]
    ordering = ["-as_of", "-id"]


@admin.register(Suggestion)
class SuggestionAdmin(ReadOnlyAdmin):
    """What kind was shown and dismissed when; neither to whom nor why."""

    list_display = ["kind_name", "state", "confidence", "as_of", "shown_at", "dismissed_at"]
    list_filter = ["kind", "state", "confidence", "dismissed_at"]
    fields = ["kind_name", "state", "confidence", "as_of", "shown_at", "dismissed_at"]
    ordering = ["-created_at"]

    @admin.display(description=_("kind"), ordering="kind")
    def kind_name(self, suggestion: Suggestion) -> str:
        names = {model.KIND: model._meta.verbose_name for model in (MoneyFund, LoanProduct)}
        return str(names.get(suggestion.kind, suggestion.kind))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Suggestion]:
        return super().get_queryset(request).defer("products", "reason")


@admin.register(JobRun)
class JobRunAdmin(ReadOnlyAdmin):
    list_display = ["name", "started_at", "milliseconds", "counts", "error"]
    list_filter = ["name"]
    ordering = ["-started_at"]

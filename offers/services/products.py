"""Publishing products: drafted by one, checked by another, kept as a version that nobody can change."""

import datetime as dt
import hashlib
import json
from typing import Any

from django.core import serializers
from django.db import transaction

from accounts.models import User
from offers.errors import ProductGate
from offers.models import LoanProduct, MoneyFund, Product, ProductVersion


def whole_product(product: Product) -> Product:
    """The row of its kind's own table."""
    for model in (MoneyFund, LoanProduct):
        found = model.objects.filter(pk=product.pk).select_related("provider").first()
        if found is not None:
            return found
    raise AssertionError(f"product {product.pk} has no kind")


def _gates(product: Product, today: dt.date) -> None:
    problems: dict[str, list[Any]] = {}
    for field, sentence in product.problems(today):
        problems.setdefault(field, []).append(sentence)
    if problems:
        raise ProductGate(fields=problems)


@transaction.atomic
def submit_product(product: Product, *, by: User, today: dt.date) -> Product:
    """Hands a draft to the second pair of eyes. Raises ProductGate with what keeps it from being published."""
    product = whole_product(_locked(product))
    _gates(product, today)
    product.state, product.made_by, product.checked_by = Product.State.REVIEW, by, None
    product.save(update_fields=["state", "made_by", "checked_by"])
    return product


@transaction.atomic
def publish_product(product: Product, *, by: User, now: dt.datetime) -> ProductVersion:
    """Puts a product live that somebody else handed in, as a new version.

    Raises ProductGate where a gate fails, it was not handed in, or the same person made it.
    """
    product = whole_product(_locked(product))
    if product.state != Product.State.REVIEW or product.made_by_id in (None, by.pk):
        raise ProductGate(fields={"state": [ProductGate.message]})
    _gates(product, now.date())
    product.state, product.checked_by, product.published_at = Product.State.LIVE, by, now
    product.version += 1
    product.save(update_fields=["state", "checked_by", "published_at", "version"])
    snapshot = product_snapshot(product)
    digest = hashlib.sha256(json.dumps(snapshot, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return ProductVersion.objects.create(
        product=product,
        number=product.version,
        snapshot=snapshot,
        digest=digest,
        made_by=product.made_by,
        checked_by=by,
        published_at=now,
    )


@transaction.atomic
def withdraw_product(product: Product) -> Product:
    """Takes a product off every page at once; it can be changed and handed in again."""
    product = _locked(product)
    product.state, product.checked_by = Product.State.WITHDRAWN, None
    product.save(update_fields=["state", "checked_by"])
    return product


def _locked(product: Product) -> Product:
    return Product.objects.select_for_update().get(pk=product.pk)


def product_snapshot(product: Product) -> dict[str, Any]:
    """Every stored field of a product, its provider and its cost items, as plain values."""
    rows = [Product.objects.get(pk=product.pk), product, product.provider]
    if isinstance(product, LoanProduct):
        rows += list(product.items.order_by("pk"))
    return {"rows": json.loads(serializers.serialize("json", rows))}

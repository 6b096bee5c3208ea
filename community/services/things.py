"""What items are about: found by its name, and merged where two names mean one thing."""

from django.db import transaction

from accounts.models import User
from community.errors import NotTheAuthor, PostInvalid
from community.models import PostItem, Thing
from community.queries.things import standing
from community.rules.naming import name_key


def thing_named(name: str) -> Thing:
    """The thing of this name, made where there is none; of a merged one, what it was merged into."""
    thing, _made = Thing.objects.get_or_create(key=name_key(name), defaults={"name": name})
    return standing(thing)


@transaction.atomic
def move_item(author: User, item: PostItem, thing: Thing) -> None:
    """The author says that their item is the same thing as others'. Raises NotTheAuthor."""
    if item.post.author_id != author.pk:
        raise NotTheAuthor
    PostItem.objects.filter(pk=item.pk).update(thing=standing(thing))


@transaction.atomic
def rename_thing(thing: Thing, name: str) -> Thing:
    """Puts everything shared of a thing under another name. For staff.

    The old name keeps leading there, so that nobody brings it back by sharing something of it. Where another thing has
    the new name already, the two are one from now on.
    """
    thing, target = standing(thing), thing_named(name)
    if target.pk != thing.pk:
        return merge_things(thing, target)
    Thing.objects.filter(pk=thing.pk).update(name=name)
    thing.name = name
    return thing


@transaction.atomic
def merge_things(source: Thing, target: Thing) -> Thing:
    """Two names, one thing: everything shared of `source` now stands under `target`. For staff. Raises PostInvalid."""
    pks = sorted({source.pk, target.pk})
    rows = {row.pk: row for row in Thing.objects.select_for_update().filter(pk__in=pks).order_by("pk")}
    source, target = rows[source.pk], standing(rows[target.pk])
    if source.pk == target.pk or source.merged_into_id is not None:
        raise PostInvalid
    PostItem.objects.filter(thing=source).update(thing=target)
    Thing.objects.filter(pk=source.pk).update(merged_into=target)
    return target

"""Who people are in the community: the name that others see, and a line about themselves.

A name that staff found wrong is put back to a neutral one, `neutralise`. Its owner may choose another, which stands at
once and is looked at; where an appeal is right, `give_back` restores what was there.
"""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from community.errors import NameInvalid
from community.models import Profile
from community.queries.rights import require_verified
from community.rules.naming import name_key
from community.rules.texts import plain
from community.services.cases import hold
from community.services.checks import check
from community.services.limits import require_not_suspended

LONGEST_BIO = 200
SHORTEST_NAME, LONGEST_NAME = 2, 24
# Nobody speaks here for the house.
_OURS = ("场记", "changji", "官方", "客服", "管理员")


def choose_name(user: User, *, name: str, bio: str = "", at: dt.datetime) -> Profile:
    """Names a person in the community, or names them anew. Raises NotVerified, Suspended, NameInvalid."""
    require_verified(user)
    require_not_suspended(user, at=at)
    name, bio = " ".join(plain(name).split()), plain(bio).strip()
    _refuse(name, bio)
    if check(user, f"{name}\n{bio}", at=at).action != "pass":
        raise NameInvalid(fields={"name": [_("This is not a name for here. Choose another one.")]})
    before = Profile.objects.filter(user=user).first()
    if before and before.taken_name and name_key(name) == name_key(before.taken_name):
        raise NameInvalid(fields={"name": [_("This name was taken from you. Choose another one.")]})
    found = {"name": name, "name_key": name_key(name), "bio": bio}
    try:
        with transaction.atomic():
            profile, _made = Profile.objects.update_or_create(
                user=user, defaults=found, create_defaults=found | {"user": user, "created_at": at}
            )
    except IntegrityError:
        raise NameInvalid(fields={"name": [_("Somebody has this name already. Choose another one.")]}) from None
    if before and before.taken_name and (before.name, before.bio) != (name, bio):
        hold(profile, found=["mended"], at=at)
    return profile


@transaction.atomic
def neutralise(profile: Profile) -> None:
    """Puts a name back to one that says nothing, and takes away what stood beside it; both are kept for an appeal."""
    profile = Profile.objects.select_for_update(of=["self"]).get(pk=profile.pk)
    if profile.name == neutral_name(profile) and not profile.bio:
        return
    profile.taken_name, profile.taken_bio = profile.name, profile.bio
    profile.name, profile.bio = neutral_name(profile), ""
    profile.name_key = name_key(profile.name)
    profile.save()


@transaction.atomic
def give_back(profile: Profile) -> None:
    """Restores what was taken; a name that its owner chose since stays, and so does one that is somebody else's now."""
    profile = Profile.objects.select_for_update(of=["self"]).get(pk=profile.pk)
    key = name_key(profile.taken_name)
    free = not Profile.objects.filter(name_key=key).exclude(pk=profile.pk).exists()
    if profile.taken_name and free and profile.name == neutral_name(profile):
        profile.name, profile.name_key, profile.bio = profile.taken_name, key, profile.taken_bio
    profile.taken_name = profile.taken_bio = ""
    profile.save()


def neutral_name(profile: Profile) -> str:
    """A name that nobody has, by the end of the profile's id, which is random."""
    return f"用户{profile.public_id.hex[-8:]}"


def _refuse(name: str, bio: str) -> None:
    key = name_key(name)
    if not SHORTEST_NAME <= len(name) <= LONGEST_NAME:
        said = _("A name has 2 to 24 characters.")
    elif "@" in key or sum(character.isdigit() for character in key) >= 7 or not any(map(str.isalpha, key)):
        said = _("Not an address and not a number: choose a name that tells nobody how to reach you.")
    elif any(word in key for word in _OURS):
        said = _("This name sounds as if you spoke for Changji. Choose another one.")
    elif len(bio) > LONGEST_BIO:
        raise NameInvalid(fields={"bio": [_("At most 200 characters.")]})
    else:
        return
    raise NameInvalid(fields={"name": [said]})

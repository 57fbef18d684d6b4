"""Own avatars whose way from sound to mouth was learnt with earlier networks: built anew from their footage.

Nobody asked for it, so nobody is written to; the avatar goes on as it was until the new bundle is ready, and whatever
a person wants, of this avatar or another, comes first: renewals are rung for one at a time (`jobs.ring`). One that
failed or was cancelled is left to a person until an update brings other networks; one that gave way is begun again.
"""

import structlog

from avatars import services
from avatars.bundles import folder_of
from avatars.folders import work_folder
from avatars.models import Avatar, Kind, Work, WorkKind, WorkStatus
from avatarsite.errors import UserError

log = structlog.get_logger(__name__)


def renew_all() -> int:
    """Begin the runs that are due. Returns how many."""
    count = 0
    for avatar in Avatar.objects.filter(kind=Kind.OWN, status__in=services.IN_USE):
        built = _built(avatar)
        if built is not None and _is_due(built):
            count += _renewed(built)
    if count:
        log.info("avatars_renewed", count=count)
    return count


def _built(avatar: Avatar) -> Work | None:
    """The run that made the bundle in use."""
    made = avatar.works.exclude(kind=WorkKind.CREATION).filter(status=WorkStatus.DONE)
    return made.select_related("avatar", "recording").first()


def _is_due(built: Work) -> bool:
    """Its footage is still there, and no renewal of it was tried with today's networks."""
    # Here, so that a start that has nothing to renew need not wait for the engine.
    from avatars.engine import BundleError
    from avatars.engine.sound_channel import is_current
    from avatars.engine.sound_net import mark

    if built.avatar.works.filter(kind=WorkKind.RENEWAL, net=mark(), pk__gt=built.pk).exists():
        return False
    try:
        return work_folder(built).is_dir() and not is_current(folder_of(built.avatar))
    except UserError:  # a bundle that is not there
        return False
    except BundleError:  # one that is broken
        return True


def _renewed(built: Work) -> bool:
    """False where a person was faster."""
    from avatars.engine.sound_net import mark

    try:
        services.begin_renewal(built.avatar, built.recording, mark())
    except UserError:
        return False
    return True

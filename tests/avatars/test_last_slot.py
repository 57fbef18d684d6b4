"""Two creations that end at once, with one slot left: one avatar, one clear refusal, and no footage lost."""

import threading

import pytest
from django.db import connection

from accounts.models import User
from avatars import jobs, services
from avatars.models import Avatar, Recording, Take
from avatars.recording_files import path_of
from avatarsite.errors import UserError
from billing.grants import grant
from billing.slots import slots_left
from tests.avatars.conftest import recorded

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("told_stages", "one_slot")]


def test_one_gets_it_and_the_other_says_what_to_do(avatar: Avatar, recording: Recording, alice: User) -> None:
    twin = Avatar.objects.create(workspace=avatar.workspace, name="Twin", status="uploading")
    rows = [
        services.begin_creation(avatar, recording),
        services.begin_creation(twin, recorded(twin, alice)),
    ]

    def run(pk: int) -> None:
        try:
            jobs.run(pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(row.pk,)) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statuses = sorted(Avatar.objects.filter(pk__in=(avatar.pk, twin.pk)).values_list("status", flat=True))
    assert statuses == ["activating", "failed"]
    assert avatar.workspace is not None
    assert slots_left(avatar.workspace) == 0
    loser = Avatar.objects.get(status="failed")
    assert loser.works.get().reasons == [{"id": "billing.no_slots", "facts": {}}]
    takes = Take.objects.filter(recording__avatar=loser)
    assert [path_of(take).read_bytes() for take in takes] == [b"footage"]
    with pytest.raises(UserError, match=r"billing.no_slots"):
        services.retry(loser, alice)
    grant(avatar.workspace, slots=1, reason="Bought one more")
    jobs.run(services.retry(loser, alice).pk)
    assert Avatar.objects.get(pk=loser.pk).status == "activating"
    assert slots_left(avatar.workspace) == 0

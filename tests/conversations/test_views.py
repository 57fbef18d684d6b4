"""Start Chat and the pages of conversations."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from avatars.models import Avatar
from avatars.status import Status
from avatarsite.errors import UserError
from billing.models import Account, LedgerEntry, Meter, MeterStatus
from billing.reaper import reap
from conversations import services
from conversations.models import Conversation
from conversations.models import Status as ConversationStatus
from projects.models import Project

from .rows import ANSWER, make_cut_out, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(workspace):
    return make_project(workspace)


def start(client, project):
    return client.post(reverse("chat_start", args=[project.code]))


def test_the_check_page_shows_the_project_and_charges_nothing(as_alice, project):
    response = as_alice.get(reverse("chat", args=[project.code]))
    assert response.status_code == 200
    assert response.context["project"] == project
    assert not Meter.objects.exists()


@pytest.mark.parametrize(("room", "shown"), [("shelf", "&amp;background=shelf"), ("studio", ""), ("", "")])
def test_every_page_shows_the_room_that_it_began_in(as_alice, workspace, room, shown):
    avatar = make_cut_out(workspace)
    Avatar.objects.filter(pk=avatar.pk).update(bundle_digest="abcdef0123456789")
    project = make_project(workspace, avatar=avatar, background=room)
    still = f"{reverse('avatar_media', args=[avatar.code, 'thumbnail'])}?v=abcdef01{shown}"
    check = as_alice.get(reverse("chat", args=[project.code])).content.decode()
    assert check.count(f'src="{still}"') == 3 and f"--still: url('{still}')" in check
    page = reverse("conversation_detail", args=[start(as_alice, project).json()["code"]])
    Project.objects.update(background="plain")
    assert as_alice.get(page).content.decode().count(f'src="{still}"') == 3
    Conversation.objects.update(status=ConversationStatus.ENDED)
    assert as_alice.get(page).content.decode().count(f'src="{still}"') == 1


def test_nothing_begins_on_a_project_that_is_gone(alice, project):
    Project.objects.filter(pk=project.pk).delete()
    with pytest.raises(UserError, match=r"conversation\.project_is_gone"):
        services.start(project, alice)
    assert not Meter.objects.exists()


def test_a_page_whose_project_was_deleted_leads_to_the_others(as_alice, project):
    Project.objects.filter(pk=project.pk).delete()
    answer = start(as_alice, project)
    assert answer.status_code == 404
    assert answer.json()["message_id"] == "conversation.project_is_gone"
    assert answer.json()["action_url"] == reverse("project_list")


def test_start_makes_the_row_the_copy_and_the_meter(as_alice, alice, project):
    answer = start(as_alice, project).json()
    conversation = Conversation.objects.get(code=answer["code"])
    assert answer["ws"] == f"/ws/conversations/{conversation.code}/"
    assert conversation.user == alice
    assert conversation.snapshot["project"]["name"] == "Directions"
    assert Meter.objects.get(key=conversation.code).status == MeterStatus.OPEN


def test_a_running_conversation_keeps_what_it_started_with(as_alice, project):
    code = start(as_alice, project).json()["code"]
    project.language = "ko"
    project.save()
    project.entries.all().delete()
    kept = Conversation.objects.get(code=code).snapshot
    assert kept["language"] == "en"
    assert len(kept["chat"]["entries"]) == 1


def test_it_refuses_without_credits_and_says_where_to_get_them(as_alice, workspace, project):
    Account.objects.filter(pk=workspace.pk).update(conversation_ms=0)
    response = start(as_alice, project)
    assert response.status_code == 402
    assert response.json()["message_id"] == "billing.no_credits"
    assert response.json()["action_url"] == f"{reverse('billing_plans')}#credits"
    assert not Conversation.objects.exists()


def test_without_credits_nobody_checks_a_microphone_in_vain(as_alice, workspace, project):
    Account.objects.filter(pk=workspace.pk).update(conversation_ms=0)
    page = as_alice.get(reverse("chat", args=[project.code]), follow=True)
    assert page.redirect_chain == [(f"{reverse('billing_plans')}#credits", 302)]
    assert "There are no credits left to talk with. Get more here" in page.content.decode()


def test_who_can_not_buy_is_told_whom_to_ask(as_bob, workspace, project):
    Account.objects.filter(pk=workspace.pk).update(conversation_ms=0)
    page = as_bob.get(reverse("chat", args=[project.code]), follow=True).content.decode()
    assert "The owner of this workspace can get more" in page


def test_it_refuses_a_second_user_on_a_plan_for_one(as_alice, project):
    code = start(as_alice, project).json()["code"]
    response = start(as_alice, project)
    assert (response.status_code, response.json()["message_id"]) == (409, "billing.too_many_users")
    assert response.json()["action_url"] == reverse("conversation_detail", args=[code])
    assert response.json()["action_label"] == "Open the running conversation"
    assert Conversation.objects.count() == 1


def test_it_refuses_when_the_avatar_is_gone_and_takes_nothing(as_alice, project):
    project.avatar.delete()
    response = start(as_alice, project)
    assert (response.status_code, response.json()["message_id"]) == (409, "project.no_avatar")
    assert not Meter.objects.exists()


def test_it_refuses_an_avatar_that_is_not_active(as_alice, project):
    project.avatar.status = Status.DRAFT
    project.avatar.save()
    assert start(as_alice, project).json()["message_id"] == "project.avatar_not_active"


@pytest.mark.parametrize("name", ["chat", "chat_start"])
def test_strangers_find_no_project(as_charlie, project, name):
    url = reverse(name, args=[project.code])
    response = as_charlie.post(url) if name == "chat_start" else as_charlie.get(url)
    assert response.status_code == 404


@pytest.mark.parametrize("name", ["conversation_detail", "conversation_state", "conversation_end"])
def test_strangers_find_no_conversation(as_alice, as_charlie, project, name):
    url = reverse(name, args=[start(as_alice, project).json()["code"]])
    response = as_charlie.post(url) if name == "conversation_end" else as_charlie.get(url)
    assert response.status_code == 404


def test_team_mates_see_it(as_alice, as_bob, project):
    code = start(as_alice, project).json()["code"]
    assert as_bob.get(reverse("conversation_detail", args=[code])).status_code == 200


def test_a_running_one_offers_to_resume_and_an_ended_one_shows_its_turns(as_alice, project):
    code = start(as_alice, project).json()["code"]
    url = reverse("conversation_detail", args=[code])
    assert "conversations/chat.html" in [template.name for template in as_alice.get(url).templates]
    services.keep_turn(code, {"role": "user", "text": "Where is it?"})
    services.keep_turn(code, {"role": "avatar", "text": "Over there.", "heard_text": "Over"})
    services.end(code, 5000, "visitor")
    response = as_alice.get(url)
    assert [turn.shown_text for turn in response.context["turns"]] == ["Where is it?", "Over"]


def test_an_end_in_the_middle_of_an_answer_is_no_interruption(as_alice, project):
    code = start(as_alice, project).json()["code"]
    conversation = Conversation.objects.get(code=code)
    for position, words in enumerate(("Go straight", "It is on")):
        conversation.turns.create(
            position=position, role="avatar", text=ANSWER, heard_text=words, interrupted=True
        )
    as_alice.post(reverse("conversation_end", args=[code]))
    page = as_alice.get(reverse("conversation_detail", args=[code])).content.decode()
    assert page.count("You cut in here") == page.count("The conversation ended here") == 1


def test_a_running_one_shows_the_avatar_and_language_it_started_with(as_alice, workspace, project):
    url = reverse("conversation_detail", args=[start(as_alice, project).json()["code"]])
    before = project.avatar
    project.avatar = Avatar.objects.create(workspace=workspace, name="Other", status=Status.ACTIVE)
    project.language = "ko"
    project.save()
    context = as_alice.get(url).context
    assert (context["avatar"], context["language"]) == (before, "en")


def test_a_running_one_without_its_project_can_be_ended(as_alice, project):
    code = start(as_alice, project).json()["code"]
    project.delete()
    page = as_alice.get(reverse("conversation_detail", args=[code])).content.decode()
    assert reverse("conversation_end", args=[code]) in page


def test_the_sweep_closes_those_whose_process_died(as_alice, project):
    code = start(as_alice, project).json()["code"]
    Meter.objects.filter(key=code).update(confirmed_at=timezone.now() - timedelta(minutes=1))
    assert services.sweep() == 1
    assert Conversation.objects.get(code=code).end_reason == "lost"


def test_ending_twice_bills_once(as_alice, workspace, project):
    code = start(as_alice, project).json()["code"]
    before = Account.objects.get(pk=workspace.pk).conversation_ms
    first, second = services.end(code, 4321, "visitor"), services.end(code, 9999, "lost")
    assert (first.elapsed_ms, first.billed_ms, first.end_reason) == (4321, 4321, "visitor")
    assert (second.elapsed_ms, second.billed_ms, second.end_reason) == (4321, 4321, "visitor")
    assert Account.objects.get(pk=workspace.pk).conversation_ms == before - 4321
    assert LedgerEntry.objects.filter(conversation_code=code).count() == 1


def test_the_page_can_end_one_that_no_process_runs(as_alice, project):
    code = start(as_alice, project).json()["code"]
    response = as_alice.post(reverse("conversation_end", args=[code]))
    assert response.status_code == 302
    assert Conversation.objects.get(code=code).status == ConversationStatus.ENDED


def test_one_whose_process_died_is_closed_when_it_is_looked_at(as_alice, workspace, project):
    code = start(as_alice, project).json()["code"]
    Meter.objects.filter(key=code).update(confirmed_at=timezone.now() - timedelta(minutes=1))
    assert reap() == 1
    as_alice.get(reverse("conversation_detail", args=[code]))
    ended = Conversation.objects.get(code=code)
    assert (ended.status, ended.end_reason) == (ConversationStatus.ENDED, "lost")


def test_the_list_shows_the_workspaces_own(as_alice, as_charlie, project):
    code = start(as_alice, project).json()["code"]
    url = reverse("conversation_list")
    assert [row.code for row in as_alice.get(url).context["page"]] == [code]
    assert not list(as_charlie.get(url).context["page"])

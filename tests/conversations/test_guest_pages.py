"""A guest's pages: who opens them, what they show of their own conversations, and what nobody learns from them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from avatars.models import Avatar
from avatars.status import Status
from billing.models import Account, Meter
from conversations import services
from conversations.models import Conversation
from conversations.visitor import GUEST_KEY
from projects.sharing import close_page, renew_link

from .guest_rows import browser_of, midnight, plenty, press_start, share, talked
from .rows import ANSWER, make_cut_out, make_project

pytestmark = pytest.mark.django_db
SECRETS = {
    "instructions": "Never say this secret.",
    "api_key_encrypted": "encrypted",
    "api_key_ending": "wxyz",
}
GUESTS_OWN = ["guest_detail", "guest_state", "guest_end"]


@pytest.fixture
def page(workspace):
    page = share(make_project(workspace, **SECRETS))
    plenty(page.project)
    return page


@pytest.fixture
def nobody():
    """A browser that was never here."""
    return Client()


def look(client, page):
    return client.get(reverse("guest_chat", args=[page.link]))


def ask(client, page, code, name="guest_detail"):
    url = reverse(name, args=[page.link, code])
    return client.post(url) if name == "guest_end" else client.get(url)


def test_who_has_the_link_sees_the_presenter_and_what_they_should_know(nobody, page):
    answer = look(nobody, page)
    text = answer.content.decode()
    assert answer.status_code == 200
    for words in (
        "Drawn",
        "Directions",
        "English",
        "is an AI",
        "the team of “Directions” can read it",
        "optional",
    ):
        assert words in text
    assert not Conversation.objects.exists() and not Meter.objects.exists()


def test_the_page_says_nothing_of_credits_and_leads_nowhere_else(nobody, as_alice, page):
    for client in (nobody, as_alice):
        text = look(client, page).content.decode()
        assert "redit" not in text and "charged" not in text and "alice" not in text
        assert reverse("project_list") not in text and reverse("billing_overview") not in text
        assert not any(secret in text for secret in SECRETS.values())


def test_it_is_not_listed_not_kept_and_not_framed(nobody, page):
    for answer in (look(nobody, page), press_start(nobody, page), nobody.get("/talk/nosuchlink/")):
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["X-Frame-Options"] == "DENY"
        assert "no-store" in answer["Cache-Control"]
    assert '<meta name="robots" content="noindex, nofollow">' in look(nobody, page).content.decode()


def test_the_pictures_of_an_own_avatar_are_shown_to_them(nobody, workspace, page):
    type(page.project).objects.update(avatar=make_cut_out(workspace), background="shelf")
    context = look(nobody, page).context
    assert "shown=" in context["preview"]
    assert nobody.get(context["still"]).status_code == 200
    assert nobody.get(context["still"].partition("&shown=")[0]).status_code == 404


def test_a_guest_begins_reads_ends_and_talks_again(nobody, page):
    started = press_start(nobody, page).json()
    code = started["code"]
    assert started["url"] == reverse("guest_detail", args=[page.link, code])
    assert started["ws"] == f"/ws/conversations/{code}/"
    assert "conversations/chat.html" in [template.name for template in ask(nobody, page, code).templates]
    services.keep_turn(code, {"role": "user", "text": "Where is it?"})
    services.keep_turn(code, {"role": "avatar", "text": ANSWER, "heard_text": ANSWER})
    assert ask(nobody, page, code, "guest_state").json() == {"return_ms": None}
    assert ask(nobody, page, code, "guest_end")["Location"] == started["url"]
    ended = ask(nobody, page, code).content.decode()
    assert "Where is it?" in ended and ANSWER in ended and "Talk again" in ended
    assert reverse("guest_chat", args=[page.link]) in ended and reverse("conversation_list") not in ended
    assert press_start(nobody, page).status_code == 200


def test_the_state_of_an_ended_one_tells_nothing_of_the_workspace(nobody, page):
    code = press_start(nobody, page).json()["code"]
    services.end(code, 5_000, "time_used_up")
    ended = ask(nobody, page, code, "guest_state").json()
    assert (ended["left_ms"], ended["next"]) == (0, {})
    assert ended["message"] == "The time for this conversation is over. Thank you for talking."


@pytest.mark.parametrize("name", GUESTS_OWN)
def test_nobody_else_finds_it(nobody, as_alice, as_charlie, page, name):
    code = press_start(nobody, page).json()["code"]
    for client in (Client(), browser_of("another's"), as_alice, as_charlie):
        assert ask(client, page, code, name).status_code == 404
    assert ask(nobody, page, "zzzzzzzzzz", name).status_code == 404
    assert Conversation.objects.get().is_active


@pytest.mark.parametrize("name", GUESTS_OWN)
def test_a_member_s_conversation_is_not_a_guest_s(nobody, alice, page, name):
    press_start(nobody, page)
    code = services.start(page.project, alice).code
    assert ask(nobody, page, code, name).status_code == 404


def test_somebody_without_a_key_is_not_the_guest_of_all_who_have_none(nobody, alice, page):
    code = services.start(page.project, alice).code
    assert Conversation.objects.get().guest_key == ""
    assert ask(browser_of(""), page, code).status_code == 404


def test_who_is_logged_in_is_a_guest_too_and_pays_nothing(as_charlie, charlie, workspace, page):
    before = Account.objects.get(workspace__owner=charlie).conversation_ms
    code = press_start(as_charlie, page).json()["code"]
    services.end(code, 5_000, "visitor")
    talk = Conversation.objects.get()
    assert (talk.user, talk.workspace, talk.billed_ms) == (None, workspace, 5_000)
    assert Account.objects.get(workspace__owner=charlie).conversation_ms == before
    assert as_charlie.get(reverse("conversation_detail", args=[code])).status_code == 404


def test_keys_can_not_be_guessed(page):
    browsers = [Client(), Client()]
    for browser in browsers:
        press_start(browser, page)
    keys = {browser.session[GUEST_KEY] for browser in browsers}
    assert len(keys) == 2 and all(len(key) == 43 for key in keys)


def test_starting_needs_the_page_s_token(page):
    assert press_start(Client(enforce_csrf_checks=True), page).status_code == 403
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("method", ["chat", "start"])
@pytest.mark.parametrize("why", ["closed", "renewed", "deleted", "never was"])
def test_closed_renewed_deleted_and_never_there_look_the_same(nobody, page, why, method):
    if why == "closed":
        close_page(page.project)
    elif why == "renewed":
        renew_link(page.project)
    elif why == "deleted":
        page.project.delete()
    else:
        page.link = "abcdefghjkmnpqrs"
    answer = look(nobody, page) if method == "chat" else press_start(nobody, page)
    assert answer.status_code == 404
    assert "This chat page is closed, or its link has changed" in answer.content.decode()
    assert "Directions" not in answer.content.decode()


@pytest.mark.parametrize("why", ["closed", "renewed", "deleted"])
def test_who_talks_may_finish(nobody, page, why):
    code = press_start(nobody, page).json()["code"]
    {"closed": close_page, "renewed": renew_link, "deleted": lambda project: project.delete()}[why](
        page.project
    )
    running = ask(nobody, page, code)
    assert "conversations/chat.html" in [template.name for template in running.templates]
    assert f'data-url="{reverse("guest_detail", args=[page.link, code])}"' in running.content.decode()
    assert ask(nobody, page, code, "guest_end").status_code == 302


def test_a_new_link_is_not_told_to_who_has_the_old_one(nobody, page):
    code = press_start(nobody, page).json()["code"]
    renew_link(page.project)
    page_now = type(page).objects.get()
    assert page_now.link not in ask(nobody, page, code).content.decode()


@pytest.mark.parametrize("gone", [True, False])
def test_without_an_active_avatar_they_are_told_to_come_later(nobody, page, gone):
    Avatar.objects.update(status=Status.DEACTIVATED)
    if gone:
        type(page.project).objects.update(avatar=None)
    for answer in (look(nobody, page), press_start(nobody, page)):
        assert answer.status_code == 409
        assert "take guests just now" in answer.content.decode().replace("&#x27;", "'")


def test_who_can_not_begin_is_told_before_they_check_a_microphone(nobody, page):
    talked(page, 30 * 60_000, midnight())
    answer = look(nobody, page)
    assert answer.status_code == 409
    assert "There is more from midnight UTC on" in answer.content.decode()
    assert reverse("guest_chat", args=[page.link]) in answer.content.decode()


@pytest.mark.parametrize("refuse", ["credits", "places"])
def test_the_owner_s_credits_and_plan_are_not_told(nobody, alice, page, refuse):
    if refuse == "credits":
        Account.objects.filter(pk=page.project.workspace_id).update(conversation_ms=0)
        assert look(nobody, page).status_code == 409
    else:
        page.project.workspace.subscriptions.update(contract_users=0)
    answer = press_start(nobody, page)
    assert answer.status_code == 409
    assert answer.json()["message_id"] == ("guest.not_now" if refuse == "credits" else "guest.full")
    assert answer.json()["action_url"] == ""
    assert "redit" not in answer.json()["message"] and "plan" not in answer.json()["message"]


def test_one_who_talks_in_another_tab_is_led_there(nobody, page):
    code = press_start(nobody, page).json()["code"]
    again = press_start(nobody, page)
    assert (again.status_code, again.json()["message_id"]) == (409, "guest.talks_already")
    assert again.json()["action_url"] == reverse("guest_detail", args=[page.link, code])


def test_the_page_offers_the_way_back_to_their_own_and_nobody_else_s(nobody, page):
    code = press_start(nobody, page).json()["code"]
    services.visitor_is(code, False)
    assert look(nobody, page).context["running"].code == code
    assert reverse("guest_detail", args=[page.link, code]) in look(nobody, page).content.decode()
    assert look(Client(), page).context["running"] is None
    Conversation.objects.update(left_at=timezone.now() - timedelta(seconds=31))
    assert look(nobody, page).context["running"] is None

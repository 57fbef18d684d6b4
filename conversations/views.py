"""The pages of conversations for members, and Start Chat. What guests see of them: guest_views."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import current_workspace, may_buy
from avatarsite.errors import UserError
from avatarsite.messages import sentence
from billing.balances import balance
from conversations import pages, returning, services
from conversations.access import seen_conversations
from conversations.live.process import process
from conversations.visitor import Member, member_of
from conversations.way_on import GONE, more_credits_url, way_on
from projects.access import access_project

PAGE = 30
STATUS = {"billing.no_credits": 402, GONE: 404}  # of refusals; 409 for all others


@login_required
@require_safe
def chat(request: HttpRequest, code: str) -> HttpResponse:
    """Template conversations/chat.html: pages.check_page, balance.

    While the visitor checks the microphone the avatar is loaded already. Where no credit is free, off to buy some.
    """
    member = member_of(request)
    project = access_project(member.workspace, code)
    if project.avatar is None or not project.avatar.is_active:
        return redirect("project_edit", code)
    context = pages.check_page(member, project, project.avatar) | {"balance": balance(member.workspace)}
    if context["running"] is None and context["balance"].free_ms <= 0:
        return _without_credits(request, member)
    process.prepare_avatar(project.avatar)
    return render(request, "conversations/chat.html", context)


@login_required
@require_POST
def chat_start(request: HttpRequest, code: str) -> JsonResponse:
    """Start Chat: pages.started, or with 402, 404 or 409 pages.refused."""
    member, project = member_of(request), None
    try:
        project = access_project(member.workspace, code)
        conversation = returning.start(project, member.user)
    except Http404:  # deleted while the page was open
        error = UserError(GONE)
    except UserError as refused:
        error = refused
    else:
        return pages.started(member, conversation)
    return pages.refused(member, error, STATUS.get(error.message_id, 409), way_on(error, project))


def _without_credits(request: HttpRequest, member: Member) -> HttpResponse:
    buys = may_buy(member.user, member.workspace)
    why = UserError("conversation.no_credits" if buys else "conversation.ask_for_credits")
    messages.error(request, sentence(why))
    return redirect(more_credits_url())


@login_required
@require_safe
def conversation_list(request: HttpRequest) -> HttpResponse:
    """Template conversations/list.html: page (a Paginator page of Conversation, newest first)."""
    workspace = current_workspace(request)
    services.end_dead(workspace.pk)
    page = Paginator(seen_conversations(workspace), PAGE).get_page(request.GET.get("page"))
    return render(request, "conversations/list.html", {"page": page, "conversations": page.object_list})


@login_required
@require_safe
def conversation_detail(request: HttpRequest, code: str) -> HttpResponse:
    """While a member's runs, conversations/chat.html (pages.chat_page; to resume), else conversations/detail.html.

    detail.html: pages.past_page, balance. Both pages show the avatar and the room that it started with, whatever the
    project has now. A guest's is looked at here while it runs, and ended, but not taken over.
    """
    member = member_of(request)
    conversation = pages.as_it_is_now(member, code)
    project, avatar = conversation.project, pages.avatar_of(conversation)
    if conversation.is_active and not conversation.is_guests and project and avatar:
        context = pages.chat_page(member, project, avatar, conversation)
        return render(request, "conversations/chat.html", context)
    context = pages.past_page(member, conversation, avatar) | {"balance": balance(member.workspace)}
    return render(request, "conversations/detail.html", context)


@login_required
@require_safe
def conversation_state(request: HttpRequest, code: str) -> JsonResponse:
    """pages.state."""
    return pages.state(member_of(request), code)


@login_required
@require_POST
def conversation_end(request: HttpRequest, code: str) -> HttpResponse:
    """pages.end: a guest's, too."""
    return pages.end(member_of(request), code)

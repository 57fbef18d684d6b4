"""Where a refused Start Chat leads, and the end of a conversation: what the button says, and the page behind it."""

from django.urls import reverse

from avatarsite.errors import UserError
from avatarsite.messages import sentence
from conversations.access import seen_conversations
from conversations.models import Conversation, Status
from projects.models import Project

GONE = "conversation.project_is_gone"


def more_credits_url() -> str:
    """Where credits are sold."""
    return f"{reverse('billing_plans')}#credits"


def next_steps(conversation: Conversation) -> dict[str, dict[str, str]]:
    """What to do after the end, by its reason; "" for all others: {label, url}. A guest's page knows the way back."""
    if conversation.is_guests:
        return {"": {}}
    project = conversation.project
    again = reverse("chat", args=[project.code]) if project else reverse("project_list")
    return {
        "time_used_up": {"label": sentence(UserError("next.credits")), "url": more_credits_url()},
        "": {"label": sentence(UserError("next.new_conversation")), "url": again},
    }


def way_on(error: UserError, project: Project | None) -> tuple[str, str]:
    """(label, address). None: a project that is gone."""
    name, url = _way(error.message_id, project)
    return sentence(UserError(f"next.{name}")), url


def _way(message_id: str, project: Project | None) -> tuple[str, str]:
    if project is None or message_id == GONE:
        return "projects", reverse("project_list")
    if message_id == "billing.no_credits":
        return "credits", more_credits_url()
    if message_id == "billing.too_many_users":
        return _to_end_or_to_buy(project)
    if message_id.startswith("billing."):
        return "billing", reverse("billing_overview")
    return "project", reverse("project_edit", args=[project.code])


def _to_end_or_to_buy(project: Project) -> tuple[str, str]:
    running = seen_conversations(project.workspace).filter(status=Status.ACTIVE).first()
    if running is None:
        return "plans", reverse("billing_plans")
    return "running", reverse("conversation_detail", args=[running.code])

"""Who talks: a member in their workspace, or a guest of a project's shared page. What each may see, and where it is.

Both answer to the same names; what serves both takes a Visitor and asks no further.
"""

import secrets
from dataclasses import dataclass
from typing import cast

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from accounts.access import current_workspace
from accounts.models import User, Workspace
from avatarsite.errors import UserError
from avatarsite.messages import guest_sentence, sentence
from billing.balances import balance
from conversations.models import Conversation

GUEST_KEY = "guest_key"  # in the session


@dataclass(frozen=True)
class Member:
    """A user, in the workspace that they work in. They see all of it and go back to what they began themselves."""

    user: User
    workspace: Workspace
    is_guest = False

    def seen(self) -> QuerySet[Conversation]:
        """The workspace's, newest first."""
        return Conversation.objects.filter(workspace=self.workspace)

    def begun(self) -> QuerySet[Conversation]:
        """Those that they began."""
        return self.seen().filter(user=self.user)

    def address(self, page: str, conversation: Conversation) -> str:
        """Of a conversation's detail, state or end."""
        return reverse(f"conversation_{page}", args=[conversation.code])

    def chat_address(self, page: str, project_code: str) -> str:
        """Of the page that begins one ("chat"), or what its button asks ("chat_start")."""
        return reverse(page, args=[project_code])

    def sentence(self, error: UserError) -> str:
        """In the words for who has a plan and projects."""
        return sentence(error)

    def left_ms(self) -> int:
        """What the workspace has."""
        return balance(self.workspace).ms


@dataclass(frozen=True)
class Guest:
    """Nobody who is known: whoever has the key in their session, "" before their first conversation.

    link: of the shared page that they came by. It leads back there and opens no conversation.
    """

    key: str
    link: str
    is_guest = True

    def seen(self) -> QuerySet[Conversation]:
        """Those that they began, newest first."""
        return Conversation.objects.filter(guest_key=self.key) if self.key else Conversation.objects.none()

    begun = seen

    def address(self, page: str, conversation: Conversation) -> str:
        """Of a conversation's detail, state or end."""
        return reverse(f"guest_{page}", args=[self.link, conversation.code])

    def chat_address(self, page: str, project_code: str) -> str:
        """The same, of the shared page."""
        return reverse(f"guest_{page}", args=[self.link])

    def sentence(self, error: UserError) -> str:
        """In the words for who has nothing here."""
        return guest_sentence(error)

    def left_ms(self) -> int:
        """Nothing of their own, and the workspace's is not theirs to know."""
        return 0


Visitor = Member | Guest


def member_of(request: HttpRequest) -> Member:
    """The logged-in user of a request."""
    return Member(cast(User, request.user), current_workspace(request))


def guest_of(request: HttpRequest, link: str) -> Guest:
    """Who opens a guest's page, logged in or not."""
    return Guest(request.session.get(GUEST_KEY, ""), link)


def known_guest(request: HttpRequest, link: str) -> Guest:
    """The same, who is to be known again: they get a key, and with it a session, if they have none."""
    if not request.session.get(GUEST_KEY):
        request.session[GUEST_KEY] = secrets.token_urlsafe(32)
    return guest_of(request, link)

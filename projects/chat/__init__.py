"""Answers for an avatar to speak: a chat model's, or the owner's own. No Django here."""

from projects.chat.factory import answerer
from projects.chat.sentences import sentences
from projects.chat.types import Answerer, ChatConfig, Entry, Limits, Message

__all__ = ["Answerer", "ChatConfig", "Entry", "Limits", "Message", "answerer", "sentences"]

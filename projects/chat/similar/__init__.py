"""Finds the written answer that fits a question, in the question's own language, with no model and no downloads."""

from projects.chat.similar.matcher import Match, Matcher

__all__ = ["Match", "Matcher"]

"""The tables of the avatars app."""

from .avatar import Avatar, AvatarRows, AvatarStatusChange, Kind, facts

__all__ = ["Avatar", "AvatarRows", "AvatarStatusChange", "Kind", "facts"]

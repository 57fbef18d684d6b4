"""The tables of the avatars app."""

from .avatar import Avatar, AvatarRows, AvatarStatusChange, Kind, facts
from .recording import FILE, LISTENING, Recording, RecordingStatus, Take, TakeStatus, Way
from .work import Work, WorkKind, WorkStatus

__all__ = [
    "FILE",
    "LISTENING",
    "Avatar",
    "AvatarRows",
    "AvatarStatusChange",
    "Kind",
    "Recording",
    "RecordingStatus",
    "Take",
    "TakeStatus",
    "Way",
    "Work",
    "WorkKind",
    "WorkStatus",
    "facts",
]

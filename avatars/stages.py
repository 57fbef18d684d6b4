"""The stages of a run, in their order."""

from avatars.models import WorkKind

CREATION = ("receive", "probe", "clean", "faces", "gate", "speech")
ACTIVATION = ("build",)
STAGES = {
    WorkKind.CREATION.value: CREATION,
    WorkKind.ACTIVATION.value: ACTIVATION,
    WorkKind.RENEWAL.value: ACTIVATION,
}

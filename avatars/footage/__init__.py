"""From a person's video to a bundle folder: the stages of creation and activation. No Django here.

MediaPipe and hostile files are met only in child processes (`python -m avatars.footage.…`).
"""

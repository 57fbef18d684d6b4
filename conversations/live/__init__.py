"""The running half of a conversation: one fixed path from what the visitor says to slices of picture and sound."""

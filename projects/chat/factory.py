"""Which kind of answerer a project's settings ask for. Imported late: each loads much."""

from projects.chat.types import Answerer, ChatConfig


def answerer(config: ChatConfig) -> Answerer:
    """The chat model where the project uses one, else the owner's questions and answers."""
    if config.use_model:
        from projects.chat.model import ModelAnswerer

        return ModelAnswerer(config)
    from projects.chat.written import WrittenAnswerer

    return WrittenAnswerer(config)

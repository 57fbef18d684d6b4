"""Tables of sounds, written as they are read: "one=other one=other"."""


def table_of(text: str) -> dict[str, str]:
    """From pairs between spaces."""
    return dict(pair.split("=") for pair in text.split())

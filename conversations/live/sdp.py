"""What is changed in the browser's offer before it is answered."""

MAX_SDP = 60_000


def without_mdns(sdp: str) -> str:
    """Drops `.local` candidates: looking each of them up costs a second, and the peer is reached without them."""
    kept = [
        line for line in sdp.splitlines() if not (line.startswith("a=candidate:") and ".local " in line + " ")
    ]
    return "\r\n".join(kept) + "\r\n"

"""Is the port free, and is the site ready?"""

import errno
import socket
import urllib.error
import urllib.request

from avatarsite.config import ALLOWED_HOSTS
from avatarsite.errors import UserError

EVERY = ("0.0.0.0", "::")  # noqa: S104


def address(host: str, port: int) -> str:
    """Where a browser on this machine finds the site."""
    if host in (*EVERY, "127.0.0.1"):
        host = "localhost"
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def refuse_taken_port(host: str, port: int) -> None:
    """UserError("serve.port_taken") or ("serve.bad_host") before anything is started."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            taken = error.errno in (errno.EADDRINUSE, errno.EACCES)
            raise UserError(
                "serve.port_taken" if taken else "serve.bad_host", host=host, port=port
            ) from error


def own_name() -> str:
    """A host name that the site answers to."""
    first = str(ALLOWED_HOSTS[0]) if ALLOWED_HOSTS else "localhost"
    return "localhost" if first == "*" else first.lstrip(".")


def ask_ready(host: str, port: int) -> str | None:
    """None when /health/ready says yes, else why not."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    request = urllib.request.Request(f"{address(host, port)}/health/ready", headers={"Host": own_name()})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=5):  # noqa: S310
            return None
    except urllib.error.HTTPError as error:
        return error.read().decode(errors="replace")
    except OSError as error:
        return str(error)

"""The embedded Redis: real, private, and gone when its owner goes."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import redis

from avatarsite.embedded_redis import EmbeddedRedis, answers
from avatarsite.errors import UserError

ROOT = Path(__file__).parents[2]
OWNER = """
import sys, time
from pathlib import Path
from avatarsite.embedded_redis import EmbeddedRedis
with EmbeddedRedis(Path(sys.argv[1]) / "redis.sock", Path(sys.argv[1])) as server:
    print(server._child.pid, flush=True)
    time.sleep(60)
"""


def test_it_serves_its_owner_alone(tmp_path: Path) -> None:
    socket = tmp_path / "redis.sock"
    with EmbeddedRedis(socket, tmp_path):
        client = redis.Redis(unix_socket_path=str(socket))
        client.set("a", "1")
        assert client.get("a") == b"1"
        assert socket.stat().st_mode & 0o077 == 0
        assert client.config_get("port") == {"port": "0"}
    assert not answers(socket)


def test_it_keeps_jobs_over_a_restart(tmp_path: Path) -> None:
    socket = tmp_path / "redis.sock"
    with EmbeddedRedis(socket, tmp_path):
        redis.Redis(unix_socket_path=str(socket)).set("job", "1")
    with EmbeddedRedis(socket, tmp_path):
        assert redis.Redis(unix_socket_path=str(socket)).get("job") == b"1"


def test_two_copies_do_not_share_one(tmp_path: Path) -> None:
    socket = tmp_path / "redis.sock"
    with EmbeddedRedis(socket, tmp_path):
        with pytest.raises(UserError, match=r"redis.running"):
            EmbeddedRedis(socket, tmp_path).start()
        assert answers(socket)


def test_what_an_owner_left_behind_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "redis.sock").touch()
    with EmbeddedRedis(tmp_path / "redis.sock", tmp_path):
        assert answers(tmp_path / "redis.sock")


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends orphans only on Linux")
def test_it_ends_with_an_owner_that_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OWNER, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout
        server = int(owner.stdout.readline())
        watched = os.pidfd_open(server)
        owner.send_signal(signal.SIGKILL)
        owner.wait()
    import select

    assert select.select([watched], [], [], 10)[0], "still running"
    os.close(watched)

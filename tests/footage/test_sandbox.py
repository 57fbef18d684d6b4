"""What a child that opens a stranger's file can't do."""

import subprocess
import sys
from pathlib import Path

import pytest

from avatars.footage.child import ChildError, run_child, silent
from avatars.footage.errors import FootageError

ROOT = Path(__file__).parents[2]
CONFINE = "from avatars.footage.sandbox import confine\nconfine(memory_mb=1024, cpu_s=2, file_mb=1)\n"


def confined(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", CONFINE + code], cwd=ROOT, capture_output=True, text=True)
    return done.stderr.strip().splitlines()[-1] if done.returncode else "nothing"


@pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux's")
def test_it_has_no_network() -> None:
    assert "PermissionError" in confined("import socket\nsocket.socket(socket.AF_INET)")


def test_it_has_an_end_to_memory() -> None:
    assert "MemoryError" in confined("bytearray(2 << 30)")


def test_it_writes_no_large_file(tmp_path: Path) -> None:
    told = confined(f"open({str(tmp_path / 'a')!r}, 'wb').write(bytes(3 << 20))")
    assert "OSError" in told or told == "nothing"
    assert (tmp_path / "a").stat().st_size <= 1 << 20


def test_a_child_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with pytest.raises(FootageError) as caught:
        run_child("probe", {"work": str(tmp_path), "takes": []}, silent, wall_s=0.01)
    assert caught.value.message_id == "footage.too_heavy"


def test_a_child_that_dies_is_our_fault(tmp_path: Path) -> None:
    with pytest.raises(ChildError, match="KeyError"):
        run_child("probe", {"nothing": str(tmp_path)}, silent, wall_s=60)


def test_what_progress_raises_ends_the_child(tmp_path: Path) -> None:
    class Cancelled(Exception):
        pass

    def cancel(share: float) -> None:
        raise Cancelled

    from tests.footage.made import grey, hum, write_clip

    (tmp_path / "source").mkdir()
    write_clip(tmp_path / "source" / "a.mp4", (grey()(i) for i in range(10)), hum(2), fps=5)
    take = {"file": "a.mp4"}
    with pytest.raises(Cancelled):
        run_child("probe", {"work": str(tmp_path), "takes": [take]}, cancel, wall_s=60)

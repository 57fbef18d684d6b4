"""A stage as the job sees it, that does what its work folder's orders.json says. Each leaves its name in done.txt."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path


def main() -> None:
    task = json.loads(sys.stdin.read())
    work, stage = Path(task["work"]), task["stage"]
    orders = work / "orders.json"
    order = json.loads(orders.read_text()).get(stage, "") if orders.exists() else ""
    sys.stdout.write("a library says something\n")
    answer({"progress": 0.5})
    if order == "hang":
        helper = subprocess.Popen(["sleep", "600"])
        (work / "started").write_text(f"{os.getpid()} {helper.pid}")
        signal.pause()
    if order == "crash":
        raise SystemExit("it broke")
    if order == "refuse":
        answer({"error": [{"id": "footage.no_face", "facts": {}}, {"id": "footage.too_dark", "facts": {}}]})
        return
    with (work / "done.txt").open("a") as done:
        done.write(f"{stage}\n")
    if stage == "build":
        build(Path(task["out"]), task["manifest"])
    answer({"done": {"score": 80.0, "eyes_px": 120.0} if stage == "build" else None})


def build(out: Path, manifest: dict) -> None:
    out.mkdir(parents=True)
    (out / "thumbnail.webp").write_bytes(b"picture")
    (out / "manifest.json").write_text(json.dumps({**manifest, "thumbnail": "thumbnail.webp"}))


def answer(value: dict) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

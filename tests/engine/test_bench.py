import json
from pathlib import Path

import pytest

from bench.__main__ import main, names
from bench.report import Report


def test_bench_render_writes_its_figures(
    drawn_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "render.json"
    main(["render", "--bundle", str(drawn_path), "--seconds", "1", "--json", str(file)])
    data = json.loads(file.read_text())
    frame = next(f for f in data["figures"] if "speaking frame, mean" in f["name"])
    assert frame["limit"] == 8 and 0 < frame["value"] < 100
    assert "drawn 128x128 speaking frame, mean" in capsys.readouterr().out


def test_a_limit_that_is_missed_fails_the_bench() -> None:
    report = Report("x")
    report.add("fast enough", 3, "ms", 8)
    assert report.ok
    report.add("frames", 20, "fps", 24.5, at_least=True)
    assert not report.ok


def test_an_unknown_bench_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["no_such_bench"])
    assert "render" in names() and "invalid choice" in capsys.readouterr().err

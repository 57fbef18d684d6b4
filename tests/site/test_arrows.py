"""Which app may import which, by parsing every import."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APPS = ("accounts", "billing", "avatars", "projects", "conversations")

# An app may import those that it points at. avatarsite holds what all may use (errors, codes, config) and wires them.
MAY_IMPORT = {
    "accounts": set(),
    "billing": {"accounts"},
    "avatars": {"accounts", "billing"},
    "projects": {"accounts", "avatars"},
    "conversations": {"accounts", "avatars", "billing", "projects"},
}
# Packages that import no Django, and nothing of ours but these.
PURE = {
    "avatars/engine": {"avatars.engine", "avatarsite.errors"},
    "avatars/speech": {"avatars.speech", "avatars.engine", "avatarsite.errors"},
    "avatars/footage": {"avatars.footage", "avatars.engine", "avatars.speech", "avatarsite.errors"},
    "projects/chat": {"projects.chat", "avatarsite.errors"},
}
SHARED = (
    "avatarsite.errors",
    "avatarsite.codes",
    "avatarsite.config",
    "avatarsite.messages",
    "avatarsite.encryption",
)
STAFF = ("avatarsite.staff",)


def sources(folder: str) -> list[Path]:
    """The Python files of a folder, the offline studio left out."""
    return [path for path in sorted((ROOT / folder).rglob("*.py")) if "samples/studio" not in path.as_posix()]


def imports(path: Path) -> set[str]:
    """Full names of the modules that a file imports, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{origin(path, node)}.{alias.name}" for alias in node.names}
    return found


def origin(path: Path, node: ast.ImportFrom) -> str:
    """The full name of what stands after "from"."""
    if not node.level:
        return node.module or ""
    package = path.relative_to(ROOT).parent.parts
    return ".".join([*package[: len(package) - node.level + 1], *([node.module] if node.module else [])])


def within(module: str, names: set[str] | tuple[str, ...]) -> bool:
    """Is it one of the modules, or inside one?"""
    return any(module == name or module.startswith(name + ".") for name in names)


@pytest.mark.parametrize("app", APPS)
def test_apps_point_one_way(app: str) -> None:
    allowed = MAY_IMPORT[app] | {app}
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in sources(app)
        for module in imports(path)
        if module.partition(".")[0] in APPS and module.partition(".")[0] not in allowed
    ]
    assert not wrong


@pytest.mark.parametrize("app", APPS)
def test_of_the_site_apps_use_only_what_is_shared(app: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in sources(app)
        for module in imports(path)
        if module.startswith("avatarsite")
        and not within(module, (*SHARED, *(STAFF if path.stem.startswith("admin") else ())))
    ]
    assert not wrong


@pytest.mark.parametrize("package", PURE)
def test_pure_packages_know_no_django_and_no_app(package: str) -> None:
    foreign = ("django", "channels", "rq", "django_rq", "avatarsite", *APPS)
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in sources(package)
        for module in imports(path)
        if within(module, foreign) and not within(module, PURE[package])
    ]
    assert not wrong


def test_the_rules_catch_what_they_are_for(tmp_path: Path) -> None:
    file = tmp_path / "wrong.py"
    file.write_text("def f():\n    from conversations.models import Turn\n    import django.db\n")
    assert imports(file) == {"conversations.models.Turn", "django.db"}
    assert within("django.db", ("django",)) and not within("djangofoo", ("django",))


def test_no_name_hides_what_a_file_is_for() -> None:
    vague = re.compile(r"(^|_)(utils?|helpers?|manager|misc|common)(_|$)")
    folders = [*APPS, "avatarsite"]
    assert [path for folder in folders for path in sources(folder) if vague.search(path.stem)] == []

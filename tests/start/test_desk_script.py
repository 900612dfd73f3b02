"""The script that makes the environment, as a newcomer runs it from an empty clone."""

import hashlib
import os
import runpy
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a tree with locks that name no package, so that nothing is fetched."""
    shutil.copy(ROOT / "desk", tmp_path / "desk")
    (tmp_path / "amberdesk").mkdir()
    (tmp_path / "amberdesk" / "__init__.py").write_text("")
    (tmp_path / "amberdesk" / "__main__.py").write_text("import sys; print('ran', *sys.argv[1:])")
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "test.py").write_text(
        "import os, sys; print('tested', *sys.argv[1:], 'in', os.getcwd())"
    )
    for lock in ("requirements.lock", "requirements-dev.lock"):
        (tmp_path / lock).write_text("# nothing\n")
    return tmp_path


def desk(clone: Path, *words: str, path: str | None = None, cwd: Path | None = None) -> str:
    env = {**os.environ, "PATH": path or os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, clone / "desk", *words],
        env=env,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.long
def test_the_first_run_makes_an_environment_and_the_next_finds_it(clone: Path):
    assert (
        "setting up .venv" in (first := desk(clone, "token", "anna@example.pl"))
        and "ran token anna@example.pl" in first
    )
    assert desk(clone, "up", cwd=clone / "amberdesk").strip() == "ran up"
    assert subprocess.check_output([clone / ".venv/bin/amberdesk", "check"], text=True).strip() == "ran check"


@pytest.mark.long
def test_a_changed_lock_is_installed_and_an_environment_that_broke_is_made_anew(clone: Path):
    desk(clone, "up")
    (clone / "requirements.lock").write_text("# something else\n")
    assert "setting up .venv" in desk(clone, "up")
    (clone / ".venv/bin/python").unlink()
    assert desk(clone, "up").endswith("ran up\n")


@pytest.mark.long
def test_tests_have_the_development_lock_and_run_at_the_root(clone: Path):
    said = desk(clone, "test", "--long", cwd=clone / "amberdesk")

    assert "requirements-dev.lock" in said and f"tested --long in {clone}" in said
    assert desk(clone, "up").strip() == "ran up"  # the development lock holds the other


@pytest.mark.long
def test_two_at_once_make_one_environment(clone: Path):
    program = [sys.executable, str(clone / "desk"), "up"]
    both = [subprocess.Popen(program, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = "".join(process.communicate(timeout=120)[0] for process in both)

    assert said.count("setting up") == 1 and said.count("ran up") == 2


@pytest.mark.long
def test_a_package_that_does_not_match_its_hash_stops_the_start(clone: Path):
    wheel = clone / "nothing-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("nothing.py", "")
        archive.writestr(
            "nothing-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: nothing\nVersion: 1.0\n"
        )
        archive.writestr(
            "nothing-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr("nothing-1.0.dist-info/RECORD", "")
    (clone / "requirements.lock").write_text(f"nothing @ {wheel.as_uri()} --hash=sha256:{'0' * 64}\n")

    assert "could not be installed" in desk(clone, "up")

    right = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (clone / "requirements.lock").write_text(f"nothing @ {wheel.as_uri()} --hash=sha256:{right}\n")
    assert desk(clone, "up").endswith("ran up\n")


def test_an_old_python_is_told_so(monkeypatch: pytest.MonkeyPatch):
    script = runpy.run_path(str(ROOT / "desk"))
    monkeypatch.setattr(sys, "version_info", (3, 9, 0, "final", 0))
    monkeypatch.setattr(shutil, "which", lambda name: None)

    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer"):
        script["use_a_new_enough_python"]()

"""What people get who install the package instead of cloning the tree."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
NOT_SHIPPED = {".pyc", ".po", ".pot"}


@pytest.mark.long
def test_the_wheel_holds_every_file_and_compiled_translations(tmp_path: Path):
    tree = tmp_path / "tree"
    ignore = shutil.ignore_patterns("__pycache__", "*.mo")
    shutil.copytree(ROOT / "amberdesk", tree / "amberdesk", ignore=ignore)
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree / name)
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        tmp_path,
        tree,
    ]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

    (wheel,) = tmp_path.glob("amberdesk-*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    sources = {str(file.relative_to(tree)) for file in (tree / "amberdesk").rglob("*") if file.is_file()}
    assert {path for path in sources if Path(path).suffix not in NOT_SHIPPED} - held == set()
    catalogues = {path.removesuffix("po") + "mo" for path in sources if path.endswith(".po")}
    assert catalogues - held == set()

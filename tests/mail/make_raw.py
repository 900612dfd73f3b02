"""Write the raw mails and what is expected of them: python -m tests.mail.make_raw. The same every time."""

import json
from collections.abc import Iterator
from pathlib import Path

from tests.mail.samples import answers, broken, charsets, files, headers, machines
from tests.mail.samples.building import Sample

FOLDER = Path(__file__).parent / "raw"
EXPECTED = FOLDER / "expected.json"


def samples() -> Iterator[Sample]:
    for kind in (answers, charsets, headers, files, machines, broken):
        yield from kind.samples()


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.eml"):
        old.unlink()
    expected = {}
    for sample in samples():
        assert sample.name not in expected, sample.name
        (FOLDER / f"{sample.name}.eml").write_bytes(sample.raw)
        expected[sample.name] = sample.expected
    EXPECTED.write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n")
    size = sum(file.stat().st_size for file in FOLDER.glob("*.eml"))
    print(f"{len(expected)} mails, {size} bytes")


if __name__ == "__main__":
    main()

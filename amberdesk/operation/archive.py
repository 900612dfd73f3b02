"""The backup as one tar file: written under another name until it is whole and on the disk, checked before it is used."""

import io
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import IO

from amberdesk.operation.manifest import BadArchive, Manifest, Part, read_manifest

DATABASE, MANIFEST, CONFIGURATION = "database.dump", "manifest.json", "configuration.json"
KEYS, FILES = "keys/", "files/"
CHUNK = 1 << 20


class Writer:
    """An archive that is being written; `parts` grows with it."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar = tar
        self.parts: dict[str, Part] = {}
        self._names, self._bytes, self._count = sha256(), 0, 0

    def add(self, name: str, content: bytes) -> None:
        self.parts[name] = Part(len(content), self._put(name, io.BytesIO(content), len(content)).hex())

    def add_path(self, name: str, path: Path) -> None:
        with open(path, "rb") as file:
            size = path.stat().st_size
            self.parts[name] = Part(size, self._put(name, file, size).hex())

    def add_file(self, name: str, file: IO[bytes], size: int) -> bytes:
        """Add a file of the store; return its hash."""
        digest = self._put(FILES + name, file, size)
        self._names.update(f"{name} {digest.hex()}\n".encode())
        self._bytes, self._count = self._bytes + size, self._count + 1
        self.parts[FILES] = Part(self._bytes, self._names.hexdigest(), self._count)
        return digest

    def _put(self, name: str, file: IO[bytes], size: int) -> bytes:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        reading = Hashing(file)
        self.tar.addfile(entry, reading)
        self.tar.members.clear()  # type: ignore[attr-defined]  # nobody asks for them again, and there may be a million
        return reading.digest.digest()


class Hashing:
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.file.read(size)
        self.digest.update(chunk)
        return chunk


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Write an archive that only we may read; its name is there when all of it is on the disk, else nothing is."""
    half = path.with_name(f".{path.name}.part")
    try:
        with open(os.open(half, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                yield Writer(tar)
            file.flush()
            os.fsync(file.fileno())
        half.rename(path)
        settle(path.parent)
    finally:
        half.unlink(missing_ok=True)


def settle(folder: Path) -> None:
    """Make the disk keep the names in a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Archive:
    """An archive to read from. Nothing in it is ever unpacked by a name that it brings."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar = tar
        self.manifest: Manifest = read_manifest(self._read(self._member(MANIFEST)))

    def check(self) -> None:
        """Compare every part with its hash. Raises BadArchive."""
        found: dict[str, Part] = {}
        names, size, count = sha256(), 0, 0
        for member in self.tar:
            if member.name == MANIFEST:
                continue
            digest = self._digest(member)
            if member.name.startswith(FILES):
                names.update(f"{member.name.removeprefix(FILES)} {digest}\n".encode())
                size, count = size + member.size, count + 1
                found[FILES] = Part(size, names.hexdigest(), count)
            else:
                found[member.name] = Part(member.size, digest)
        for name in {*found, *self.manifest.parts}:
            if found.get(name) != self.manifest.parts.get(name):
                raise BadArchive(f"The backup is damaged: {name.rstrip('/')} is not what the manifest says.")

    def copy(self, name: str, into: Path) -> None:
        source = self.tar.extractfile(self._member(name))
        assert source is not None
        with open(os.open(into, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
            while chunk := source.read(CHUNK):
                target.write(chunk)

    def kept_keys(self) -> Iterator[tuple[str, bytes]]:
        """Yield the name and content of each key."""
        for member in self.tar:
            if member.name.startswith(KEYS):
                yield Path(member.name).name, self._read(member)

    def files(self) -> Iterator[tuple[str, IO[bytes]]]:
        """Yield the name within the store and the content of each file."""
        for member in self.tar:
            if member.name.startswith(FILES) and (content := self.tar.extractfile(member)):
                yield member.name.removeprefix(FILES), content

    def _member(self, name: str) -> tarfile.TarInfo:
        try:
            return self.tar.getmember(name)
        except KeyError:
            raise BadArchive(f"The backup holds no {name}: it is cut short or none of ours.") from None

    def _read(self, member: tarfile.TarInfo) -> bytes:
        content = self.tar.extractfile(member)
        if content is None:
            raise BadArchive(f"The backup's {member.name} is no file.")
        return content.read()

    def _digest(self, member: tarfile.TarInfo) -> str:
        digest, content = sha256(), self.tar.extractfile(member)
        while content and (chunk := content.read(CHUNK)):
            digest.update(chunk)
        return digest.hexdigest()


@contextmanager
def reading(path: Path) -> Iterator[Archive]:
    """Open an archive. Raises BadArchive."""
    try:
        with tarfile.open(path, "r:") as tar:
            yield Archive(tar)
    except FileNotFoundError:
        raise BadArchive(f"There is no {path}.") from None
    except (tarfile.TarError, EOFError) as error:
        raise BadArchive(f"{path} cannot be read as a backup: {error}.") from error


def sweep_halves(folder: Path, desk: str) -> None:
    """Remove what a killed backup of this desk has left."""
    for half in folder.glob(f".amberdesk-{desk}-*.part"):
        with suppress(OSError):
            half.unlink()

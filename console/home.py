"""A console's home: its profile, its key, its cache and its queue, and who holds them.

SITROOM_HOME, or the place the platform gives. Directory 0700, files 0600. Of several processes
under one home the first holds cache and queue; the others run without.
"""

import fcntl
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import StringConstraints, ValidationError

from console.exits import Sorry
from console.keys import DeviceKey
from schemas.agencies import DeviceId
from schemas.base import Schema
from schemas.circles import Slug
from schemas.logs import Hex16, Hex32
from schemas.wire import Address

PROFILE_MAX = 16 * 1024  # bytes of a profile that is read
BROKE_MAX = 64 * 1024  # characters of where it broke that are kept, from the end
APART = "SITROOM_HOME=DIR keeps several people on one machine apart, each with a folder."
OTHERS = 0o077  # the bits of a mode that let anybody else in


class Profile(Schema):
    """Whose console this is, and of which hub."""

    url: Address
    hub_key: Hex32
    cert: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""
    person: Slug
    agency: Slug
    device: DeviceId
    hub_id: Hex16


class Home:
    """One directory and what is in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.profile_file = path / "profile.json"
        self.key_file = path / "device.key"
        self.joining_file = path / "joining.key"  # until the hub has answered
        self.cache_file = path / "cache.sqlite"
        self.outbox_file = path / "outbox.sqlite"
        self.history_file = path / "history"
        self.evidence = path / "evidence"
        self.broke_file = path / "broke.log"  # of the last time; another takes its place
        self._lock: int | None = None

    @classmethod
    def find(cls, environ: Mapping[str, str] | None = None) -> Self:
        """The home the environment names; from now on this process makes private files only."""
        os.umask(OTHERS)
        said = (os.environ if environ is None else environ).get("SITROOM_HOME")
        if said:
            return cls(Path(said).expanduser())
        import platformdirs

        return cls(platformdirs.user_data_path("sitroom"))

    def prepare(self) -> None:
        """Make the directory, or take one that is empty or private already."""
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            empty = next(self.path.iterdir(), None) is None
            if empty:
                self.path.chmod(0o700)
        except OSError as error:
            why = error.strerror
            raise Sorry(f"{self.path} cannot be used ({why}): check its owner.") from None
        self._private(self.path, 0o700)

    def _private(self, path: Path, mode: int) -> None:
        if path.stat().st_mode & OTHERS:
            raise Sorry(f"Others can read {path}: chmod {mode:o} {path}")

    # -- profile and key -------------------------------------------------------------------------

    def profile(self) -> Profile:
        """Whose console this is; Sorry with what to do when nobody's."""
        text = self._read(self.profile_file)
        if text is None:
            raise Sorry(f"Nobody has joined from {self.path}: sitroom join TOKEN")
        try:
            return Profile.model_validate_json(text)
        except ValidationError:
            raise Sorry(
                f"{self.profile_file} is not a profile: move it away and join again."
            ) from None

    def held_by(self) -> Profile | None:
        """Who came in from here and can come in again; None where that was never finished."""
        if self._read(self.profile_file) is None:
            return None
        profile, key = self.profile(), self.key()
        return profile if key and key.device == profile.device else None

    def key(self) -> DeviceKey | None:
        """This device's key, if there is one; refused when others can read it."""
        return self._key(self.key_file)

    def _key(self, path: Path) -> DeviceKey | None:
        text = self._read(path)
        if text is None:
            return None
        try:
            return DeviceKey.read(text)
        except ValueError:
            raise Sorry(
                f"{path} is not a key: move it away, ask for an invitation, join again."
            ) from None

    def begin_joining(self) -> tuple[DeviceKey, bool]:
        """A key, kept before the hub hears of it; and whether it is one of an earlier try."""
        tried = self._key(self.joining_file)
        key = tried or DeviceKey.new()
        if tried is None:
            self._write(self.joining_file, key.secret() + "\n")
        return key, tried is not None

    def joined(self, profile: Profile) -> None:
        """From now on this is that person's. What was kept of another room is not theirs to see."""
        for suffix in ("", "-wal", "-shm", ".head"):
            self.path.joinpath(self.cache_file.name + suffix).unlink(missing_ok=True)
        # In this order: where it ends half way, joining again finds the key and the hub knows it.
        self._write(self.profile_file, profile.model_dump_json(indent=2) + "\n")
        self.joining_file.replace(self.key_file)

    def broke(self, where: str) -> Path:
        """Keep where the console broke, for whoever looks after it."""
        self._write(self.broke_file, where[-BROKE_MAX:])
        return self.broke_file

    def _read(self, path: Path) -> str | None:
        """A private file's text; None when there is no such file."""
        try:
            self._private(self.path, 0o700)
            self._private(path, 0o600)
            with path.open(encoding="utf-8") as file:
                return file.read(PROFILE_MAX)
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise Sorry(f"{path} cannot be read ({error}): check its owner.") from None

    def _write(self, path: Path, text: str) -> None:
        part = path.with_name(path.name + ".part")
        try:
            part.unlink(missing_ok=True)
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as error:
            raise Sorry(f"{path} cannot be written ({error.strerror}).") from None

    # -- who holds it ----------------------------------------------------------------------------

    def hold(self) -> bool:
        """Take cache and queue, if no other process has them. Given back when the process ends."""
        if self._lock is not None:
            return True
        lock = self.path / "lock"
        try:
            handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Sorry(f"{lock} cannot be written ({error.strerror}): check its owner.") from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return False
        self._lock = handle
        return True

    def let_go(self) -> None:
        """Give cache and queue back."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

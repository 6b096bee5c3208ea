"""Where the embedded servers of one checkout keep their files and open their sockets."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from config.services.errors import ServiceRefusal


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one `var`: data lies in it, sockets in a short folder that its path decides.

    A unix socket's path may have 107 bytes at most, and a checkout may lie deep, so sockets go to a folder
    of /tmp named by the user and by a digest of the path of `var`. Every process of a checkout finds it so.
    """

    var: Path

    @property
    def run(self) -> Path:
        digest = hashlib.sha256(os.fsencode(self.var)).hexdigest()[:10]
        return Path("/tmp") / f"changji-{os.getuid()}-{digest}"

    @property
    def postgres_sockets(self) -> Path:
        return self.run / "pg"

    @property
    def redis_socket(self) -> Path:
        return self.run / "redis" / "redis.sock"

    @property
    def postgres_data(self) -> Path:
        return self.var / "postgres"

    @property
    def redis_data(self) -> Path:
        return self.var / "redis"

    @property
    def lock(self) -> Path:
        return self.var / "up.lock"

    @property
    def database_url(self) -> str:
        return f"postgresql://changji@/changji?host={self.postgres_sockets}"

    @property
    def redis_url(self) -> str:
        return f"unix://{self.redis_socket}?db=0"

    def make(self) -> None:
        """Makes `var` and the run folder; raises ServiceRefusal if somebody else's folder stands there."""
        self.var.mkdir(parents=True, exist_ok=True)
        make_private_folder(self.run, mode=0o711 if os.getuid() == 0 else 0o700)
        make_private_folder(self.redis_socket.parent)


def make_private_folder(path: Path, *, mode: int = 0o700, owner: int | None = None) -> None:
    """Makes a folder that only its owner (ourselves, unless told) may write.

    Raises ServiceRefusal if somebody else put something there first, as anyone could in /tmp.
    """
    path.mkdir(mode=mode, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.getuid(), owner}:
        raise ServiceRefusal(f"{path} belongs to another user or is no folder; remove it and start again.")
    if stat.S_IMODE(found.st_mode) != mode:
        path.chmod(mode)
    if owner is not None and found.st_uid != owner:
        os.chown(path, owner, -1)


def checkout_places() -> Places:
    """The places of this checkout, or of the folder that VAR_DIR names."""
    folder = os.environ.get("VAR_DIR") or Path(__file__).resolve().parents[2] / "var"
    return Places(Path(os.path.realpath(folder)))

"""PostgreSQL refuses to run as root; where we are root, this finds whom it can run as, and from where."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from config.services.errors import ServiceRefusal

# initdb looks its user up, so the user must have a name; these exist on the usual systems.
CANDIDATES = ("postgres", "nobody", "daemon", "www-data")


@dataclass(frozen=True, slots=True)
class Identity:
    uid: int
    gid: int


def server_identity(data: Path) -> Identity | None:
    """Whom PostgreSQL runs as: None for ourselves; for root the owner of `data`, or an unprivileged user.

    No user is made, and a cluster stays with the user that made it.
    """
    if os.getuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        return Identity(data.stat().st_uid, data.stat().st_gid)
    for name in CANDIDATES:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        identity = Identity(user.pw_uid, user.pw_gid)
        # A container may map only some users.
        if runs(["/bin/sh", "-c", ":"], identity, Path("/")):
            return identity
    raise ServiceRefusal(
        f"PostgreSQL can't run as root, and there is no unprivileged user ({', '.join(CANDIDATES)}) here; "
        "start as an ordinary user, or name a PostgreSQL in DATABASE_URL."
    )


def runs(argv: list[str], identity: Identity | None, cwd: Path) -> bool:
    """Whether that user can really run this; permission bits alone don't tell."""
    try:
        return (
            subprocess.run(
                argv,
                cwd=cwd,
                user=identity.uid if identity else None,
                group=identity.gid if identity else None,
                extra_groups=[] if identity else None,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
            ).returncode
            == 0
        )
    except (OSError, subprocess.SubprocessError):
        return False


def reachable_install(install: Path, identity: Identity | None, places: list[Path]) -> Path:
    """An install (bin, lib, share) that the user can run: where it lies, or a copy where that works.

    A virtual environment below a closed home can't be entered by another user. Opening that home is not ours
    to do, so what the server needs (30 MB) is copied to a folder of our own.
    """
    if usable(install, identity):
        return install
    packages = install.parents[1]
    for place in places:
        copy = place / "pgsql"
        try:
            copy_files(needed_files(install), packages, copy)
        except OSError:
            continue
        if usable(copy / install.relative_to(packages), identity):
            return copy / install.relative_to(packages)
        shutil.rmtree(copy, ignore_errors=True)
    tried = ", ".join(str(place.parent) for place in places)
    raise ServiceRefusal(
        f"PostgreSQL can't run as root, and an unprivileged user can run programs from none of {tried}; "
        "start as an ordinary user, or name a PostgreSQL in DATABASE_URL."
    )


def usable(install: Path, identity: Identity | None) -> bool:
    """Whether the user can run both programs and read what they start from."""
    sample = install / "share" / "postgresql" / "postgresql.conf.sample"
    return all(
        runs(argv, identity, Path("/"))
        for argv in (
            [str(install / "bin" / "postgres"), "--version"],
            [str(install / "bin" / "initdb"), "--version"],
            ["/bin/sh", "-c", 'exec < "$0"', str(sample)],
        )
    )


def needed_files(install: Path) -> list[Path]:
    """Both programs, their libraries (some stand beside the package, as wheels do it) and their share files."""
    bundled = install.parents[1] / f"{install.parent.name}.libs"
    folders = [install / "lib" / "postgresql", install / "share", bundled]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [install / "bin" / "postgres", install / "bin" / "initdb", *files]


def copy_files(files: list[Path], base: Path, copy: Path) -> None:
    """Copies the files, keeping their paths below `base`, unless all are there with their sizes."""
    targets = {path: copy / path.relative_to(base) for path in files}
    if all(target.is_file() and target.stat().st_size == path.stat().st_size for path, target in targets.items()):
        return
    shutil.rmtree(copy, ignore_errors=True)
    for path, target in targets.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        target.chmod(0o755 if os.access(path, os.X_OK) else 0o644)
    # Our own mask may be tight; these folders are our own, so their modes are ours to set.
    for folder in (copy, *(path for path in copy.rglob("*") if path.is_dir())):
        folder.chmod(0o755)

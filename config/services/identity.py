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
    to do, so what the server needs (30 MB) is copied to a short folder of our own.
    """
    if usable(install, identity):
        return install
    for place in places:
        copy = place / "pgsql"
        try:
            copy_install(install, copy)
        except OSError:
            continue
        if usable(copy, identity):
            return copy
        shutil.rmtree(copy, ignore_errors=True)
    tried = ", ".join(str(place.parent) for place in places)
    raise ServiceRefusal(
        f"PostgreSQL can't run as root, and an unprivileged user can run programs from none of {tried}; "
        "start as an ordinary user, or name a PostgreSQL in DATABASE_URL."
    )


def usable(install: Path, identity: Identity | None) -> bool:
    postgres = install / "bin" / "postgres"
    if not runs([str(postgres), "--version"], identity, Path("/")):
        return False
    # Read what starting needs, since a readable program may stand beside an unreadable share folder.
    sample = install / "share" / "postgresql.conf.sample"
    if not sample.exists():
        sample = next((install / "share").rglob("postgresql.conf.sample"), sample)
    return runs(["/bin/sh", "-c", f'exec < "{sample}"'], identity, Path("/"))


def copy_install(install: Path, copy: Path) -> None:
    """Copies bin, lib and share, unless a copy of the same program is there whole."""
    wanted = {}
    for folder in ("bin", "lib", "share"):
        for path in (install / folder).rglob("*"):
            name = path.relative_to(install)
            if path.is_file() and (folder != "bin" or path.name in {"postgres", "initdb"}):
                wanted[name] = path
    if all(
        (copy / name).is_file() and (copy / name).stat().st_size == path.stat().st_size
        for name, path in wanted.items()
    ):
        return
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir(mode=0o755, parents=True)
    for name, path in wanted.items():
        target = copy / name
        target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        target.chmod(0o755 if os.access(path, os.X_OK) else 0o644)
    # The mask of whoever runs us may be tight; these folders are our own, so their modes are ours to set.
    for folder in [copy, *(path for path in copy.rglob("*") if path.is_dir())]:
        folder.chmod(0o755)

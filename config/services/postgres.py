"""The embedded PostgreSQL 18: made, started, asked whether it is ready.

Its data always lies in `var`, owned by the user that the server runs as. Where we are root, that user may
be unable to walk to `var` (a clone in a closed home). So the server is started inside its data folder and
told that its data is `/proc/self/cwd`: a process may use the folder it stands in, whatever lies above. No
permission outside the data folder has to change, and no mount namespace is needed.
"""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg

from config.services.binaries import postgres_install
from config.services.children import Program
from config.services.errors import ServiceRefusal
from config.services.identity import Identity, reachable_install, server_identity
from config.services.places import Places, make_private_folder

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    # The rows of a large statement wait for its triggers here, and beyond it in a temporary file.
    "work_mem": "64MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_line_prefix": "",
    # What a statement got wrong is told to the program that sent it.
    "log_min_messages": "fatal",
}
# For a cluster that is thrown away: what a power cut would lose doesn't matter.
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedPostgres:
    """One cluster below `places`; prepare it, run its program, then wait until it is ready."""

    def __init__(self, places: Places, *, throw_away: bool = False) -> None:
        self.places = places
        self.throw_away = throw_away
        self.identity: Identity | None = None
        self.install = Path()

    def prepare(self) -> None:
        """Makes the cluster if there is none, and its socket folder; raises ServiceRefusal when it can't."""
        data = self.places.postgres_data
        self.identity = server_identity(data)
        self.install = reachable_install(postgres_install(), self.identity, self.copy_places())
        make_private_folder(self.places.postgres_sockets, owner=self.identity.uid if self.identity else None)
        if not data.exists():
            self._initialise(data)
        self._end_left_over_server(data)

    def copy_places(self) -> list[Path]:
        run = self.places.run
        return [run, Path("/var/tmp") / run.name, Path("/run") / run.name]

    @property
    def program(self) -> Program:
        options = {**SETTINGS, **(THROW_AWAY if self.throw_away else {})}
        options["unix_socket_directories"] = str(self.places.postgres_sockets)
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        data = self.places.postgres_data
        return Program(
            name="postgres",
            argv=[str(self.install / "bin" / "postgres"), "-D", self._data_argument(data), *settings],
            cwd=data,
            env=plain_environment(),
            identity=self.identity,
            # A fast shutdown: open transactions are rolled back and the data is left clean.
            stop_signal=signal.SIGINT,
        )

    def wait_until_ready(self, child: subprocess.Popen[bytes], *, seconds: float = 60) -> None:
        """Returns when the server answers and the database is there."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                self._refuse_while_starting()
                self._make_database()
                return
            except (OSError, psycopg.OperationalError) as error:
                if child.poll() is not None:
                    raise ServiceRefusal(
                        "The embedded PostgreSQL ended while starting; its own lines say why."
                    ) from error
                if time.monotonic() > deadline:
                    raise ServiceRefusal(f"The embedded PostgreSQL gives no answer: {error}") from error
                time.sleep(0.05)

    def _refuse_while_starting(self) -> None:
        """Raises OSError until the server says in its lock file that it is ready; asking it would fill its log."""
        lines = (self.places.postgres_data / "postmaster.pid").read_text().split("\n")
        if len(lines) < 8 or lines[7].strip() != "ready":
            raise BlockingIOError("it is starting")

    def _make_database(self) -> None:
        host = str(self.places.postgres_sockets)
        with psycopg.connect(host=host, user="changji", dbname="postgres", connect_timeout=5, autocommit=True) as link:
            if not link.execute("SELECT 1 FROM pg_database WHERE datname = 'changji'").fetchone():
                link.execute("CREATE DATABASE changji")

    def _data_argument(self, data: Path) -> str:
        return "/proc/self/cwd" if self.identity else str(data)

    def _initialise(self, data: Path) -> None:
        """Makes the cluster beside its place and moves it there whole, so a broken start leaves no half."""
        draft = data.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if self.identity:
            os.chown(draft, self.identity.uid, self.identity.gid)
        done = subprocess.run(
            [
                str(self.install / "bin" / "initdb"),
                *("-D", self._data_argument(draft)),
                *("--username", "changji", "--auth", "trust", "--encoding", "UTF8"),
                *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"),
                *(["--no-sync"] if self.throw_away else []),
            ],
            cwd=draft,
            env=plain_environment(),
            user=self.identity.uid if self.identity else None,
            group=self.identity.gid if self.identity else None,
            extra_groups=[] if self.identity else None,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode != 0:
            reason = " ".join(done.stderr.split()) or f"exit {done.returncode}"
            raise ServiceRefusal(f"The embedded PostgreSQL can't make its data folder {data}: {reason}")
        draft.rename(data)

    def _end_left_over_server(self, data: Path) -> None:
        """Ends a server that outlived its supervisor, and removes its lock file if it ended without.

        Whoever calls this holds the lock of `var`, so no other supervisor is there. A lock file may name a
        number that belongs to another process by now (usual after a container's restart), and PostgreSQL
        would refuse to start.
        """
        lock = data / "postmaster.pid"
        try:
            pid = int(lock.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return
        deadline = time.monotonic() + 20
        while standing_in(pid, data):
            if time.monotonic() > deadline:
                raise ServiceRefusal(f"An earlier PostgreSQL, process {pid}, still uses {data}; stop it first.")
            try:
                os.kill(pid, signal.SIGINT)
            except ProcessLookupError:
                break
            time.sleep(0.1)
        if Path("/proc/self").exists():
            lock.unlink(missing_ok=True)


def standing_in(pid: int, folder: Path) -> bool:
    """Whether the process runs in that folder, as a PostgreSQL does in its data."""
    try:
        return os.path.samefile(f"/proc/{pid}/cwd", folder)
    except OSError:
        return False


def plain_environment() -> dict[str, str]:
    """Ours without what libpq and PostgreSQL would take as orders."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C"}

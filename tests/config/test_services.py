"""The embedded servers and their supervisor, with real processes on a `var` of their own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from config.services.binaries import postgres_install
from config.services.errors import ServiceRefusal
from config.services.identity import copy_files, needed_files, reachable_install, server_identity
from config.services.places import Places, make_private_folder
from config.services.postgres import EmbeddedPostgres
from config.services.running import needed_servers, sole_use, started
from tests.config.up import ROOT, alive, free_port, page, wait_until


@pytest.fixture
def places(tmp_path: Path) -> Places:
    places = Places(tmp_path.resolve() / "var")
    places.make()
    return places


def test_up_when_it_is_interrupted_then_every_process_ends_and_the_data_stays(start_up, used_var):
    up = start_up(var=used_var)
    up.wait_for("is ready")
    assert page(up.port, "/health/") == "ok"
    for words in ("postgres", "redis-server", "config.wsgi", "config.live", "config worker", "config beat"):
        wait_until(lambda words=words: any(words in line for line in up.descendants().values()), 10, up.tree)
    running = up.descendants()

    assert up.stop(signal.SIGINT) == 0

    wait_until(lambda: not any(alive(pid) for pid in running), 5, lambda: str(running))
    assert (up.var / "postgres" / "PG_VERSION").read_text().strip() == "18"
    assert "Traceback" not in up.printed


def test_up_when_a_child_dies_then_it_is_started_again_and_one_line_says_so(start_up, used_var):
    up = start_up(var=used_var)
    up.wait_for("is ready")
    wait_until(lambda: "config worker" in up.tree(), 10, up.tree)
    postgres, worker = up.child("bin/postgres"), up.child("config worker")

    def streams() -> list[int]:
        return sorted(pid for pid, line in up.descendants().items() if "config.live" in line)

    # The process that was started, and the one below it that serves.
    wait_until(lambda: len(streams()) == 2, 10, up.tree)
    served = streams()

    os.kill(worker, signal.SIGKILL)
    os.kill(served[0], signal.SIGKILL)
    os.kill(postgres, signal.SIGKILL)

    up.wait_for("live ended (killed by SIGKILL); starting it again in 1 s.")
    up.wait_for("live runs again.")
    wait_until(lambda: not any(alive(pid) for pid in served), 5, up.tree)
    up.wait_for("worker ended (killed by SIGKILL); starting it again in 1 s.")
    up.wait_for("postgres ended (killed by SIGKILL); starting it again in 1 s.")
    up.wait_for("postgres runs again.")
    assert not alive(postgres)
    assert up.child("bin/postgres") != postgres

    def answers() -> bool:
        with contextlib.suppress(OSError):
            return page(up.port, "/health/") == "ok"
        return False

    wait_until(answers, 30, lambda: up.printed)


def test_up_when_its_supervisor_is_killed_then_its_children_end_too(start_up, used_var):
    up = start_up(var=used_var)
    up.wait_for("is ready")
    wait_until(lambda: "config worker" in up.tree() and "config beat" in up.tree(), 10, up.tree)
    running = up.descendants()

    up.process.kill()

    wait_until(lambda: not any(alive(pid) for pid in running), 30, lambda: str(running))


def test_up_when_another_runs_on_the_same_var_then_one_sentence_refuses(start_up, places):
    with sole_use(places):
        up = start_up(var=places.var)
        status = up.process.wait(timeout=60)

    assert status == 1
    assert up.printed.strip() == (
        f"CommandError: 场记 already runs on {places.var} (process {os.getpid()}); "
        "stop it, or set VAR_DIR to another folder."
    )


def test_up_when_the_port_is_taken_then_one_sentence_refuses_before_any_server_starts(start_up):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        up = start_up(port=port)
        status = up.process.wait(timeout=60)

    assert status == 1
    assert up.printed.strip() == (
        f"CommandError: Port {port} is taken; set PORT to another number, such as {port + 1}."
    )
    assert not (up.var / "postgres").exists()


def test_up_when_the_named_database_is_silent_then_one_sentence_refuses(start_up):
    up = start_up(
        DATABASE_URL=f"postgresql://changji@127.0.0.1:{free_port()}/changji", REDIS_URL="redis://127.0.0.1:1/0"
    )

    assert up.process.wait(timeout=60) == 1
    assert up.printed.startswith("CommandError: The database of DATABASE_URL gives no answer: ")
    assert len(up.printed.strip().splitlines()) == 1
    assert not (up.var / "postgres").exists()


def test_needed_servers_when_a_url_is_set_then_only_the_other_server_is_ours(places, monkeypatch):
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/changji")
    assert [type(server).__name__ for server in needed_servers(places)] == ["EmbeddedRedis"]

    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("REDIS_URL", "redis://cache.example/0")
    assert [type(server).__name__ for server in needed_servers(places)] == ["EmbeddedPostgres"]


def test_postgres_when_the_lock_file_names_another_process_then_it_starts_all_the_same(places):
    server = EmbeddedPostgres(places, throw_away=True)
    with started([server]):
        pass
    # As after a container's restart: the number in the file is now some other process, here this one.
    (places.postgres_data / "postmaster.pid").write_text(f"{os.getpid()}\n{places.postgres_data}\n")

    with started([EmbeddedPostgres(places, throw_away=True)]):
        assert int((places.postgres_data / "postmaster.pid").read_text().split()[0]) != os.getpid()


def permissions(top: Path) -> dict[str, tuple[int, int, int]]:
    """Mode and owner of a folder's ancestors and of all that lies in it."""
    paths = [*top.parents, top, *top.rglob("*")]
    return {str(path): (found.st_mode, found.st_uid, found.st_gid) for path in paths if (found := path.lstat())}


def test_postgres_when_var_is_in_a_closed_home_then_it_runs_and_nothing_outside_its_folder_changes(tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    var = home / "deep" / "var"
    var.parent.mkdir(mode=0o700)
    (var.parent / "kept.txt").write_text("ours")
    places = Places(var.resolve())
    install = postgres_install()
    before, wheel_before = permissions(home), permissions(install)
    places.make()

    with started([EmbeddedPostgres(places, throw_away=True)]):
        found = permissions(home)

    assert {path: found[path] for path in before} == before
    assert permissions(install) == wheel_before
    data = places.postgres_data.stat()
    assert data.st_mode & 0o777 == 0o700
    assert data.st_uid != 0
    assert places.postgres_sockets.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif("os.getuid() != 0", reason="only root runs PostgreSQL as another user")
def test_postgres_when_its_wheel_is_in_a_closed_home_then_root_runs_a_copy(places, tmp_path):
    closed = tmp_path / "closed"
    source = postgres_install()
    copy_files(needed_files(source), source.parents[1], closed / "site-packages")
    closed.chmod(0o700)
    install = closed / "site-packages" / source.relative_to(source.parents[1])
    identity = server_identity(places.postgres_data)
    before = permissions(closed)

    found = reachable_install(install, identity, [places.run])

    assert found.is_relative_to(places.run)
    assert permissions(closed) == before
    # A second start finds the copy whole and leaves it as it is.
    stamp = (found / "bin" / "postgres").stat().st_mtime_ns
    assert reachable_install(install, identity, [places.run]) == found
    assert (found / "bin" / "postgres").stat().st_mtime_ns == stamp
    # Where nothing can be run, one sentence says so.
    with pytest.raises(ServiceRefusal, match="start as an ordinary user, or name a PostgreSQL in DATABASE_URL"):
        reachable_install(install, identity, [closed])


def test_private_folder_when_something_else_stands_there_then_it_is_refused(tmp_path):
    target = tmp_path / "elsewhere"
    target.mkdir()
    (tmp_path / "link").symlink_to(target)

    with pytest.raises(ServiceRefusal, match="belongs to another user or is no folder"):
        make_private_folder(tmp_path / "link")


def test_places_when_the_checkout_lies_deep_then_the_socket_paths_stay_short(tmp_path):
    places = Places(tmp_path / ("a" * 200) / ("b" * 200))

    longest = max(
        len(os.fsencode(path)) for path in (places.redis_socket, places.postgres_sockets / ".s.PGSQL.5432.lock")
    )
    assert longest < 107


def test_with_servers_when_a_command_needs_them_then_they_run_for_it_and_end_after_it(tmp_path):
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    script = (
        "import psycopg, redis; from config.services.places import checkout_places as p;"
        "print(psycopg.connect(p().database_url).execute('SELECT 40 + 2').fetchone()[0],"
        " redis.Redis.from_url(p().redis_url).ping())"
    )
    done = subprocess.run(
        [sys.executable, "manage.py", "with_servers", "--", sys.executable, "-c", script],
        cwd=ROOT,
        env={**kept, "VAR_DIR": str(tmp_path / "var")},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )

    assert (done.returncode, done.stdout.split()) == (0, ["42", "True"]), done.stderr
    assert not (tmp_path / "var" / "postgres" / "postmaster.pid").exists()

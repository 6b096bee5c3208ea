"""The embedded Redis: the queue's broker and the cache, on a unix socket."""

import subprocess
import time
from pathlib import Path

import redis

from config.services.binaries import redis_server
from config.services.children import Program
from config.services.errors import ServiceRefusal
from config.services.places import Places, make_private_folder


class EmbeddedRedis:
    """One Redis below `places`. It keeps an append-only file, since jobs that wait must outlive a restart."""

    def __init__(self, places: Places, *, throw_away: bool = False) -> None:
        self.places = places
        self.throw_away = throw_away

    def prepare(self) -> None:
        make_private_folder(self.places.redis_data)

    @property
    def log(self) -> Path:
        return self.places.redis_data / "redis.log"

    @property
    def program(self) -> Program:
        options = {
            "port": "0",
            "unixsocket": str(self.places.redis_socket),
            "unixsocketperm": "700",
            "dir": str(self.places.redis_data),
            "appendonly": "no" if self.throw_away else "yes",
            "save": "",
            "daemonize": "no",
            "loglevel": "warning",
            "logfile": str(self.log),
            "maxmemory-policy": "noeviction",
            "databases": "64",
        }
        return Program(
            name="redis",
            argv=[
                str(redis_server()),
                *(part for name, value in options.items() for part in (f"--{name}", value)),
            ],
            cwd=self.places.redis_data,
        )

    def wait_until_ready(self, child: subprocess.Popen[bytes], *, seconds: float = 30) -> None:
        """Returns when the server answers and has read its file."""
        deadline = time.monotonic() + seconds
        client = redis.Redis(unix_socket_path=str(self.places.redis_socket))
        try:
            while True:
                try:
                    client.ping()
                    return
                except redis.RedisError as error:
                    if child.poll() is not None:
                        raise ServiceRefusal(
                            f"The embedded Redis ended while starting; {self.log} says why."
                        ) from error
                    if time.monotonic() > deadline:
                        raise ServiceRefusal(f"The embedded Redis gives no answer: {error}") from error
                    time.sleep(0.02)
        finally:
            client.close()

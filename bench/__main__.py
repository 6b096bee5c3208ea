"""`make bench`: measures in a database of its own, prints a table, and writes JSON where it is told to."""

import argparse
import json
import os
import socket
import sys
from pathlib import Path

import django

from bench.database import BenchRefusal, own_database, own_redis

PARTS = (
    "copy",
    "writers",
    "crowd",
    "import",
    "overview",
    "depth",
    "pages",
    "add",
    "bulk",
    "settle",
    "size",
    "readings",
    "live",
    "feeds",
)
WHOLE = {
    "sizes": "10000,100000",
    "books": 10_000,
    "seconds": 10.0,
    "requests": 200,
    "streams": 1000,
    "posts": "10000,100000",
}
QUICK = {"sizes": "2000,10000", "books": 1_000, "seconds": 2.0, "requests": 40, "streams": 200, "posts": "2000,20000"}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=PARTS, metavar="NAME", help=f"one of {', '.join(PARTS)}")
    parser.add_argument("--sizes", help="entries of a book (10000,100000)")
    parser.add_argument("--million", action="store_true", help="also a book of a million entries")
    parser.add_argument("--books", type=int, help="how many small books are read (10000)")
    parser.add_argument("--seconds", type=float, help="how long the writers write (10)")
    parser.add_argument("--requests", type=int, help="requests a page or form (200)")
    parser.add_argument("--streams", type=int, help="open streams of events (1000)")
    parser.add_argument("--posts", help="posts of the community, with a fifth as many people (10000,100000)")
    parser.add_argument("--million-posts", action="store_true", help="also a community of a million posts")
    parser.add_argument("--quick", action="store_true", help="smaller figures wherever none is given: a first look")
    parser.add_argument("--template", default="template1", metavar="NAME", help="a migrated, empty database to copy")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    asked = parser.parse_args()
    for name, value in (QUICK if asked.quick else WHOLE).items():
        if getattr(asked, name) is None:
            setattr(asked, name, value)
    asked.sizes = sorted({int(size) for size in asked.sizes.split(",")} | ({1_000_000} if asked.million else set()))
    asked.posts = sorted({int(n) for n in asked.posts.split(",")} | ({1_000_000} if asked.million_posts else set()))
    return asked


def main() -> int:
    asked = arguments()
    try:
        with own_database(asked.template) as database_url, own_redis() as redis_url:
            settle_environment(database_url, redis_url)
            django.setup()
            # Whatever needs settings is imported from here on.
            from bench.run import run

            try:
                figures, machine = run(asked, asked.only or PARTS)
            finally:
                leave_database()
    except BenchRefusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    if asked.json:
        found = {"machine": machine, "figures": [figure.as_json() for figure in figures]}
        asked.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    return 0


def settle_environment(database_url: str, redis_url: str) -> None:
    """What settings read, for us and for every process that we start."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "PORT": str(port),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DEBUG": "0",
    }


def leave_database() -> None:
    """Closes our connections, so that none has to be cut off."""
    from django.db import connection

    connection.close()
    connection.close_pool()


# A process of ours imports this module again.
if __name__ == "__main__":
    sys.exit(main())

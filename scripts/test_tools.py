"""What `make test` needs beyond Python, as data. Installs what is missing as root, else says how."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

WORDPRESS = Path("/usr/share/wordpress/wp-load.php")


def postgres_bin() -> Path | None:
    """The newest installed PostgreSQL's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


def php_has(*modules: str) -> bool:
    if not shutil.which("php"):
        return False
    said = subprocess.run(["php", "-m"], capture_output=True, text=True, check=False).stdout.lower().split()
    return set(modules) <= set(said)


@dataclass(frozen=True)
class Tool:
    """Debian packages and how to see that they are there."""

    packages: tuple[str, ...]
    there: Callable[[], bool]


def program(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") is not None


TOOLS = (
    Tool(("chromium",), program("chromium")),
    Tool(("postgresql",), lambda: postgres_bin() is not None),
    Tool(("redis-server",), program("redis-server")),
    Tool(("nginx",), program("nginx")),
    Tool(("mariadb-server",), program("mariadbd")),
    Tool(
        ("php-cli", "php-mysql", "php-gd", "php-curl", "php-xml", "php-mbstring"),
        lambda: php_has("mysqli", "gd", "curl", "xml", "mbstring"),
    ),
    Tool(("wordpress",), WORDPRESS.exists),
)


def missing() -> list[str]:
    return [package for tool in TOOLS if not tool.there() for package in tool.packages]


def main() -> int:
    packages = missing()
    if not packages:
        return 0
    command = f"apt-get update && apt-get install -y --no-install-recommends {' '.join(packages)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(f"The tests need {' and '.join(packages)}. As root: {command}", file=sys.stderr)
        return 1
    print(f"Installing {' and '.join(packages)} for the tests …", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["bash", "-c", command], env=env, capture_output=True, text=True, check=False)
    if done.returncode or missing():
        print(done.stderr[-2000:], file=sys.stderr)
        print(f"Could not install {' and '.join(packages)}. By hand: {command}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

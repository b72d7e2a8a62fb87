"""What `make test` needs beyond Python: Chromium and a PostgreSQL server. Installs them as root, else says how."""

import os
import shutil
import subprocess
import sys
from pathlib import Path


def postgres_bin() -> Path | None:
    """The newest installed PostgreSQL's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


def missing() -> list[str]:
    packages = []
    if not shutil.which("chromium"):
        packages.append("chromium")
    if postgres_bin() is None:
        packages.append("postgresql")
    return packages


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

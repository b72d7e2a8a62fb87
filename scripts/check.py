"""`make check`: every gate in turn, each with one line; the exit code is that of the first that fails."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PY = sys.executable
GATES = [
    ("format", [PY, "-m", "ruff", "format", "--check", "-q", "."]),
    ("lint", [PY, "-m", "ruff", "check", "-q", "."]),
    ("templates", [PY, "-m", "djlint", "--lint", "--quiet", "portal/templates"]),
    ("types", [PY, "-m", "mypy"]),
    ("layers", ["lint-imports", "--no-cache"]),
    ("translations", [PY, "-m", "scripts.translate", "--check"]),
]


def run(name: str, command: list[str], env: dict[str, str]) -> bool:
    began = time.monotonic()
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    print(f"{name:14}{'ok' if done.returncode == 0 else 'FAILED':8}{time.monotonic() - began:5.1f} s", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr)
    return done.returncode == 0


def main() -> int:
    env = {k: v for k, v in os.environ.items() if not k.startswith("PORTAL_")}
    env["PATH"] = f"{Path(PY).parent}:{env['PATH']}"
    fine = sum(not run(name, command, env) for name, command in GATES) == 0
    with tempfile.TemporaryDirectory() as folder:
        env["PORTAL_INSTANCE"] = folder
        env.pop("DATABASE_URL", None)
        flask = [PY, "-m", "flask", "--app", "wsgi", "db"]
        fine = run("migrations", [*flask, "upgrade"], env) and run("models", [*flask, "check"], env) and fine
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())

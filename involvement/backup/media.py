"""People's photos and whatever else lies under MEDIA_ROOT."""

import datetime as dt
import os
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from django.conf import settings

# Where a restore lays files down before they take their places: on the same disk as those.
STAGED = ".restoring"


def files() -> Iterator[tuple[str, Path]]:
    """Each file by its path below MEDIA_ROOT, in the order of these (random) names; links are not followed."""
    root = Path(settings.MEDIA_ROOT)
    found = (path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    for path in sorted(found):
        name = path.relative_to(root).as_posix()
        if not name.startswith(f"{STAGED}/"):
            yield name, path


def is_safe(name: str) -> bool:
    """Whether a name out of an archive stays below MEDIA_ROOT."""
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and "\\" not in name


def staged(name: str) -> Path:
    """Where the file of this name is laid down first."""
    path = Path(settings.MEDIA_ROOT) / STAGED / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def forget_staged() -> None:
    shutil.rmtree(Path(settings.MEDIA_ROOT) / STAGED, ignore_errors=True)


def put_in_place(made_at: dt.datetime) -> None:
    """Let the staged files take the places of all that are there. Each bears the time of the backup: the order in which
    they were laid down tells nothing, as before (docs/decisions/photos.md)."""
    root = Path(settings.MEDIA_ROOT)
    folder = root / STAGED
    if root.exists():
        for child in root.iterdir():
            if child != folder:
                shutil.rmtree(child) if child.is_dir() and not child.is_symlink() else child.unlink()
    if not folder.exists():
        return
    for child in sorted(folder.iterdir()):
        child.rename(root / child.name)
    folder.rmdir()
    when = made_at.timestamp()
    for path in sorted(root.rglob("*"), reverse=True):
        os.utime(path, (when, when))

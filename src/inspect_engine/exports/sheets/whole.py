"""A file that appears whole or not at all."""

from __future__ import annotations

import errno
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from inspect_engine.errors import InputError, StorageError, bad_place, system_reason
from inspect_engine.storage.modes import sync_folder


@contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """What is to be filled; it takes its place at ``path`` once it is durable, else what is there stays untouched.

    Raises InputError when nothing can be written there, StorageError when the disk fails.
    """
    building = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.new")
    try:
        with building.open("xb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        building.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        reason = unwritable(path, error)
        raise (InputError.one(str(reason)) if bad_place(error) else reason) from error
    finally:
        with suppress(OSError):
            building.unlink(missing_ok=True)


def unwritable(path: Path, error: OSError) -> StorageError:
    """Why an export did not come about, in the reader's words."""
    remedies = {
        errno.ENOSPC: "，请腾出空间后重试",
        errno.ENOENT: "，请先建立文件夹",
        errno.EISDIR: "，请写明文件名",
        errno.EACCES: "，或文件正在 Excel、WPS 里打开，请关闭后重试",
    }
    why = system_reason(error) + remedies.get(error.errno or 0, "")
    return StorageError(f"没有导出到 {path}：{why}。没有写出任何文件，也没有改动原有的文件。")

"""Write what a command makes into a file, or say why that cannot be."""

from pathlib import Path

from worker.errors import BadInput


def write(path: Path, content: bytes) -> None:
    """Write a file; BadInput names it and the reason if it cannot be written."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}") from error

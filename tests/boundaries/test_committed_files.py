"""Nothing is committed that belongs to one machine or one network."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.boundaries.modules import ROOT

# A letter in brackets here and there, so that this file does not hold what it forbids.
FORBIDDEN = {
    "the address of a package index": re.compile(
        r"--(extra-)?inde[x]-url|--find-lin[k]s|--trusted-hos[t]|inde[x]-url\s*=|find-lin[k]s\s*="
        r"|registr[y]\s*=\s*http|pyp[i]\.org|pythonhoste[d]\.org|registry\.npm[j]s"
        r"|deb\.debia[n]\.org|archive\.ubunt[u]\.com"
    ),
    "the path of somebody's machine": re.compile(
        r"/hom[e]/[a-z]|/User[s]/[A-Za-z]|/roo[t]/|/wor[k]/|C:\\User[s]"
    ),
    "a private key": re.compile(r"-----BEGIN ([A-Z]+ )?PRIVATE KE[Y]-----"),
}


def committed_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def text_of(path: Path) -> str:
    """Return the text of a file, and nothing for a picture or a Word file."""
    content = path.read_bytes()
    return "" if b"\0" in content[:8000] else content.decode("utf-8", "replace")


def offences(text: str) -> list[str]:
    return [
        f"line {number} holds {what}: {line.strip()[:100]}"
        for number, line in enumerate(text.splitlines(), start=1)
        for what, pattern in FORBIDDEN.items()
        if pattern.search(line)
    ]


def test_committed_files_fit_every_machine() -> None:
    found = {
        str(path.relative_to(ROOT)): offence
        for path in committed_files()
        if (offence := offences(text_of(path)))
    }
    assert found == {}


def test_lock_files_have_a_hash_for_every_package() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        for requirement in re.split(r"\n(?=[a-z])", path.read_text())[1:]:
            assert "--hash=sha256:" in requirement, f"{path.name}: {requirement}"


def test_nothing_that_was_made_is_committed() -> None:
    made = [
        str(path.relative_to(ROOT))
        for path in committed_files()
        if path.suffix in {".pyc", ".sqlite", ".log"} or ".egg-info" in str(path)
    ]
    assert made == []


@pytest.mark.parametrize(
    "line",
    [
        "--inde~x-url https://example.org/simple",
        "see https://pyp~i.org/project/x",
        'PATH = "/hom~e/alice/x"',
        'open("/roo~t/.config")',
        "-----BEGIN RSA PRIVATE KE~Y-----",
    ],
)
def test_an_offence_is_really_found(line: str) -> None:
    assert not offences(line)
    assert offences(line.replace("~", ""))

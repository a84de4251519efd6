"""docker-compose.yml and Dockerfile: valid, safe, and of one mind with the settings."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from cryptography import x509

from tests.boundaries.modules import ROOT
from worker.cli import main
from worker.service import PARTS
from worker.settings import Mode, known_variables, load

SCHEMA = Path(__file__).with_name("compose_spec") / "compose-spec.json"
WORKERS = ("jobs", "timers", "mailbox", "migrate")
Compose = dict[str, Any]


@pytest.fixture(scope="module")
def compose() -> Compose:
    read: Compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return read


@pytest.fixture(scope="module")
def dockerfile() -> list[str]:
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def validate(document: object) -> None:
    # The schema names draft 7 by an address that jsonschema does not know it by.
    jsonschema.Draft7Validator(json.loads(SCHEMA.read_text())).validate(document)


def test_it_is_valid_by_the_compose_specification(compose: Compose) -> None:
    validate(compose)


def test_a_wrong_key_is_really_found(compose: Compose) -> None:
    compose = {**compose, "services": {"jobs": {"imaeg": "mediation-worker"}}}
    with pytest.raises(jsonschema.ValidationError, match="imaeg"):
        validate(compose)


def test_every_part_waits_for_what_it_needs(compose: Compose) -> None:
    services = compose["services"]
    for name in ("jobs", "timers", "mailbox"):
        assert services[name]["depends_on"] == {
            "migrate": {"condition": "service_completed_successfully"},
            "postgres": {"condition": "service_healthy"},
            "redis": {"condition": "service_healthy"},
        }
    for needed in ("postgres", "redis"):
        assert services[needed]["healthcheck"]["test"]
    assert services["migrate"]["restart"] == "no"


def test_what_is_named_is_there(compose: Compose) -> None:
    for name, service in compose["services"].items():
        assert set(service.get("secrets", [])) <= compose["secrets"].keys(), name
        assert set(service["networks"]) <= compose["networks"].keys(), name
        assert set(service.get("depends_on", {})) <= compose["services"].keys(), name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in compose["volumes"] or (ROOT / source).is_dir(), f"{name}: {volume}"
        for key, value in service.get("environment", {}).items():
            for secret in re.findall(r"/run/secrets/(\w+)", value):
                assert secret in service["secrets"], f"{name}: {key}"


def test_every_setting_of_the_worker_is_one_it_knows(compose: Compose) -> None:
    known = known_variables()
    for name in WORKERS:
        for key in compose["services"][name]["environment"]:
            assert key in known or key.removesuffix("_FILE") in known, f"{name}: {key}"


def test_the_worker_starts_with_these_settings(compose: Compose, tmp_path: Path) -> None:
    subprocess.run([ROOT / "scripts" / "secrets", tmp_path], check=True, capture_output=True)
    environment = {
        key: re.sub(r"\$\{\w+:?-(.*)\}", r"\1", value).replace("/run/secrets", str(tmp_path))
        for key, value in compose["services"]["jobs"]["environment"].items()
    }
    settings = load(environment)

    assert settings.mode is Mode.REHEARSAL
    assert settings.database_url == (tmp_path / "database_url").read_text().strip()
    assert settings.key_for_documents() is not None
    assert settings.queue_url == "redis://redis:6379/0"
    assert Path(settings.adviser.ca_file).is_file()


def test_every_command_is_one_the_worker_has(compose: Compose) -> None:
    for name in WORKERS:
        command, *options = compose["services"][name]["command"]
        assert command in main.commands, f"{name}: mediation {command}"
        assert not options or options == ["--only", name]
        assert name == "migrate" or name in PARTS


def test_no_secret_stands_in_the_file(compose: Compose) -> None:
    for name, service in compose["services"].items():
        for key, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|KEY|SECRET|DATABASE_URL", key):
                assert value.startswith("/run/secrets/"), f"{name}: {key}"


def test_it_rehearses_until_told_otherwise(compose: Compose) -> None:
    for name in WORKERS:
        assert compose["services"][name]["environment"]["MEDIATION_MODE"] == (
            "${MEDIATION_MODE:-rehearsal}"
        )


def test_no_part_of_the_worker_may_change_itself(compose: Compose) -> None:
    for name in WORKERS:
        service = compose["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["user"].split(":")[0] not in {"0", "root"}
    for name, service in compose["services"].items():
        assert "no-new-privileges:true" in service["security_opt"], name
        assert "privileged" not in service, name


def test_only_this_machine_sees_the_development_mail(compose: Compose) -> None:
    published = {
        name: each["ports"] for name, each in compose["services"].items() if "ports" in each
    }
    assert published == {"mail": ["127.0.0.1:8025:8025"]}
    assert compose["services"]["mail"]["profiles"] == ["dev"]
    assert compose["networks"]["inside"]["internal"] is True
    for name in ("postgres", "redis"):
        assert compose["services"][name]["networks"] == ["inside"]


def test_images_have_a_version(compose: Compose, dockerfile: list[str]) -> None:
    images = [each["image"] for each in compose["services"].values()]
    images += [line.split()[1] for line in dockerfile if line.startswith("FROM ") and "/" in line]
    for image in images:
        assert re.search(r":[^/:]*[0-9]", image) or image.endswith(":-local}"), image


def test_redis_forgets_nothing_that_waits(compose: Compose) -> None:
    command = compose["services"]["redis"]["command"]
    assert command[command.index("--appendonly") + 1] == "yes"
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"


def test_the_image_installs_what_the_demo_installs(dockerfile: list[str]) -> None:
    """Fonts and LibreOffice are the same, or letters would look different."""
    script = (ROOT / "scripts" / "system.sh").read_text().split('[ "$1" = test ]')[0]
    wanted = set(re.findall(r"echo ([a-z0-9-]+)$", script, re.MULTILINE)) - {"poppler-utils"}
    installed = {word for line in dockerfile if "apt-get install" in line for word in line.split()}

    assert wanted >= {"libreoffice-writer-nogui", "fonts-liberation"}
    assert wanted <= installed


def test_the_image_is_built_from_the_lock_and_runs_as_nobody_much(dockerfile: list[str]) -> None:
    installs = [line for line in dockerfile if "pip install" in line]
    for line in installs:
        for command in line.split("pip install")[1:]:
            assert "--require-hashes" in command or "--no-deps" in command, command
    users = [line.split()[1] for line in dockerfile if line.startswith("USER ")]
    assert users == ["mediation"]
    assert any(line.startswith("HEALTHCHECK ") for line in dockerfile)


def test_secrets_are_made_once(tmp_path: Path, compose: Compose) -> None:
    folder = tmp_path / "secrets"
    script = ROOT / "scripts" / "secrets"
    subprocess.run([script, folder], check=True, capture_output=True)
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    again = subprocess.run([script, folder], check=True, capture_output=True)

    assert first.keys() == compose["secrets"].keys()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    assert again.stdout == b""
    assert folder.stat().st_mode & 0o077 == 0
    assert len(bytes.fromhex(first["document_key"].decode())) == 32
    password = first["database_password"].decode()
    assert first["database_url"].decode().strip() == (
        f"postgresql://mediation:{password}@postgres:5432/mediation"
    )


def test_the_development_certificate_is_for_the_development_mail_server(tmp_path: Path) -> None:
    subprocess.run([ROOT / "scripts" / "secrets", tmp_path], check=True, capture_output=True)
    made = x509.load_pem_x509_certificate((tmp_path / "mail_certificate").read_bytes())
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value

    assert names.get_values_for_type(x509.DNSName) == ["mail"]

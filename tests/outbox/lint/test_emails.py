"""The lint of email templates: the shipped ones are clean, and each kind of slip is found."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.outbox.email_fixtures import FOLDER, TEMPLATES
from worker.case.terms import Purpose
from worker.outbox.email_samples import EMAIL_SAMPLES
from worker.outbox.email_text import EmailTemplates
from worker.outbox.lint.emails import fields_used, lint_emails
from worker.outbox.words import read_words


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(FOLDER / "emails", tmp_path / "emails")


def findings(folder: Path) -> list[str]:
    templates = EmailTemplates(folder, read_words(FOLDER / "words.toml"))
    return [str(finding) for finding in lint_emails(templates, EMAIL_SAMPLES)]


def change(old: str, new: str) -> Callable[[Path], None]:
    def apply(file: Path) -> None:
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    return apply


def test_the_shipped_emails_are_clean() -> None:
    assert [str(finding) for finding in lint_emails(TEMPLATES, EMAIL_SAMPLES)] == []


def test_every_purpose_has_samples() -> None:
    assert set(EMAIL_SAMPLES) == set(Purpose)
    assert all(EMAIL_SAMPLES.values())


@pytest.mark.parametrize(
    ("file", "slip", "said"),
    [
        (
            "choice/body.txt",
            change("{{ recipient.name }}", "{{ recipient.nmae }}"),
            "choice/body.txt, line 4: uses recipient.nmae: there is no nmae; known are name, email",
        ),
        (
            "certificate/subject.txt",
            change("{{ reference }}", "{{ referense }}"),
            "certificate/subject.txt, line 1: uses referense: there is no such field",
        ),
        (
            "_certificate.html",
            change("{{ words.ground }}", "{{ words.grounds }}"),
            "uses words.grounds: there is no such word in words.toml",
        ),
        (
            "information/body.txt",
            change("{{ provider.name }}", "{{ provider.nmae }}"),
            "uses provider.nmae: there is no nmae",
        ),
        (
            "chase/body.html",
            change("{{ authority.name }}", "{{ child.name }}"),
            "emails never name the child",
        ),
        (
            "mediation_date/body.txt",
            change("| clock }}", "| clokc }}"),
            "uses filter 'clokc', which does not exist",
        ),
        (
            "choice/body.html",
            change("{% if late_contact %}", "{% if late_contact is tru %}"),
            "uses test 'tru', which does not exist",
        ),
        ("choice/body.txt", change("{% endblock %}", ""), "choice/body.txt, line "),
        ("choice/body.txt", change("_family_asks.txt", "_familly.txt"), "uses _familly.txt"),
        (
            "choice/subject.txt",
            change(" [{{ reference }}]", ""),
            "must end with the reference in square brackets",
        ),
        (
            "choice/subject.txt",
            change("Your choice", "Your SEND choice"),
            "must not say SEND",
        ),
        (
            "choice/subject.txt",
            change("Your choice", "Your choice " + "very " * 20),
            "is longer than 100 characters",
        ),
        (
            "choice/body.txt",
            change("_family_asks.txt", "_family.txt"),
            "must begin with the line to reply above",
        ),
        (
            "_parts.html",
            change("two months after", "three months after"),
            "does not say what body.txt says: '- two months after",
        ),
        (
            "_certificate.html",
            change("{{ aim(appeal, today) }}", "{{ appeal.last_day | day }}"),
            "does not say what body.txt says: 'Aim to send it",
        ),
        (
            "choice/body.html",
            change("<p>Whatever you answer", "<p>You must hurry.</p><p>Whatever you answer"),
            "says what body.txt does not say: 'You must hurry.'",
        ),
        (
            "choice/body.html",
            change("<p>Whatever you answer", "<p>Whatever <b>you answer"),
            "closes <p> where it is not open",
        ),
        ("_layout.html", change('lang="en-GB"', ""), 'must have <html lang="en-GB">'),
        ("_layout.html", change("<h1>", "<h2>"), "must have exactly one h1"),
        ("_layout.html", change("font-size:18px", "font-size:14px"), "smaller than 16px"),
        (
            "_help.html",
            change("<h2>Help</h2>", '<img src="https://x.example/t.gif"><h2>Help</h2>'),
            "must not use <img>",
        ),
        (
            "_help.html",
            change("<h2>Help</h2>", '<h2><a href="/help">Help</a></h2>'),
            "links to '/help'",
        ),
        ("_layout.html", change("#ffffff", "url(https://x.example/y)"), "must not load anything"),
        (
            "appeal_reminder/body.txt",
            change("{% if certificate %}", ""),
            "appeal_reminder/body.txt, line ",
        ),
    ],
)
def test_a_slip_is_found_and_placed(
    folder: Path, file: str, slip: Callable[[Path], None], said: str
) -> None:
    slip(folder / file)
    found = findings(folder)
    assert any(said in finding for finding in found), found


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "chase" / "body.html").unlink()
    assert findings(folder)[0] == "chase/body.html: is missing: put it back"


def test_a_file_that_no_email_uses_is_named(folder: Path) -> None:
    (folder / "chase" / "body.htm").write_text("x")
    (folder / "reminder").mkdir()
    found = findings(folder)
    assert "chase/body.htm: is used by no email: remove or rename it" in found
    assert any(finding.startswith("reminder: is no email") for finding in found)


def test_a_field_that_is_missing_from_a_case_is_named_with_its_place(folder: Path) -> None:
    """A reminder without its guard, and a case without a certificate."""
    change("{% if certificate %}", "{% if reference %}")(folder / "appeal_reminder" / "body.txt")
    (found, *_) = findings(folder)
    assert "needs certificate.number, which has no value" in found
    assert "line " in found
    assert "appeal_reminder/body.txt" in found


def test_fields_used_follow_what_an_email_includes_and_extends() -> None:
    used = fields_used(TEMPLATES, Purpose.CERTIFICATE)
    assert {"certificate.number", "appeal.last_day", "body.phone", "recipient.name"} <= used
    assert not {field for field in used if field.startswith(("child", "decision", "party"))}
    assert fields_used(TEMPLATES, Purpose.OUTCOME_WANTED) == {"body.name", "reference"}

"""What a letter must carry is looked for in what each sample case would read."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.outbox.lint.edited_letters import FOLDER, WORDS, edited, findings, said, without
from worker.outbox.letters import LetterTemplates
from worker.outbox.lint.contents import REQUIRED
from worker.outbox.lint.fields import known_fields
from worker.outbox.lint.letters import samples_of
from worker.outbox.lint.reading_age import hardest, reading_age
from worker.outbox.samples import SAMPLES


def test_every_letter_has_its_table_and_its_samples() -> None:
    assert set(SAMPLES) | {"decision_notice"} == set(REQUIRED)
    assert all(samples_of(name) for name in REQUIRED)


def test_the_table_names_only_fields_that_exist() -> None:
    named = {field for table in REQUIRED.values() for item in table for field in item.fields}
    assert named <= set(known_fields())


@pytest.mark.parametrize("name", REQUIRED)
def test_each_item_applies_to_a_sample(name: str) -> None:
    never = [
        item.item
        for item in REQUIRED[name]
        if not any(item.when(facts) for facts in samples_of(name))
    ]
    assert never == []


@pytest.mark.parametrize("name", SAMPLES)
def test_each_thing_that_a_letter_must_carry_is_missed(tmp_path: Path, name: str) -> None:
    def empty(opened: Any) -> None:
        for paragraph in opened.paragraphs:
            paragraph._p.getparent().remove(paragraph._p)
        for part in ("first_page_footer", "footer"):
            getattr(opened.sections[0], part).paragraphs[0].text = ""

    found = said(edited(tmp_path, name, empty))
    missed = [item.item for item in REQUIRED[name] if f"does not carry {item.item}" in found]
    assert missed == [item.item for item in REQUIRED[name]]


@pytest.mark.parametrize(
    ("words", "item", "to_do"),
    [
        ("child.date_of_birth", "the child's date of birth", '"birth" or "born"'),
        ("Date of issue:", "the date of issue", '"issue"'),
        ("Certificate number:", "the certificate number", '"number"'),
        ("Decision sent:", "the date the decision was sent", '"sent"'),
    ],
)
def test_a_row_of_the_certificate_that_is_gone_is_named(
    tmp_path: Path, words: str, item: str, to_do: str
) -> None:
    """A date elsewhere in the letter, such as today's, is no date of issue."""
    found = said(edited(tmp_path, "certificate", without(words)))
    assert found.startswith(f"certificate.docx: does not carry {item}")
    assert found.endswith(f"in a line with {to_do}")
    assert "\n" not in found


def test_the_last_day_is_missed_where_only_a_condition_has_it(tmp_path: Path) -> None:
    def edit(opened: Any) -> None:
        for paragraph in opened.paragraphs:
            if "{{ appeal.last_day | day }}" in paragraph.text:
                paragraph.text = "{% if appeal.last_day %}You can appeal.{% endif %}"

    assert "does not carry the last day to appeal: print the field 'appeal.last_day'" in (
        said(edited(tmp_path, "certificate", edit))
    )


def test_a_field_that_no_case_shows_is_missed(tmp_path: Path) -> None:
    def edit(opened: Any) -> None:
        for paragraph in opened.paragraphs:
            if paragraph.text.startswith("Certificate number:"):
                paragraph.text = (
                    "{% if late_contact %}Certificate number: {{ certificate.number }}{% endif %}"
                )

    assert "does not carry the certificate number: print" in (
        said(edited(tmp_path, "certificate", edit))
    )


def test_what_is_asked_of_one_ground_is_asked_only_there(tmp_path: Path) -> None:
    """Ground B has the day of its end, ground C day 30, and a copy says that it is one."""

    def edit(opened: Any) -> None:
        for paragraph in opened.paragraphs:
            if "certificate.concluded | day" in paragraph.text:
                paragraph.text = "Ground {{ certificate.ground }}"

    assert "does not carry when mediation concluded (ground B): print the field" in (
        said(edited(tmp_path, "certificate", edit))
    )
    assert "does not carry the mark of a copy: write a sentence such as" in (
        said(edited(tmp_path, "certificate", without("This is a copy.")))
    )


def test_a_field_that_a_sample_case_lacks_is_found_by_filling_it(tmp_path: Path) -> None:
    path = edited(
        tmp_path, "chase", lambda opened: opened.add_paragraph("Date: {{ session.on | day }}")
    )
    assert said(path) == (
        "chase.docx: cannot be filled: the field 'session.on' is missing: put it between "
        '{%p if session %} and {%p endif %}, in the paragraph "Date: {{ session.on | day }}"'
    )


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        (
            "certificate",
            "Ended: {{ certificate.concluded | day }}",
            (
                "the field 'certificate.concluded' has no value in this case: put it between "
                "{%p if certificate.concluded %} and {%p endif %}"
            ),
        ),
        (
            "mediation_date",
            "At {{ session.at | clock }}",
            (
                "the field 'session.at' has no value in this case: put it between "
                "{%p if session.at %} and {%p endif %}"
            ),
        ),
        (
            "chase",
            "{{ words.decision_formal }} {{ words.ground }}",
            (
                "the field 'words.ground' is missing: put it between {%p if certificate %} and "
                "{%p endif %}"
            ),
        ),
    ],
)
def test_a_field_without_a_value_says_what_to_do(
    tmp_path: Path, name: str, text: str, what: str
) -> None:
    assert what in said(edited(tmp_path, name, lambda opened: opened.add_paragraph(text)))


def test_a_family_letter_that_is_hard_to_read_is_advice(tmp_path: Path) -> None:
    hard = (
        "Notwithstanding the aforementioned considerations, individuals contemplating "
        "proceedings are respectfully invited to familiarise themselves with the applicable "
        "procedural requirements and their ramifications."
    )
    found = findings(
        edited(tmp_path, "mediation_date", lambda opened: [opened.add_paragraph(hard)] * 3)
    )
    assert found == [] or all(finding.is_advice for finding in found)
    many = findings(
        edited(
            tmp_path, "mediation_date", lambda opened: [opened.add_paragraph(hard) for _ in "abc"]
        )
    )
    assert [finding.is_advice for finding in many] == [True]
    assert "needs a reading age of" in many[0].what
    assert hard in many[0].what
    assert (
        findings(edited(tmp_path, "chase", lambda o: [o.add_paragraph(hard) for _ in "abc"])) == []
    )


def test_sentences_of_the_statute_are_exempt() -> None:
    statute = "They are treated as having taken part in mediation under regulation 36 of it."
    assert reading_age(statute) == 0
    assert reading_age(f"{statute} We will call you soon.") == reading_age("We will call you soon.")
    assert hardest(f"{statute} We will call you soon.", 1) == ["We will call you soon."]


def test_lines_that_are_no_sentence_are_left_out() -> None:
    assert reading_age("Identification of responsibilities\nWe call you soon.") == (
        reading_age("We call you soon.")
    )


def test_the_letters_that_ship_are_in_use() -> None:
    """What the lint passes is what the worker sends."""
    templates = LetterTemplates(FOLDER, WORDS)
    assert [templates.get(name).name for name in SAMPLES] == list(SAMPLES)


@pytest.mark.parametrize("words", ["Waiting never stops the clock.", "Nothing stops the clock."])
def test_that_the_clock_runs_on_may_be_said_in_other_words(tmp_path: Path, words: str) -> None:
    def edit(opened: Any) -> None:
        without("does not stop the clock")(opened)
        opened.add_paragraph(words)

    assert said(edited(tmp_path, "appeal_reminder", edit)) == ""


def test_what_to_write_is_said_in_words() -> None:
    asked = [each for table in REQUIRED.values() for each in table if each.wording]
    for each in asked:
        assert re.search(each.wording, each.example or each.wording, re.IGNORECASE), each.item
        assert each.example or re.fullmatch(r"[\w ]+", each.wording), each.item

"""Letters: the Word file says what the facts say, to this reader, and nothing else."""

import calendar
import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docxtpl.template import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from syrupy.assertion import SnapshotAssertion

from worker.errors import Stop, TellSomeone
from worker.outbox import docx
from worker.outbox.docx import STYLES
from worker.outbox.facts import LetterFacts
from worker.outbox.filters import LETTER_FILTERS, NO_BREAK, day, unbroken_numbers
from worker.outbox.letters import LetterTemplates, PrintSize, render_letter
from worker.outbox.lint.reading_age import reading_age
from worker.outbox.lint.rules import FAMILY_LETTERS
from worker.outbox.samples import SAMPLES
from worker.outbox.words import read_words, top_level_names

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "templates" / "letters"
WORDS = read_words(ROOT / "templates" / "words.toml")
TEMPLATES = LetterTemplates(FOLDER, WORDS)
EVERY_SAMPLE = [
    pytest.param(name, facts, id=f"{name}-{number}")
    for name, samples in SAMPLES.items()
    for number, facts in enumerate(samples)
]
CERTIFICATE = SAMPLES["certificate"][0]
REFERRAL = SAMPLES["referral"][0]


def texts(document: bytes) -> list[str]:
    opened = Document(io.BytesIO(document))
    section = opened.sections[0]
    around = (section.first_page_header, section.first_page_footer, section.footer)
    return [
        paragraph.text
        for part in (opened, *around)
        for paragraph in part.paragraphs
        if paragraph.text.strip()
    ]


def body(name: str, facts: LetterFacts) -> str:
    """Give what the letter says, each space an ordinary one."""
    said = texts(render_letter(name, facts, templates=TEMPLATES))
    return "\n".join(said).replace(NO_BREAK, " ")


def _unbroken(value: object) -> object:
    return unbroken_numbers(value) if isinstance(value, str) else value


def member(document: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        return package.read(name).decode()


@pytest.mark.parametrize(("name", "facts"), EVERY_SAMPLE)
def test_every_letter_reads_as_agreed(
    name: str, facts: LetterFacts, snapshot: SnapshotAssertion
) -> None:
    assert body(name, facts) == snapshot


@pytest.mark.parametrize(("name", "facts"), EVERY_SAMPLE)
def test_the_compiled_letter_says_what_docxtpl_says(name: str, facts: LetterFacts) -> None:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=True, finalize=_unbroken
    )
    environment.filters.update(LETTER_FILTERS)
    template = DocxTemplate(str(FOLDER / f"{name}.docx"))
    template.render(top_level_names(facts, WORDS), jinja_env=environment)
    saved = io.BytesIO()
    template.save(saved)
    assert texts(render_letter(name, facts, templates=TEMPLATES)) == texts(saved.getvalue())


@pytest.mark.parametrize(("name", "facts"), EVERY_SAMPLE)
def test_large_print_says_the_same_in_eighteen_point(name: str, facts: LetterFacts) -> None:
    standard = render_letter(name, facts, templates=TEMPLATES)
    large = render_letter(name, facts, templates=TEMPLATES, size=PrintSize.LARGE)
    # In large print a value follows its label after a space.
    said = [re.sub(r"\t(?!Page )", " ", text, count=1) for text in texts(standard)]
    assert texts(large) == said
    sizes = {
        style.name: style.font.size.pt
        for style in Document(io.BytesIO(large)).styles
        if style.type == 1 and style.font.size
    }
    assert sizes["Normal"] == 18
    assert {name for name, size in sizes.items() if size < 18} <= {"Address", "Address small"}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_letter_to_a_young_person_speaks_to_the_young_person(name: str) -> None:
    for facts in SAMPLES[name]:
        text = body(name, facts).lower()
        if facts.recipient.capacity == "young_person":
            assert "your child" not in text
        if facts.recipient.capacity == "alternative_person":
            assert "your child" not in text
            assert "you are the young person" not in text


@pytest.mark.parametrize("name", sorted(FAMILY_LETTERS & SAMPLES.keys()))
def test_family_letters_can_be_read_at_eleven(name: str) -> None:
    for facts in SAMPLES[name]:
        age = reading_age(body(name, facts))
        assert age <= 11, f"{name}: {age:.1f}"


def test_the_acknowledgement_states_no_decision_and_no_deadline() -> None:
    text = body("acknowledgement", SAMPLES["acknowledgement"][0])
    assert "We have not made a decision yet." in text
    assert "no date to appeal by" in text
    assert "5pm" not in text.replace("9am to 5pm", "").replace("4:30pm", "")


def test_a_certificate_shows_both_limbs_and_the_later_last_day() -> None:
    text = body("certificate", CERTIFICATE)
    assert "two months after the council sent its decision: Wednesday 2 December 2026" in text
    assert "one month from the date of issue of this certificate: Sunday 27 December 2026" in text
    assert "the SEND Tribunal must have your appeal by 5pm on Monday 4 January 2027." in text
    assert "Your last day is after both dates." in text


PLACEMENT_ONLY = SAMPLES["certificate"][5]


def test_a_certificate_for_an_appeal_about_the_place_alone_gives_one_date() -> None:
    """Nobody is refused a certificate, and nobody is promised a month that may not be theirs."""
    text = body("certificate", PLACEMENT_ONLY)
    assert "the SEND Tribunal must have your appeal by 5pm on Wednesday 2 December 2026." in text
    assert "one month from the date of issue" not in text
    assert "This certificate does not give you more time for that appeal." in text


def test_a_certificate_after_the_last_day_says_so() -> None:
    text = body("certificate", replace(PLACEMENT_ONLY, today=date(2026, 12, 7)))
    assert "Your last day to appeal was Wednesday 2 December 2026." in text
    assert "must reach the SEND Tribunal by" not in text


def test_the_month_of_a_second_certificate_is_that_of_the_first() -> None:
    text = body("certificate", SAMPLES["certificate"][6])
    assert "of your first certificate: Sunday 27 December 2026" in text
    assert "To be safe, we count from the first one." in text
    assert "first certificate" not in body("certificate", CERTIFICATE)


LATER = re.compile(
    r"The council's letter has the date Thursday 1 October 2026. It was sent on Friday 2 October"
    r"|The council sent its letter later than the date on it."
)


@pytest.mark.parametrize(("name", "facts"), EVERY_SAMPLE)
def test_two_months_that_are_those_of_the_letters_date_are_never_said_to_be_of_its_sending(
    name: str, facts: LetterFacts
) -> None:
    """Domain 4, "sent later than dated": the earlier day is shown, and the reason why."""
    text = body(name, facts)
    appeal = facts.appeal
    if appeal and appeal.counts_from_letter_date:
        assert LATER.search(text)
        assert "To be safe, we count from the date on the letter." in text
        assert not re.search(r"after the council sent its (decision|letter)(: |\. That is)", text)
    else:
        assert not LATER.search(text)


@pytest.mark.parametrize("name", SAMPLES)
def test_no_letter_works_out_for_itself_what_the_facts_should_say(name: str) -> None:
    """A caseworker who opens a template finds names, not sums of days."""
    with zipfile.ZipFile(FOLDER / f"{name}.docx") as package:
        assert not re.search(r"\.days\b", package.read("word/document.xml").decode())


@pytest.mark.parametrize(("name", "facts"), EVERY_SAMPLE)
def test_no_line_can_end_inside_a_date_a_time_a_phone_number_or_a_postcode(
    name: str, facts: LetterFacts
) -> None:
    said = "\n".join(texts(render_letter(name, facts, templates=TEMPLATES)))
    months = "|".join(calendar.month_name[1:])
    breaks = re.search(
        rf"\d (?:{months})|(?:{months}) \d|(?:{'|'.join(calendar.day_name)}) \d"
        r"|\b0\d{3,4} \d|\b\d{3} \d{3,4}\b|(?<=\S )[A-Z]{2}\d \d[A-Z]{2}\b"
        r"|\bby 5pm|\d[ap]m to|\d (?:working|days?|months?|weeks)\b",
        said,
    )
    assert breaks is None, breaks


@pytest.mark.parametrize(("name", "facts"), EVERY_SAMPLE)
def test_no_full_stop_follows_an_address_that_is_to_be_typed(name: str, facts: LetterFacts) -> None:
    ends = [w for w in body(name, facts).split() if re.search(r"@\S*\.$|^www\S*\.$", w)]
    assert ends == []


@pytest.mark.parametrize(("name", "at"), [("information", 2), ("mediation_date", 4)])
def test_an_appeal_about_the_place_alone_is_promised_no_month(name: str, at: int) -> None:
    text = body(name, SAMPLES[name][at])
    assert "2 December 2026" in text
    assert "within 1 month" not in text


def test_a_family_that_comes_late_is_given_no_date_that_has_passed() -> None:
    late = SAMPLES["information"][3]
    assert late.appeal is not None
    assert late.appeal.last_day < late.today
    text = body("information", late)
    assert "The two months for contacting us ended on Wednesday 2 December 2026." in text
    assert "you can ask the SEND Tribunal to let you appeal late" in text
    assert "by 5pm on" not in text
    assert text.count("2 December 2026") == 1


def test_a_certificate_names_one_ground_only() -> None:
    grounds = [body("certificate", facts) for facts in SAMPLES["certificate"][:3]]
    for text, ground in zip(grounds, "ABC", strict=True):
        assert [letter for letter in "ABC" if f"Ground {letter}:" in text] == [ground]
    assert "The mediation concluded on Friday 20 November 2026." in grounds[1]
    assert "treated as having taken part in mediation" in grounds[2]
    assert "Waiting does not stop the clock." in grounds[2]


def test_a_certificate_that_no_person_stands_for_names_the_organisation_once() -> None:
    assert CERTIFICATE.certificate is not None
    unsigned = replace(CERTIFICATE.certificate, issuer=CERTIFICATE.adviser.name)
    text = body("certificate", replace(CERTIFICATE, certificate=unsigned))
    assert "\nSENDIASS Exampleton, mediation adviser\nThe Advice Rooms, " in text
    assert "We have given Maureen Peasgood information" in text
    assert "Maureen Peasgood has told us that" in text
    assert not re.search(r"\b(I|me)\b", text)


@pytest.mark.parametrize(("name", "facts"), EVERY_SAMPLE)
def test_a_letter_of_an_organisation_without_hours_has_no_gap(
    name: str, facts: LetterFacts
) -> None:
    adviser, authority = replace(facts.adviser, hours=""), replace(facts.authority, hours="")
    sender = authority if facts.body == facts.authority else adviser
    bare = replace(facts, adviser=adviser, authority=authority, body=sender)
    opened = Document(io.BytesIO(render_letter(name, bare, templates=TEMPLATES)))
    said = [paragraph.text for paragraph in opened.paragraphs]
    assert not [text for text in said if not text.strip() or re.search(r"\( *\)|, *$| $", text)]


@pytest.mark.parametrize("name", ["chase", "mediation_date"])
def test_a_session_without_a_provider_leaves_no_gap(name: str) -> None:
    facts = next(each for each in SAMPLES[name] if each.session)
    assert facts.session is not None
    text = body(name, replace(facts, session=replace(facts.session, provider="")))
    assert not re.search(r", *$|:\t *$", text, re.MULTILINE)


@pytest.mark.parametrize(("name", "facts"), EVERY_SAMPLE)
def test_no_letter_asks_to_send_an_appeal_on_the_day_by_which_it_must_arrive(
    name: str, facts: LetterFacts
) -> None:
    text = body(name, facts)
    by_post = "Send it by email, or a few days earlier by post, so that it arrives by then."
    aimed = re.search(r"Aim to send it by (.*?)\.", text)
    if facts.appeal and aimed:
        assert aimed[1] == day(facts.appeal.aim_by) != day(facts.appeal.last_day)
    elif facts.appeal and "by 5pm on" in text:
        assert (by_post in text) is (facts.today <= facts.appeal.aim_by)
    else:
        assert by_post not in text


def test_a_copy_says_that_it_is_one_and_keeps_its_date() -> None:
    copy = body("certificate", SAMPLES["certificate"][3])
    assert "This is a copy. The certificate was first issued on Friday 27 November 2026." in copy
    assert "This is a copy." not in body("certificate", CERTIFICATE)


def test_a_certificate_keeps_what_was_said_to_itself() -> None:
    private = replace(
        CERTIFICATE, outcome=SAMPLES["certificate"][1].outcome, referral=REFERRAL.referral
    )
    text = body("certificate", private)
    assert "part agreement" not in text
    assert "therapy" not in text


def test_a_referral_leaves_out_an_address_that_is_not_to_be_shared() -> None:
    assert REFERRAL.party is not None
    assert "Tansy Close" not in body("referral", REFERRAL)
    assert "Tansy Close" in body("referral", SAMPLES["referral"][2])


def test_a_referral_without_issues_says_that_they_follow() -> None:
    text = body("referral", SAMPLES["referral"][1])
    assert "send this to you as a supplement" in text
    assert "Midlands Mediation or Accord East" in text


def test_a_health_only_referral_asks_for_the_board_and_states_no_day_30() -> None:
    text = body("referral", SAMPLES["referral"][2])
    assert "Please tell the integrated care board within 3 working days." in text
    assert "Day 30" not in text


@pytest.mark.parametrize(
    ("days_late", "said"), [(0, "They end today."), (-5, "They end on Wednesday 25 November 2026.")]
)
def test_a_chase_says_where_the_thirty_days_stand(days_late: int, said: str) -> None:
    chase = SAMPLES["chase"][0]
    moved = replace(chase, today=date.fromordinal(chase.today.toordinal() + days_late))
    assert said in body("chase", moved)


def test_a_missing_field_is_named_with_its_template_and_paragraph() -> None:
    with pytest.raises(TellSomeone) as refused:
        render_letter("certificate", replace(CERTIFICATE, decision=None), templates=TEMPLATES)
    assert "certificate.docx" in str(refused.value)
    assert "'words.decision_formal' is missing" in str(refused.value)
    assert '"Decision:{{ words.decision_formal | sentence }}"' in str(refused.value)


def test_a_field_without_a_value_is_named() -> None:
    assert CERTIFICATE.certificate is not None
    undated = replace(
        SAMPLES["certificate"][1].certificate or CERTIFICATE.certificate, concluded=None
    )
    with pytest.raises(
        TellSomeone, match=r"certificate\.concluded.*in the paragraph \"{% if certificate"
    ):
        render_letter("certificate", replace(CERTIFICATE, certificate=undated), templates=TEMPLATES)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Smith & Sons <w:t>", "Smith & Sons <w:t>"),
        ("</w:t></w:r></w:p><w:p><w:r><w:t>INJECTED", "</w:t></w:r></w:p><w:p><w:r><w:t>INJECTED"),
        ("{{ 7 * 7 }} {% raw %}", "{{ 7 * 7 }} {% raw %}"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("one\ntwo\r\nthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\tb", "a\tb"),
        ("a\x00b\x08c\ud800d\ufffee\x7f", "abcde"),
        ("right\u202eleft\u2066", "rightleft"),
        ("Zoë Łukasz O’Neill 你好 مريم", "Zoë Łukasz O’Neill 你好 مريم"),
        ("e\u0301cole, ﬁnal oﬃce", "\xe9cole, final office"),
        ("x" * 10_000, "x" * 10_000),
    ],
)
def test_a_value_comes_out_as_plain_text(value: str, shown: str) -> None:
    assert REFERRAL.referral is not None
    facts = replace(REFERRAL, referral=replace(REFERRAL.referral, issues=value))
    document = render_letter("referral", facts, templates=TEMPLATES)
    assert shown in texts(document)
    assert len(texts(document)) == len(
        texts(render_letter("referral", REFERRAL, templates=TEMPLATES))
    )


def test_a_value_that_is_too_long_is_refused_by_name() -> None:
    assert REFERRAL.referral is not None
    facts = replace(REFERRAL, referral=replace(REFERRAL.referral, issues="x" * 20_001))
    with pytest.raises(TellSomeone, match=r"longer than 20000 characters \(referral\.issues\)"):
        render_letter("referral", facts, templates=TEMPLATES)


def test_metadata_has_a_title_and_nobody_in_it() -> None:
    document = render_letter("certificate", CERTIFICATE, templates=TEMPLATES)
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        names = package.namelist()
    core = member(document, "docProps/core.xml")
    assert "<dc:title>Mediation certificate LEI-26-00042-K</dc:title>" in core
    assert "Peasgood" not in core
    assert not [name for name in names if name.startswith(("docProps/app", "customXml"))]


@pytest.mark.parametrize("name", SAMPLES)
def test_what_the_pdf_is_held_against_is_what_the_word_file_holds(name: str) -> None:
    filled = TEMPLATES.get(name).fill(SAMPLES[name][0], WORDS)
    held = docx.read_parts(filled.document)
    assert set(docx.text_parts(held)) < set(filled.parts)
    assert docx.STYLES in filled.parts
    assert all(held[part] == content for part, content in filled.parts.items())
    assert f"<dc:title>{filled.title}</dc:title>".encode() in held[docx.CORE]


def test_the_same_facts_give_the_same_bytes() -> None:
    first = render_letter("certificate", CERTIFICATE, templates=TEMPLATES)
    assert (
        render_letter("certificate", CERTIFICATE, templates=LetterTemplates(FOLDER, WORDS)) == first
    )


def test_styles_that_no_letter_uses_do_not_travel() -> None:
    used = member(render_letter("chase", SAMPLES["chase"][0], templates=TEMPLATES), STYLES)
    assert 'w:styleId="Contactblock"' in used
    assert 'w:styleId="Helpheading"' not in used


@pytest.fixture
def copied(tmp_path: Path) -> LetterTemplates:
    (tmp_path / "chase.docx").write_bytes((FOLDER / "chase.docx").read_bytes())
    return LetterTemplates(tmp_path, WORDS)


def test_a_template_that_staff_changed_is_used_at_once(copied: LetterTemplates) -> None:
    before = copied.get("chase")
    opened = Document(str(copied.folder / "chase.docx"))
    opened.add_paragraph("A new last line.")
    opened.save(str(copied.folder / "chase.docx"))
    after = copied.get("chase")
    assert after.version != before.version
    assert "A new last line." in texts(after.fill(SAMPLES["chase"][0], WORDS).document)


def test_an_unchanged_template_is_compiled_once(copied: LetterTemplates) -> None:
    assert copied.get("chase") is copied.get("chase")
    assert copied.get("chase") is not copied.get("chase", PrintSize.LARGE)


def test_a_template_that_is_not_there_is_named(copied: LetterTemplates) -> None:
    with pytest.raises(Stop, match=r"Copy certificate\.docx from .* it is missing"):
        copied.get("certificate")


def test_a_tag_that_word_has_split_is_read(copied: LetterTemplates) -> None:
    opened = Document(str(copied.folder / "chase.docx"))
    paragraph = opened.add_paragraph("Ref {")
    for piece in ("{ refe", "rence", " }", "}!"):
        paragraph.add_run(piece)
    opened.save(str(copied.folder / "chase.docx"))
    assert "Ref LEI-26-00042-K!" in texts(
        copied.get("chase").fill(SAMPLES["chase"][0], WORDS).document
    )


def test_a_tag_cannot_reach_beyond_the_facts(copied: LetterTemplates) -> None:
    opened = Document(str(copied.folder / "chase.docx"))
    opened.add_paragraph("{{ reference.__class__.__mro__ }}")
    opened.save(str(copied.folder / "chase.docx"))
    with pytest.raises(Stop, match=r"the field 'reference.__class__' is not known"):
        copied.get("chase")

"""What the reader had to repair is said, so that no form comes of a repair unseen."""

import pytest

from tests.inbox.mail import Mail
from worker.inbox.message.message import Message, read_message

INVISIBLE = "invisible letters"
LOOKS_LIKE = "letters that only look like A to Z"
CONTROL = "control characters"
LOST = "letters that could not be decoded"
TURNED = "signs that turn the direction of writing"


def read(mail: Mail) -> Message:
    message = read_message(mail.raw())
    assert isinstance(message, Message), message
    return message


@pytest.mark.parametrize(
    ("words", "repair"),
    [
        ("NO MEDI\u200bATION", INVISIBLE),
        ("NO MEDI\xadATION", INVISIBLE),
        ("NO\u2060 MEDIATION", INVISIBLE),
        ("NO MEDI\u200cATION", INVISIBLE),
        ("NO MEDI\u3164ATION", INVISIBLE),
        ("Yes\ufeff", INVISIBLE),
        ("ＮＯ ＭＥＤＩＡＴＩＯＮ", LOOKS_LIKE),
        ("ARRANGED ２３/06/2026", LOOKS_LIKE),
        ("𝐍𝐎 𝐌𝐄𝐃𝐈𝐀𝐓𝐈𝐎𝐍", LOOKS_LIKE),
        ("ⓃⓄ MEDIATION", LOOKS_LIKE),
        ("NO ⅯEDIATION", LOOKS_LIKE),
        ("NO MEDIATIO\u212a", LOOKS_LIKE),
        ("NO MEDI\x07ATION", CONTROL),
        ("NO MEDI\x0cATION", CONTROL),
        ("NO MEDI\ufffdTION", LOST),
        ("\u202eNOITAIDEM ON", TURNED),
        ("\u2066NO\u2069 MEDIATION", TURNED),
    ],
)
def test_a_repair_of_the_text_is_said(words: str, repair: str) -> None:
    for mail in (
        Mail(text=words),
        Mail(text="NO MEDIATION", html=f"<p>{words}</p>"),
        Mail(text="", html=f"<p>{words}</p>"),
        Mail(text="", html="<p>" + "".join(f"&#{ord(each)};" for each in words) + "</p>"),
    ):
        message = read(mail)
        # A control character in HTML is a letter that its parser cannot show.
        said = LOST if mail.html and repair == CONTROL else repair
        assert message.repairs == (f"{said} in the text",), mail
        assert message.is_damaged


def test_what_is_repaired_is_also_taken_out() -> None:
    assert read(Mail(text="NO MEDI\u200bATI\u200dON\x07")).text == "NO MEDIATION"
    message = read(Mail(text="", html="<p>NO MEDI&shy;AT&#8203;ION</p>"))
    assert message.text == "NO MEDIATION"


@pytest.mark.parametrize(
    "words",
    [
        "\ufeffNO MEDIATION",
        "\xadNO MEDIATION",
        "NO MEDIATION 👨\u200d👩\u200d👧 ❤\ufe0f 🏴\U000e0067\U000e0062\U000e007f",
        "می\u200cخواهم",  # Persian is written with a joiner's opposite
        "İpek Yıldız, Ångström, Ełżbieta, ½ ªº №™",
        "NO\xa0MEDIATION",
        "NO MEDIATION\n> quoted\u200b\n> ｆｕｌｌ",
    ],
)
def test_honest_text_needs_no_repair(words: str) -> None:
    assert read(Mail(text=words)).repairs == ()


def test_a_repair_in_a_quotation_of_the_html_is_not_the_authors() -> None:
    quoted = "<p>NO MEDIATION</p><blockquote>Your\u200b choice</blockquote>"
    assert read(Mail(text="", html=quoted)).repairs == ()


@pytest.mark.parametrize(
    ("subject", "repair"),
    [
        ("=?utf-8?q?Re:_Your_choice=0D=0AX-Other:_1?=", "line breaks in the subject"),
        ("=?utf-8?q?Re:_Your=E2=80=A8choice?=", "line breaks in the subject"),
        ("=?utf-8?b?UmU6AHg=?=", f"{CONTROL} in the subject"),
        ("=?utf-8?q?Re:_Your=0Bchoice?=", f"{CONTROL} in the subject"),
        ("Re: Your\x08 choice", f"{CONTROL} in the subject"),
        ("Re: LEI-26-0\u200b0042-K", f"{INVISIBLE} in the subject"),
        ("Re: ＬＥＩ-26-00042-K", f"{LOOKS_LIKE} in the subject"),
        ("=?utf-8?q?Re:_=EF=BF=BD?=", f"{LOST} in the subject"),
    ],
)
def test_a_repair_of_the_subject_is_said(subject: str, repair: str) -> None:
    message = read(Mail(subject=subject))
    assert message.repairs == (repair,)
    assert "\n" not in message.subject


@pytest.mark.parametrize(
    ("sender", "repair"),
    [
        ("Jo <jo.raf\u200bferton@mail.example>", f"{INVISIBLE} in From"),
        ("Jo <jo.rafferton\x01@mail.example>", f"{CONTROL} in From"),
        ("=?utf-8?q?Jo=0AReply-To:_x?= <jo.rafferton@mail.example>", "line breaks in From"),
    ],
)
def test_a_repair_of_the_sender_is_said(sender: str, repair: str) -> None:
    assert read(Mail(sender=sender)).repairs == (repair,)


def test_folded_and_encoded_headers_need_no_repair() -> None:
    mail = Mail(
        subject="=?utf-8?q?Re:_Your_choice_?=\n =?utf-8?q?caf=C3=A9?=\n\t[LEI-26-00042-K]",
        sender="=?utf-8?B?w6E=?= <jo.rafferton@mail.example>",
    )
    assert read(mail).repairs == ()


def test_attachments_are_not_repaired() -> None:
    attached = Mail(text="", below="Content-Disposition: attachment; filename=a.txt").but(
        text="a\u200bb"
    )
    message = read(attached)
    assert (message.text, message.repairs) == ("", ())

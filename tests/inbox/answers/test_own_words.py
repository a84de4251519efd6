"""Whose each line is, in the styles of many mail programs."""

import pytest

from tests.inbox.mail import OURS, Mail
from worker.inbox.answers.own_words import MOST_LINES, Kind, OwnWords, cut_text, own_words
from worker.inbox.message.message import Message, read_message

ASKED = "Dear Jo,\n\nMake the first line one of these:\n\nNO MEDIATION\nYES MEDIATION\n"
MARKED = "".join(f"> {line}\n" for line in ASKED.splitlines())
HEADERS = f"From: SENDIASS Leicester <{OURS}>\nSent: 16 November 2026 10:59\nTo: Jo\nSubject: Your choice\n"


def own(mail: Mail) -> OwnWords:
    message = read_message(mail.raw())
    assert isinstance(message, Message)
    return own_words(message)[0]


TAILS = {
    "Gmail": f"On Mon, 16 Nov 2026 at 10:59, SENDIASS Leicester <{OURS}> wrote:\n\n{MARKED}",
    "Gmail, broken": f"On Mon, 16 Nov 2026 at 10:59, SENDIASS Leicester <\n{OURS}> wrote:\n\n{MARKED}",
    "iPhone": f"> On 16 Nov 2026, at 10:59, SENDIASS <{OURS}> wrote:\n> \n{MARKED}",
    "Outlook desktop": f"From: SENDIASS\nSent: 16 November 2026 10:59\nTo: Jo\nSubject: Your choice\n\n{ASKED}",
    "Outlook on the web": f"________________________________\n{HEADERS}\n{ASKED}",
    "Outlook for iOS": f"________________________________\n{HEADERS}\n{ASKED}",
    "Outlook 2003": f"-----Original Message-----\n{HEADERS}\n{ASKED}",
    "bold headers": f"*From:* SENDIASS <{OURS}>\n*Sent:* 16 November 2026\n*To:* Jo\n*Subject:* x\n\n{ASKED}",
    "Thunderbird": f"On 16/11/2026 10:59, SENDIASS Leicester wrote:\n{MARKED}",
    "Yahoo": f"On Monday, 16 November 2026 at 10:59:01 GMT, SENDIASS <{OURS}> wrote:\n\n{ASKED}",
    "Samsung": f"-------- Original message --------\n{HEADERS}\n{ASKED}",
    "BT": f'------ Original Message ------\nFrom: "SENDIASS" <{OURS}>\nTo: jo@bt.example\n\n{ASKED}',
    "Sky": f"----- Original Message -----\n{HEADERS}\n{ASKED}",
    "Proton": f"On Monday, 16 November 2026 at 10:59, S <{OURS}> wrote:\n\n{MARKED}",
    "Lotus": f"From:   SENDIASS <{OURS}>\nTo:     jo\nDate:   16/11/2026 10:59\nSubject:        x\n\n{ASKED}",
    "AOL": f"-----Original Message-----\nFrom: SENDIASS <{OURS}>\nTo: jo\nSent: Mon, 16 Nov 2026\n\n{ASKED}",
    "dashes": f"---- On Mon, 16 Nov 2026 10:59:00 +0000 SENDIASS <{OURS}> wrote ----\n\n{ASKED}",
    "ISO date": f"2026-11-16 10:59 GMT+00:00 SENDIASS <{OURS}>:\n\n{MARKED}",
    "Polish": f"W dniu pon., 16 lis 2026 o 10:59 SENDIASS <{OURS}> napisał(a):\n\n{MARKED}",
    "German": f"Am 16.11.2026 um 10:59 schrieb SENDIASS <{OURS}>:\n{MARKED}",
    "German Outlook": f"Von: SENDIASS <{OURS}>\nGesendet: Montag, 16. November 2026 10:59\nAn: Jo\nBetreff: x\n\n{ASKED}",
    "French": f"Le lun. 16 nov. 2026 à 10:59, SENDIASS <{OURS}> a écrit :\n\n{MARKED}",
    "French Outlook": f"De : SENDIASS <{OURS}>\nEnvoyé : lundi 16 novembre 2026 10:59\nÀ : Jo\nObjet : x\n\n{ASKED}",
    "Spanish": f"El lun, 16 nov 2026 a las 10:59, SENDIASS (<{OURS}>) escribió:\n\n{MARKED}",
    "Italian": f"Il giorno lun 16 nov 2026 alle ore 10:59 SENDIASS <{OURS}> ha scritto:\n\n{MARKED}",
    "Romanian": f"Pe lun., 16 nov. 2026 la 10:59, SENDIASS <{OURS}> a scris:\n\n{MARKED}",
    "Russian": f"пн, 16 нояб. 2026 г. в 10:59, SENDIASS <{OURS}>:\n\n{MARKED}",
    "Chinese": f"2026年11月16日 10:59,SENDIASS <{OURS}> 写道:\n\n{MARKED}",
    "Chinese headers": f"发件人: SENDIASS <{OURS}>\n发送时间: 2026年11月16日 10:59\n收件人: Jo\n主题: x\n\n{ASKED}",
    "forwarded": f"---------- Forwarded message ---------\nFrom: SENDIASS <{OURS}>\nDate: x\n\n{ASKED}",
    "Apple forward": f"Begin forwarded message:\n\nFrom: SENDIASS <{OURS}>\n\n{ASKED}",
    "only marks": MARKED,
}
DEVICES = (
    "Sent from my iPhone",
    "Get Outlook for iOS",
    "Sent with Proton Mail secure email.",
)


@pytest.mark.parametrize("tail", TAILS.values(), ids=TAILS.keys())
@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n\n\n\n"])
def test_what_follows_the_reply_is_quoted(tail: str, gap: str) -> None:
    found = own(Mail(text=f"Thanks, we have read this.{gap}{tail}"))
    assert found.text == "Thanks, we have read this."
    assert "NO MEDIATION" in found.quoted


@pytest.mark.parametrize("line", DEVICES)
def test_a_device_line_above_a_quotation_stays_with_the_reply(line: str) -> None:
    found = own(Mail(text=f"Thanks.\n\n{line}\n\n{TAILS['Gmail']}"))
    assert found.text == f"Thanks.\n\n{line}"


def test_reply_and_introduction_may_share_a_line() -> None:
    found = own(Mail(text=f"we agree On Mon, 16 Nov 2026 at 10:59, S wrote:\n{MARKED}"))
    assert found.text == "we agree"


def test_a_reply_may_stand_below_and_between() -> None:
    below = own(Mail(text=f"{TAILS['Thunderbird']}\nWe want mediation.\n"))
    assert below.text == "We want mediation."
    assert not below.is_interleaved
    between = own(
        Mail(text=f"Hello\n\n{TAILS['Thunderbird']}\nthis one\n\n> YES MEDIATION\n\nor that\n")
    )
    assert between.text.split() == ["Hello", "this", "one", "or", "that"]
    assert between.is_interleaved


@pytest.mark.parametrize(
    "text",
    [
        "On 4 December we met the mediator.\nIt went well.",
        "On 12 November the head wrote:\nhe may stay.",
        "From what I hear the date is set.\nTo me it is fine.",
        "Date: 18/11/2026\nCase: LEI-26-00042-K\nOutcome: no mediation",
        "Sent from my desk, which is much easier than my phone.",
        "The parties met 10:30 - 11:30 > agreed.",
        "-- \nNO MEDIATION without a lawyer",
        "Kind regards\nJo\n\nPS we might change our minds",
        "----- this -----",
    ],
)
def test_own_sentences_are_no_quotation(text: str) -> None:
    assert own(Mail(text=text)).text.split() == text.split()


def test_a_marker_above_the_answer_swallows_nothing() -> None:
    text = "##- Please type your reply above this line -##\n\nARRANGED 6 July 2026"
    assert own(Mail(text=text)).text == text


def test_the_rest_of_a_broken_quotation_is_told_apart() -> None:
    # A person may have typed it there; only the comparison with our letter can tell.
    long = "> If you are not sure, reply in your own words and an adviser"
    found = cut_text(f"NO MEDIATION\n\n{long}\nwill call you.\n> Whatever you answer\n")
    assert [line.text for line in found.lines if line.kind is Kind.REST] == ["will call you."]
    assert found.text == "NO MEDIATION"
    assert "will call you." in found.quoted


def test_a_line_of_dashes_belongs_to_the_header_below_it() -> None:
    found = cut_text(f"Thanks\n\n_____________________\n{HEADERS}\n{ASKED}")
    assert found.text == "Thanks"


@pytest.mark.parametrize("name", ["forwarded", "Apple forward"])
def test_what_was_passed_on_is_told(name: str) -> None:
    assert own(Mail(text=f"see below\n\n{TAILS[name]}")).is_forwarded
    assert not own(Mail(text=f"see below\n\n{TAILS['Gmail']}")).is_forwarded


PAGES = {
    "Gmail": '<div dir="ltr">{}</div><div class="gmail_quote"><div class="gmail_attr">On Mon wrote:</div>'
    '<blockquote class="gmail_quote">NO MEDIATION</blockquote></div>',
    "Outlook on the web": '<div>{}</div><hr tabindex="-1"><div id="divRplyFwdMsg">From: S<br>Sent: x</div>'
    "<div>NO MEDIATION</div>",
    "Outlook desktop": '<div class="WordSection1"><p class="MsoNormal">{}</p><div style="border:none;'
    'border-top:solid #E1E1E1 1.0pt"><p><b>From:</b> S<br><b>Sent:</b> 16 November 2026 10:59<br><b>To:</b> y</p></div>'
    "<p>NO MEDIATION</p></div>",
    "Outlook for Mac": "<div>{}</div><div id=mail-editor-reference-message-container><p>NO MEDIATION</p></div>",
    "old Hotmail": '{}<hr id="stopSpelling"><div>NO MEDIATION</div>',
    "Outlook Express": '<p>{}</p><div class="OutlookMessageHeader">From: S</div><p>NO MEDIATION</p>',
    "Apple": '<div>{}</div><blockquote type="cite"><div>On 16 Nov 2026, S wrote:</div></blockquote>'
    '<blockquote type="cite">NO MEDIATION</blockquote>',
    "Yahoo": '<div>{}</div><div class="yahoo_quoted"><div>On Monday, S wrote:</div>NO MEDIATION</div>',
    "Thunderbird": '<p>{}</p><div class="moz-cite-prefix">On 16/11/2026, S wrote:</div>'
    '<blockquote type="cite">NO MEDIATION</blockquote>',
    "Proton": '<div>{}</div><div class="protonmail_quote">On Monday S wrote:<br>NO MEDIATION</div>',
    "append": '<div>{}</div><div id="appendonsend"></div><div>NO MEDIATION</div>',
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_quotations_in_html_are_cut(page: str) -> None:
    found = own(Mail(text="", html=page.format("We want to think.")))
    assert found.text == "We want to think."
    assert "NO MEDIATION" in found.quoted


def test_an_answer_between_gmail_quotations_is_own() -> None:
    html = (
        '<div class="gmail_quote"><blockquote>Which?</blockquote><div>the second</div>'
        "<blockquote>NO MEDIATION</blockquote></div>"
    )
    assert own(Mail(text="", html=html)).text == "the second"


def test_html_beside_a_text_is_sorted_as_well() -> None:
    message = read_message(Mail(text="NO MEDIATION", html="<p>YES MEDIATION</p>").raw())
    assert isinstance(message, Message)
    text, page = own_words(message)
    assert page is not None
    assert (text.text, page.text) == ("NO MEDIATION", "YES MEDIATION")


def test_struck_and_hidden_words_of_a_page_beside_a_text_count() -> None:
    page = "<s>crossed out</s><i hidden>secret</i>"
    raw = Mail(html=page).raw().replace(b"multipart/alternative", b"multipart/mixed")
    message = read_message(raw)
    assert isinstance(message, Message)
    found, beside = own_words(message)
    assert beside is None
    assert (found.text, found.struck, found.hidden) == ("NO MEDIATION", "crossed out", "secret")


def test_words_after_the_most_lines_are_one_line_of_the_authors() -> None:
    text = "NO MEDIATION" + "\n" * MOST_LINES + "but\n\nwait\n"
    assert cut_text(text).text.split() == ["NO", "MEDIATION", "but", "wait"]
    page = f"<p>NO MEDIATION</p>{'<br>' * MOST_LINES}<p>but</p><blockquote>wait</blockquote>"
    assert own(Mail(text="", html=page)).text.split() == ["NO", "MEDIATION", "but", "wait"]


def test_struck_and_hidden_words_are_told_apart() -> None:
    found = own(
        Mail(text="", html='<p><s>NO MEDIATION</s> hello <i style="display:none">secret</i></p>')
    )
    assert (found.text, found.struck, found.hidden) == ("hello", "NO MEDIATION", "secret")

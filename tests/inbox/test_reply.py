"""The author's own words in the styles of many mail programs."""

import pytest

from tests.inbox.mail import OURS, Mail
from worker.inbox.message.message import Message, read_message
from worker.inbox.reply import Kind, OwnWords, cut_text, own_words

ASKED = "Dear Jo,\n\nMake the first line one of these:\n\nNO MEDIATION\nYES MEDIATION\n"
MARKED = "".join(f"> {line}\n" for line in ASKED.splitlines())
HEADERS = f"From: SENDIASS Leicester <{OURS}>\nSent: 16 November 2026 10:59\nTo: Jo\nSubject: Your choice\n"


def own(mail: Mail) -> OwnWords:
    message = read_message(mail.raw())
    assert isinstance(message, Message)
    return own_words(message)


TAILS = {
    "Gmail": f"On Mon, 16 Nov 2026 at 10:59, SENDIASS Leicester <{OURS}> wrote:\n\n{MARKED}",
    "Gmail, broken": f"On Mon, 16 Nov 2026 at 10:59, SENDIASS Leicester <\n{OURS}> wrote:\n\n{MARKED}",
    "iPhone": f"Sent from my iPhone\n\n> On 16 Nov 2026, at 10:59, SENDIASS <{OURS}> wrote:\n> \n{MARKED}",
    "Outlook desktop": f"From: SENDIASS\nSent: 16 November 2026 10:59\nTo: Jo\nSubject: Your choice\n\n{ASKED}",
    "Outlook on the web": f"________________________________\n{HEADERS}\n{ASKED}",
    "Outlook for iOS": f"Get Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\n{HEADERS}\n{ASKED}",
    "Outlook 2003": f"-----Original Message-----\n{HEADERS}\n{ASKED}",
    "bold headers": f"*From:* SENDIASS <{OURS}>\n*Sent:* 16 November 2026\n*To:* Jo\n*Subject:* x\n\n{ASKED}",
    "Thunderbird": f"On 16/11/2026 10:59, SENDIASS Leicester wrote:\n{MARKED}",
    "Yahoo": f"On Monday, 16 November 2026 at 10:59:01 GMT, SENDIASS <{OURS}> wrote:\n\n{ASKED}",
    "Samsung": f"Sent from my Galaxy\n\n-------- Original message --------\n{HEADERS}\n{ASKED}",
    "BT": f'------ Original Message ------\nFrom: "SENDIASS" <{OURS}>\nTo: jo@bt.example\n\n{ASKED}',
    "Sky": f"----- Original Message -----\n{HEADERS}\n{ASKED}",
    "Proton": f"Sent with Proton Mail secure email.\n\nOn Monday, 16 November 2026 at 10:59, S <{OURS}> wrote:\n\n{MARKED}",
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


@pytest.mark.parametrize("tail", TAILS.values(), ids=TAILS.keys())
@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n\n\n\n"])
def test_what_follows_the_reply_is_quoted(tail: str, gap: str) -> None:
    found = own(Mail(text=f"Thanks, we have read this.{gap}{tail}"))
    assert found.text == "Thanks, we have read this."
    assert "NO MEDIATION" in found.quoted


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
        "From what I hear the date is set.\nTo me it is fine.",
        "Date: 18/11/2026\nCase: LEI-26-00042-K\nOutcome: no mediation",
        "Sent from my desk, which is much easier than my phone.",
        "The parties met 10:30 - 11:30 > agreed.",
    ],
)
def test_own_sentences_are_no_quotation(text: str) -> None:
    assert own(Mail(text=text)).text == text


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nNO MEDIATION without a lawyer",
        "Kind regards\n\nJoanna Rafferton\n07700 900123",
        "Best wishes,\nJo",
        "Many thanks\nJo x",
        "Thanks, Jo",
        "Joanna",
        "Jo x",
        "Sent from my Samsung Galaxy smartphone.",
        "Sent from Mail for Windows",
        "Mit freundlichen Grüßen\nJoanna",
        "Pozdrawiam\nJoanna Rafferton",
        "This email has been scanned for viruses.\nIf you received it in error, delete it.",
        "*****************\nThe views in this message are those of the sender.\n*****************",
        "Confidential. Not to be shown to any court.",
        "Joanna Rafferton\nSEND Officer, City Council\nTel 0116 496 0101\nPlease think before you print.",
    ],
)
def test_signatures_and_disclaimers_are_no_words(signature: str) -> None:
    found = own(Mail(text=f"We do not want mediation.\n\n{signature}\n"))
    assert found.text == "We do not want mediation."
    assert found.signature_and_banners.splitlines()[0] == signature.splitlines()[0].rstrip()


def test_a_postscript_is_heard() -> None:
    found = own(Mail(text="NO MEDIATION\n\nKind regards\nJo\n\nPS we might change our minds\n"))
    assert "PS we might change our minds" in found.text


def test_thanks_above_the_answer_are_no_signature() -> None:
    text = "Thank you\n\nWe would like mediation and mornings suit us best."
    assert own(Mail(text=text)).text == text


@pytest.mark.parametrize(
    "banner",
    [
        "[EXTERNAL EMAIL] Caution: do not click links.",
        "CAUTION: This email originated from outside of the organisation. Do not click links or open\nattachments unless you recognise the sender and know the content is safe.",
        "You don't often get email from jo@mail.example. Learn why this is important",
        "This message was sent from outside the council.",
    ],
)
def test_banners_above_are_no_words(banner: str) -> None:
    assert own(Mail(text=f"{banner}\n\nNO MEDIATION\n")).text == "NO MEDIATION"


PAGES = {
    "Gmail": '<div dir="ltr">{}</div><div class="gmail_quote"><div class="gmail_attr">On Mon wrote:</div>'
    '<blockquote class="gmail_quote">NO MEDIATION</blockquote></div>',
    "Outlook on the web": '<div>{}</div><hr tabindex="-1"><div id="divRplyFwdMsg">From: S<br>Sent: x</div>'
    "<div>NO MEDIATION</div>",
    "Outlook desktop": '<div class="WordSection1"><p class="MsoNormal">{}</p><div style="border:none;'
    'border-top:solid #E1E1E1 1.0pt"><p><b>From:</b> S<br><b>Sent:</b> x<br><b>To:</b> y</p></div>'
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


def test_text_and_html_are_compared_blind_to_layout() -> None:
    same = own(
        Mail(
            text="*NO MEDIATION*\nsee <https://x.example>",
            html="<b>NO MEDIATION</b><br>see <a href='https://x.example'></a>",
        )
    )
    assert same.html_text is None
    other = own(Mail(text="NO MEDIATION", html="<p>YES MEDIATION</p>"))
    assert other.html_text == "YES MEDIATION"


def test_struck_and_hidden_words_are_told_apart() -> None:
    found = own(
        Mail(text="", html='<p><s>NO MEDIATION</s> hello <i style="display:none">secret</i></p>')
    )
    assert (found.text, found.struck, found.hidden) == ("hello", "NO MEDIATION", "secret")


@pytest.mark.parametrize(
    "end", ["Kind regards\nJo\n\n", "Jo\n\n", "Best wishes\n\nJo Rafferton\n\n"]
)
@pytest.mark.parametrize(
    "again",
    [
        "PS my husband would rather try it.",
        "Actually yes",
        "Please ignore",
        "I want mediation",
        "whatever you think",
        "Would rather talk to the council first",
        "Could we have a meeting instead?",
    ],
)
def test_words_below_a_signature_are_read(end: str, again: str) -> None:
    text = f"NO MEDIATION\n\n{end}{again}\n"
    assert again in cut_text(text, sender_name="Joanna Rafferton").heap(Kind.OWN)


@pytest.mark.parametrize(
    "below",
    [
        "Midlands Mediation\nBookings 0121 496 0188",
        "Leicester City Council, SEND Service",
        "Senior Mediation Adviser\nwww.sendiass.example",
        "Children and Young People\nCity Hall, 115 Charles Street, Leicester LE1 1FZ",
        "This email and any attachments are confidential. If you are not the recipient\nyou must not use it.",
    ],
)
def test_a_signature_below_a_sign_off_is_no_words(below: str) -> None:
    text = f"RECEIVED\n\nKind regards\n\nHelen Marlowby\n{below}\n"
    assert cut_text(text, sender_name="Helen Marlowby").heap(Kind.OWN).strip() == "RECEIVED"

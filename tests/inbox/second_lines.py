"""What people write beside an answer: what takes it back, and what leaves it as it is.

Each line was written below the answer named above it, or for the reasons behind CANNOT ARRANGE in
the same line; all on Wednesday 18 November 2026.
"""

from typing import Final

FAMILY_TAKEN_BACK: Final = """
Told to by the council
Nobody has explained the alternative
The council rang and promised things so who knows
I'd want to bring my support worker along
Hmm
Don't close the case
We'd manage a Thursday
I am not the one who decides
I'd still like to meet them though
Can you ring me before sending anything
My partner disagrees
I changed my mind, see below
hang on
Actually yes
we'll go for it
Let's do it
Sign us up
Sorry wrong answer
I pressed send too early
That is what the council wants me to say
Is this what they want?
I feel pressured
I feel I have no choice
I don't understand this form
I didn't understand the question
not decided
Give me a week
I need more time
Will let you know for sure on Friday
I'm still waiting to hear from school
This is about my other son
Depends on the council
at least not now
Only for now
For the time being
Maybe in the new year
ask me again later
I would have said yes if it was closer
Could we have a meeting instead?
Unless it's free
Provided I still get the certificate
as long as I can appeal
Assuming that means I can appeal
Is this right?
I hope this is correct?
(test)
Just testing
Ha ha just joking
NOT!
I don't mean it
I am only replying because you keep asking, I have not decided
Don't send the certificate
Please don't send anything yet
Do nothing until I ring
Please wait for my husband to reply too
My husband will reply as well
My husband will send his answer separately
my wife would rather try it
She wants to try it
The school wants us to
We want to try
We would like to try it first
I'd like to give it a go
We are going ahead
see you at the session
I look forward to the session
Looking forward to the mediation
Midlands Mediation please
Accord East please
Tuesday mornings suit us
When will the session be?
Mornings are better for the session
Which date is the mediation?
Please book it
please arrange it
Please go ahead and book
Yes
yes please
yes I do
I said yes on the phone
On the phone I said yes
I told Nadia yes
I told Nadia I would try it
no wait
oops
oops wrong one
wrong one sorry
sorry that's wrong
That was my son typing
my son sent this
my daughter sent that by accident
the cat walked on the keyboard
Please ignore
Ignore the above
Please disregard
Delete this
I take that back
Forget it
Forget that
Cancel that
cancel my last message
This is for Tyler only
for Tyler only, not Kayla
but not for Kayla
Kayla is different
I am answering for my sister
I'm writing for my neighbour
On behalf of my sister who is the mum
I am not the parent
I'm only the foster carer, mum decides
It is his dad's decision
Ask his dad
his dad has to agree
we both have to agree
I want to speak to Nadia before this is final
This is not my final answer
not final
draft
just a draft
Not sending this yet
I'll confirm tomorrow
To be confirmed
TBC
will confirm
I will confirm on Monday
More to follow
(is the answer the council wants)
they told me to put that
the council told us to write this
The council lady made me
I was made to write this
The SENCO said to write that
someone told me this is what I have to write
Under protest
I'm being forced
apparently
I suppose
I guess
probably
perhaps
?
??
???
what is that
what does that mean
don't know what this means
I don't know what that means
which one do I pick
don't know which one
what should I put
help
please help me decide
can't decide
Would you advise this
is it the best thing to do
is that wise
would I lose my appeal
If I lose my appeal then no
then again maybe yes
mediation might help
mediation could help
I'd prefer mediation really
I do want mediation
I want mediation
we want it
I want it
We do want to talk to them
Would rather talk to the council first
I want to meet with the council
happy to mediate
we are open to it
open to it later
later
next year
after Christmas
not this month
not this week
in January maybe
only with Midlands
not with that provider
not online
not at the Town Hall
not without my sister
I can't do Fridays
unless they pay
if they pay
if I can appeal
once I get the certificate
when school is back
until school is back
Please phone me so we can discuss it properly
I ticked the wrong one I think
Sorry I replied to the wrong thing
Hmm, let me sleep on it
I'd be up for it if my sister could come
My ex would like it to go ahead
Only joking, yes please
Could I do it by Zoom?
Would it be online?
We would come if it was in the evening
Can my mum come with me?
What do most people do?
I'd like some advice before you close this
I spoke to Midlands and they can see us on Tuesday
We have a date with Accord East already
We already booked
The session is on the 4th isn't it?
I have written this because the council asked
My social worker filled this in
Dictated by my carer
I was upset when I wrote this
I wrote this in anger
I've been told I have to say this
Someone else typed this
What am I agreeing to?
Does this mean I lose my rights?
Can I undo this?
Is there a way to go back on this?
Until I hear otherwise
Unless you hear from me by Friday
Hold this for now please
Keep this on file until I ring
I reserve the right to change my mind
as things stand
as of today
pending advice from IPSEA
Waiting on IPSEA
IPSEA told me to wait
Speaking to a solicitor tomorrow
Seeing my solicitor on Monday then will tell you
I would love to but I work nights
I would if I could
Wish we could
if only
Is there another way to talk to the council?
We'd prefer a phone call with the council
Would a meeting at school count?
Let us do the mediation
Yes to the mediation for Sam
No for Sam, yes for Ella
Both please
either
Neither
I don't mind
up to you
You decide
whatever you think
whichever is quicker
Which is quicker?
What would you do?
"""

FAMILY_LEFT: Final = """
We have until 9 January to appeal
Sorry I missed your call
You can leave a voicemail
Bohat shukriya
How do I start the appeal?
Please use my maiden name Castleton on the certificate
thanks for explaining everything
Thank you
Many thanks for your time on the phone.
Please send the certificate by email.
Please send the certificate to my new address, 14 Invented Road.
You can ring me on 07700 900111 after 4.
We are going to appeal.
I will be appealing to the tribunal myself.
We have had enough of the council.
Nadia has been brilliant.
My son is in year 5.
Sorry for taking so long to reply.
Sorry it took me so long.
The deadline for the appeal is 12 December.
My solicitor will send the appeal.
Have a lovely Christmas
See you soon
We just want to get on with the appeal.
I feel it would be a waste of time.
It will only delay things.
We met the council twice already and it did not help.
We've already tried talking to them.
Let me know when it is done.
I attach the letter you asked for.
Hope you are well
Best wishes
I have copied in my husband.
Thanks again for all you have done for Aisha.
The council will not listen.
I don't trust the council to change its mind.
Thanks Gareth, you were really helpful on Tuesday.
I would like the certificate as soon as possible.
Please post it to 14 Invented Road, LE2 9ZZ.
Please use this email for the certificate.
We will appeal ourselves.
We are appealing sections B and F.
My deadline is on 3 December.
I have had my letter since October so time is short.
It is important that I get this quickly.
You explained it very well.
I spoke to Meena yesterday about this.
As discussed on the phone.
As agreed with Nadia.
After our call I talked to my husband and we both feel the same.
My husband agrees with me.
My husband and I have discussed this.
We talked about it at home.
I am sure.
I am very sure.
We are certain.
This is my final answer.
Definitely.
I have thought about it carefully.
We already had a meeting with the council and it went nowhere.
There is no point talking to them.
The council have made up their minds.
I have lost trust in the council.
Excuse the short email, I'm at work.
Sorry for short reply, driving.
Please confirm you got this.
Please confirm receipt.
Can you confirm you have received this?
Could you let me know you got this?
What happens next?
What do I do next?
When will I get the certificate?
How will you send the certificate?
Please ring me if there is a problem.
Call me if you need more information.
My son's name is Tyler and his date of birth is 1 May 2017.
Tyler Rafferton, year 4
Jo Rafferton, mum of Tyler
Mum to Tyler
Kind regards
All the best
Take care x
Speak soon
God bless
Merry Christmas when it comes
Ref: LEI-26-00042-K
I still do not have the council's letter, can you send a copy?
Thank you for your patience with me.
I'm sorry to be a pain.
I really appreciate your support.
Have a good weekend.
The school support our appeal.
The SENCO supports us.
He has autism and ADHD.
I cannot go through more meetings.
Let's get on with the appeal.
"""

AUTHORITY_TAKEN_BACK: Final = """
We will keep trying and let you know.
Sorry, wrong case.
Actually Accord East have just offered 4 December.
Accord East can do 4 December 2026.
Trying Accord East now.
I'm waiting to hear from Accord East.
We are awaiting a reply from the family.
The family asked for January and we have agreed.
We have asked for an extension.
Please hold off for now.
I will try again tomorrow.
Will update you on Monday.
I'll come back to you.
Please ignore my last message.
Unless Accord East has a slot.
The second provider has not replied yet.
Still chasing Midlands.
Midlands might have a date.
We have a date now.
It is now booked.
Sorted now, thanks.
Please disregard, we found a mediator.
We found a mediator.
A mediator has become available.
Correction - we can.
yet
at the moment
for now
for the 3rd
before the 7th
this side of Christmas but January is fine
January is possible
Would day 35 be acceptable?
Can we have more time?
Can you ask the family for other dates?
Please can the family give us more dates
The family needs to tell us their availability
We need the family's phone number first
Draft - do not act on this
This was meant for another family
This is LEI-26-00031-E
I meant ARRANGED
see calendar invite for 4 December
The meeting is on 4 December 2026.
Family now say they do not want it.
Mum has declined mediation.
The family have withdrawn.
There might be a slot at Accord East, leave it with me.
Leave it with me until Thursday.
We are looking at other providers.
Looking into January dates.
Midlands are checking their diary.
We will arrange it after Christmas.
It will go ahead in January.
The family would like to wait for Midlands.
Family happy to wait until January.
Parent has asked us to go beyond the 30 days.
Dev is dealing with this and may know more.
Dev to advise.
Please see Dev's email of this morning.
Superseded, see my later email.
Apologies, sent before I had spoken to the provider.
Sent in error.
Not for this family.
Please bear with us.
We are short staffed this week.
I have only tried Midlands.
Have not tried Accord East.
Provider to call me back.
Is there any other provider?
Who else can we ask?
Do you have other providers on the list?
Unless the 4th works for them.
The 4th may work.
Teams on 4 December could work.
"""

AUTHORITY_LEFT: Final = """
Both providers are full.
Neither provider has capacity.
Please issue the certificate.
Please issue the certificate to the family.
The family have been told.
We have told the family.
Midlands Mediation have no mediators free until 10 January.
Midlands Mediation and Accord East have both said no.
We tried both providers.
We have tried both providers without success.
There are no mediators available within the 30 days.
Apologies.
Sorry about this.
We apologise for any inconvenience to the family.
Happy to discuss.
Please ring me if you need anything.
Let me know if you need anything further.
Copied to Helen.
I have updated our records.
This is due to staff sickness at the provider.
The mediator is on long term sick leave.
I have let the parents know that you will send the certificate.
"""

PROVIDER_TAKEN_BACK: Final = """
We meet again on 2 December to finish.
The family never came.
Sorry, no agreement was reached.
This is for a different family, sorry.
Please do not issue the certificate yet.
We still need to finish.
One issue is still outstanding and we will meet again.
A further session is needed.
Second session tbc.
Not fully concluded.
to be continued
will continue in December
Adjourned part way.
The council left half way through so we stopped.
Draft only
Subject to signature
I will confirm once signed
Awaiting signatures
Date to be checked
I will check the date
may have been the 17th
or was it the 17th
It was the 17th
it was 17 November in fact
sorry 17/11/2026
17/11/2026
Wrong date, ignore
Wrong case sorry
This was LEI-26-00031-E
Nobody attended
The session was not held
Neither party attended
It did not go ahead
Cancelled on the day
The mediator was ill so it was cancelled
postponed
if the council signs
unless the family objects
I think
Can you check the date?
Is that the right case?
We will reconvene on 2 December.
Round two is on 2 December.
There is one more session to go.
Part two to follow.
The parties will come back in January.
We ran out of time.
We did not finish.
Not everything was covered.
Family may come back to the table.
Please treat as provisional.
I need to check with the council first.
Please leave the certificate until I have spoken to the family.
That was the pre-meeting only.
That was the preparation call.
It was only an intake meeting.
Only the parent attended.
The council did not attend.
Apologies wrong month.
18/10/2026 even
I mean the 17th
Should read 17 November.
"""

PROVIDER_LEFT: Final = """
Thank you both for your help.
The written agreement will follow.
Both sides were positive.
The family will appeal.
The family intend to appeal.
Feedback forms have been sent.
Our invoice will follow.
I attach our invoice.
Please issue the certificate.
Please send the certificate to the family.
It was a long day.
Good outcome for the family.
The council agreed to amend section F.
Agreement signed by all parties.
The session finished at 4pm.
Sorry for the delay in sending this.
Apologies for the late reply.
Let me know if you need anything else.
"""

ADVISER_TAKEN_BACK: Final = """
Please hold this until Monday
mum may change her mind
This is a draft, do not use
don't send yet
Do not process
not confirmed
I still need to ring dad
waiting for dad
dad disagrees
Actually she wants it
Ignore this one
wrong case
test
example only
I will confirm tomorrow
She asked what mediation is
Is this right Gareth?
Can you check this before it goes?
Please check before sending
Mum wants to think again
Mum rang back and wants mediation
Subject to mum confirming in writing
if mum confirms
(not yet agreed with mum)
Mum was not sure
to be discussed
Gareth to confirm
"""

ADVISER_LEFT: Final = """
Spoke to mum at 11.
She was very clear.
Mum would like the certificate by email.
Mum will appeal.
Thanks
She asked for the certificate by post.
They have thought about it and are sure.
Please send the certificate.
Call logged.
She understands that she can appeal.
"""

NO_REASONS: Final = """
- will do it in January
- family want to wait until after Christmas
- waiting for interpreter
- hoping to hear Monday
: awaiting provider
- see email from Dev
- see below
- can we extend?
- need longer
- need two more weeks
- need family's availability
- family have not given dates yet
- asked Accord East, no reply yet
- Midlands said no, asking Accord East
- Midlands only, Accord East to be tried
- Midlands can do 10 January
- next available is 12 January, shall I book?
- not before 12 January, booked for then
- provisional date 4 December
- family prefer January
- family agreed to January
- in person
- at short notice
- on Fridays
- for this week
- draft
- please hold
- please ignore
- just kidding
a room
two sessions
earlier
sooner
both children together
for both children
with that provider
mediation at home
mediation online
mediation on a Friday
mediation before Christmas
mediation for 4 December
mediation with Accord East
it for 4 December
the 4th
4 December
Friday
Teams
interpreter
taxi
"""

REASONS: Final = """
- staffing
- no capacity
- Midlands Mediation and Accord East both full
- family cannot attend in the 30 days
- family not available within 30 days
- provider closed over Christmas
- both providers have said no
- provider cannot offer a date within 30 days
- no date within 30 days
- no mediator
- parent in hospital
- parent is in hospital
- no response from providers
- neither provider can offer a date
(no mediator)
. No mediator free.
no dates
no availability
no provider available in time
mediator is on leave
providers are full
provider full
family has not replied
within 30 days
within the 30 days as both providers are full
in time
because no mediator is free
as both providers are full
due to staff shortage
mediation
mediation, no provider
mediation within 30 days
it in time
the mediation
a session within 30 days
session, both providers full
, sorry
, please issue the certificate
: unfortunately no mediator
"""

"""Invented sentences for the bench's suggestions: enough different words that rare ones are rare."""

import random

THINGS = """washing machine,tumble dryer,kitchen tap,fire door,bin store,bike shed,garden bench,notice board,lounge
television,front step,hall carpet,stair light,shower head,window catch,letter box,door buzzer,parking space,freezer
drawer,ironing board,bus shelter,computer desk,printer,games table,piano,raised bed,greenhouse,hand rail,lift,boiler
,radiator,toaster,microwave,smoke alarm,back gate,path,fence,laundry basket,drying line,mirror,blind,clock,bookcase
,picnic table,water butt,compost heap,hedge,bird table,noticeboard,vacuum cleaner,extractor fan,oven shelf,armchair
""".replace("\n", "").split(",")
PLACES = """top floor,ground floor,lounge,garden,kitchen,laundry,hall,car park,entrance,quiet room,computer corner,roof
terrace,back yard,stairwell,corridor,bathroom,office,dining room,basement,landing""".replace("\n", " ").split(",")
TROUBLES = """is broken again,is too heavy for me,squeaks all night,leaks on to the floor,is always busy,never gets
warm,is too dark in the evening,has been missing since spring,is hard to reach from a wheelchair,smells of damp,is
locked when we need it,makes the room cold,has sharp corners,trips the fuse,is full by Tuesday,was painted shut,drops
out in the evening,needs a new battery,rattles when it rains,is much too small for all of us""".replace(
    "\n", " "
).split(",")
WISHES = """could we have a second,please mend the,I would like a bigger,can somebody clean the,we need a rota for
the,it would help to have a sign on the,please move the,could staff show us how to use the,let us choose a new,we
could share the,please put a lock on the,could we borrow a,I can help to paint the,please check the,we would look
after the""".replace("\n", " ").split(",")
REASONS = """because twelve of us share it,because some of us work shifts,so that nobody has to carry things,since
my hands are not strong,as visitors cannot find it,because the children next door are asleep,so that we can cook
together,because it costs too much to run,as the bus leaves at eight,so that we feel safe at night,because it was
promised last winter,since the old one went to the tip,so that people who use a chair can join in,because the
weather is getting worse,as there is nowhere else to sit""".replace("\n", " ").split(",")
HEADS = """ash beck birch bram brook bur car chat clay cold cop cran dar dun east ed elm fen fern gar glen green
hal har hazel heath hol hurst kirk lang lark lin long mar mead mill moor nether new nor oak over pen pres red ro
rush sal sand sed sel sher stan stoke sud swan thorn thur wal war wen west whit wil wood wyn yar""".split()
TAILS = """acre bank bourne bridge brook bury by church cliffe combe cote croft cross dale den field fold ford gate
ham head hill holme house hurst land lea ley low mere mill mouth over park pool port ridge shaw side stead sthorpe
stoke stow ton vale view wall ward water way well wick wood worth yard""".split()


def sentences(number: int) -> list[str]:
    """The same ``number`` of sentences every time."""
    chance = random.Random(2026)
    made = []
    for _each in range(number):
        thing, place = chance.choice(THINGS).strip(), chance.choice(PLACES).strip()
        kind = chance.randrange(4)
        if kind == 0:
            text = f"the {thing} in the {place} {chance.choice(TROUBLES).strip()}"
        elif kind == 1:
            text = f"{chance.choice(WISHES).strip()} {thing} in the {place} {chance.choice(REASONS).strip()}"
        elif kind == 2:
            other = chance.choice(HEADS) + chance.choice(TAILS)
            text = f"at {other.title()} they have a {thing}, {chance.choice(REASONS).strip()}"
        else:
            name = (chance.choice(HEADS) + chance.choice(TAILS)).title()
            text = f"{name} and I think the {thing} {chance.choice(TROUBLES).strip()} {chance.choice(REASONS).strip()}"
        made.append(text[0].upper() + text[1:] + ".")
    return made

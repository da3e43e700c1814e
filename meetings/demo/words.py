"""What is written down in meetings, besides what people suggest."""

# What people put on an agenda, with what is written beside it.
PUT_ON = {
    "Who has the key to the shed?": "It hangs in the office now. Sign for it.",
    "The summer party": "Five people want to plan it. First talk on Thursday.",
    "What to do with the old sofa": "The furniture project takes it.",
    "New people: say hello": "We went round with names.",
    "The bus route is changing": "The new times are on the board.",
    "Can we start earlier in winter?": "Half an hour earlier from November to February.",
    "The fridge that hums": "A cloth under it helps. Reported all the same.",
    "A card for Joyce at the office, who is retiring": "Everybody signed it.",
    "What the raffle money is for": "Forty-one pounds. Bulbs for the garden.",
    "The window cleaner's day": "First Monday of the month.",
    "Volunteers for the fire drill": "Three people will stand at the doors.",
    "The choir is looking for singers": "Wednesdays at seven. No need to read music.",
    "Noise from the building site": "They may start at eight, not before. Ring if they do.",
    "How to vote without going to the polling station": "Staff have the form for a postal vote.",
    "The flu jab: when and where": "Thursday at the surgery, ten to twelve. A lift goes at half past nine.",
    "Photos from the trip": "We passed them round. Copies on Friday.",
}

# About things that stand on every agenda, by their place there.
STANDING_NOTES = (
    (
        "It has been quieter. People said thank you for that.",
        "Two new people moved in. We said our names.",
        "Everybody was tired. We kept it short.",
        "People miss the evenings in the garden.",
        "It is a good house at the moment, most people said.",
        "Some feel that there is a bit of an atmosphere. We will talk about it without staff first.",
        "Please shut the gate behind you. The fox is back.",
    ),
    (
        "Nothing broken this month.",
        "The lamp by the back door flickers. Reported.",
        "The bell on the first floor is very loud. Staff will turn it down.",
        "One of the chairs wobbles. It was put aside.",
        "The hot tap in the kitchen spits. Reported.",
        "Nothing unsafe. The mat in the hall was stuck down.",
        "A window on the stairs does not lock. Reported as urgent.",
    ),
    (
        "A fire drill comes some time next month. We are not told the day.",
        "There is a jumble sale at the church on the 12th.",
        "The gas check is next week. There will be a letter with the day.",
        "Windows are cleaned on the first Monday.",
        "The office is shut on the bank holiday. Ring the on-call number.",
        "People asked when the painters come. Staff will find out.",
        "A student starts on Monday and is here for six weeks.",
    ),
)

# About a suggestion without an answer yet, and about one that was agreed to.
UNDECIDED_NOTES = (
    "Everybody wants this. The question is the money.",
    "People want to see it first before they say yes.",
    "We want to hear from those who were not here. It stays up on the board until next time.",
    "Some were worried that it would be extra work for the same three people. We come back to it.",
    "We ran out of time in the middle of it. First thing next time.",
)
AGREED_NOTES = (
    "Most people liked it. Two were not sure about the noise.",
    "We talked about who would look after it.",
    "Somebody said that it was tried once before and nobody kept it up. So two people will.",
    "It should not only be for this floor.",
    "Four people would help.",
    "Good idea. It should cost next to nothing.",
    "We looked at a picture of one. The small one is enough.",
    "Nobody was against it.",
)
REFUSED_NOTES = (
    "People were sorry about it, but they could see why.",
    "Somebody asked to have it looked at again in a year.",
    "One person was cross, and said so. We listened.",
)

# About work that is not done yet.
LAST_TIME = (
    "Not yet. We are waiting for the second price.",
    "Half done. The rest is on Thursday.",
    "The firm did not come. We rang again.",
    "Waiting for the manager to sign.",
    "Nobody had time. It will be done by next time.",
    "Nearly there: it only has to be put up.",
    "It was forgotten. Sorry. It will be done this week.",
)

MEETING_NOTES = (
    "We began with tea and went round with names. Everybody said one good thing about the month.",
    "A good turn-out. We ran over by ten minutes.",
    "It was noisy at first, so we moved the chairs closer.",
    "We read out last month's notes and nobody had anything to change.",
    "Two people joined by phone. It worked well, but somebody has to hold the phone.",
    "A shorter one than usual. The football was on.",
    "The manager came for the first half hour to answer questions.",
    "We used the talking cup again: whoever holds it speaks.",
    "We ended with the raffle.",
    "Somebody brought biscuits from home. Thank you.",
    "We started late as the key to the room was missing.",
    "Three people came for the first time. They were asked what they would like to be called.",
    "The interpreter was here and it made a difference.",
    "People liked that things from last time were done. We said so.",
)

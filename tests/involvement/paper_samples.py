"""One sample of the data of each paper template, as its view would hand it over."""

from involvement import pdf

CARD = {
    "organisation": "Harbour Homes",
    "address": "say.harbour.example",
    "user_name": "blue-otter-27",
    "words": ["kettle", "garden", "violin", "orange"],
    "qr": pdf.qr("https://say.harbour.example/in/?user=blue-otter-27"),
    "ring": "020 7946 0101",
}

LETTER = {
    "organisation": "Harbour Homes",
    "sender": ["Harbour Homes", "14 Quay Street", "London SE8 3AB"],
    "to": ["Patrick Doyle", "Room 12", "Bromley Road 40", "London SE6 2TP"],
    "date": "3 December 2026",
    "greeting": "Patrick",
    "subject": "The second washing machine",
    "paragraphs": [
        "On 3 November you asked for a second washing machine on the top floor. Seventeen people agreed with you.",
        "The meeting on 10 November agreed. Sunita and Marlon asked for two prices and chose one.",
    ],
    "said": "There is one machine for 24 of us and it is full every evening.",
    "did": "A second machine was put in the old store room on 2 December. It is there for everybody.",
    "ring": "Sunita on 020 7946 0102",
    "from_name": "Sunita",
    "from_role": "Support worker, Bromley Road",
    "large": False,
}

HANDOVER = {
    "organisation": "Harbour Homes",
    "place": "Bromley Road",
    "printed": "Monday 1 December 2026, 14:05",
    "rows": [
        {
            "who": "Patrick",
            "where": "Room 12, in person",
            "what": "The second washing machine is in. It is in the old store room.",
            "since": "since 28 November",
        },
        {
            "who": "Jo",
            "where": "Phone, 07700 900123",
            "what": "Visitors until ten: the meeting agreed. It starts on 5 December.",
            "taken_by": "Sunita",
            "since": "since yesterday",
            "note": "Do not leave a message.",
        },
        {
            "who": "Bea",
            "where": "Through her key worker, Kofi",
            "what": "The bike lock prices are late. We are sorry. You will hear by 12 December.",
        },
    ],
}

NEWS = {
    "organisation": "Harbour Homes",
    "pages": [
        {
            "lang": "en",
            "heading": "News for Maria",
            "days": "23 November to 29 November",
            "sections": [
                {
                    "heading": "What you said",
                    "items": [
                        "“A second washing machine”: Agreed.",
                        "“A later bus”: Said no, and why. It costs too much.",
                    ],
                },
                {"heading": "The next meeting", "items": ["The next meeting is on 2 December at 10 am."]},
            ],
            "foot": "Do you want this more often, by e-mail, or not at all? Please tell staff.",
            "large": True,
        },
        {
            "lang": "pl",
            "heading": "Wiadomości dla: Jan",
            "days": "23 listopada – 29 listopada",
            "sections": [{"heading": "Co się zmieniło", "items": ["„Nowe kosze”. Stoją na podwórku."]}],
            "foot": "Proszę powiedzieć personelowi.",
        },
    ],
}

SAY = "say.harbour.example/s/BROM"

MEETING = {"organisation": "Harbour Homes", "kind": "House meeting", "place_name": "Bromley Road"}

POSTER = MEETING | {
    "date": "Monday 1 December",
    "time": "6.30 pm to 7.30 pm",
    "where": "The lounge, ground floor",
    "online": "Ask Sunita for the link",
    "food": "Pizza and fruit. Tell us what you can't eat.",
    "access": "No steps. A hearing loop. Come and go as you like.",
    "chair": "Patrick",
    "topics": ["The second washing machine", "Visitors until ten at weekends", "Christmas dinner"],
    "address": SAY,
    "qr": pdf.qr("https://" + SAY + "/"),
}

AGENDA = MEETING | {
    "date": "Monday 1 December",
    "time": "6.30 pm to 7.30 pm",
    "where": "The lounge, ground floor",
    "chair": "Patrick",
    "items": [
        {"title": "Hello, and who is here"},
        {
            "title": "Since last time",
            "points": ["New bulbs on the stairs: done", "Wi-Fi in the lounge: done", "Bike lock prices: 6 days late"],
        },
        {
            "title": "A second washing machine for the top floor",
            "note": "There is one machine for 24 of us and it is full every evening.",
            "agrees": 17,
        },
        {"title": "Let visitors stay until ten at weekends", "agrees": 9},
        {"title": "Christmas dinner", "note": "Who cooks, and what?"},
        {"title": "Anything else"},
    ],
    "notes_lines": 2,
}

BLANK_CARDS = {
    "organisation": "Harbour Homes",
    "address": SAY,
    "qr": pdf.qr("https://" + SAY + "/"),
    "ring": "020 7946 0101",
}

SHEET = MEETING | {
    "date": "Monday 1 December",
    "chair": "Patrick",
    "actions": [
        {"what": "Put new bulbs on the stairs", "who": "Kofi", "by": "20 November"},
        {"what": "Ask for bike lock prices", "who": "Sunita and Marlon", "by": "25 November"},
    ],
    "suggestions": [
        {
            "title": "A second washing machine for the top floor",
            "words": "There is one machine for 24 of us and it is full every evening.",
            "agrees": 17,
        },
        {"title": "Let visitors stay until ten at weekends", "agrees": 9},
        {"title": "A noticeboard by the lift"},
    ],
    "next": "Monday 5 January, 6.30 pm",
}

NOTICEBOARD = {
    "organisation": "Harbour Homes",
    "place_name": "Bromley Road",
    "period": "October to December 2026",
    "done": [
        {
            "said": "There is one machine for 24 of us and it is full every evening.",
            "did": "We put a second washing machine in the old store room.",
            "when": "2 December",
        },
        {"said": "The stairs are dark at night.", "did": "New bulbs on every floor.", "when": "18 November"},
    ],
    "doing": [
        {"said": "Let visitors stay until ten.", "doing": "We try it at weekends for two months.", "by": "31 January"},
    ],
    "cannot": [
        {
            "said": "Can we have a dog in the house?",
            "because": "Two people here are very allergic. A dog comes to visit in the garden each month instead.",
        },
    ],
    "address": SAY,
    "qr": pdf.qr("https://" + SAY + "/"),
}

MINUTES = MEETING | {
    "date": "Monday 1 December 2026",
    "time": "6.30 pm to 7.25 pm",
    "where": "The lounge, ground floor",
    "chair": "Patrick",
    "came": [
        {"who": "people who live here", "count": 11},
        {"who": "staff", "count": 2},
        {"who": "guest", "count": 1},
    ],
    "since": [
        {"what": "New bulbs on the stairs", "state": "Done"},
        {"what": "Bike lock prices", "state": "Late", "note": "The shop has not answered. Sunita rings on Tuesday."},
    ],
    "suggestions": [
        {
            "title": "A second washing machine for the top floor",
            "words": "There is one machine for 24 of us and it is full every evening.",
            "agrees": 17,
            "decision": "Agreed",
            "actions": [
                {"what": "Get two prices for a washer with plumbing", "who": "Sunita and Marlon", "by": "12 December"},
                {"what": "Clear the old store room", "who": "Kofi", "by": "9 December"},
            ],
        },
        {
            "title": "Let visitors stay until ten at weekends",
            "agrees": 9,
            "decision": "We will find out, by 5 January",
            "actions": [{"what": "Ask the night staff", "who": "The manager", "by": "5 January"}],
        },
        {
            "title": "A dog in the house",
            "decision": "No, because",
            "reason": "Two people here are very allergic. Grace asks whether a dog can visit the garden.",
        },
    ],
    "notes": [
        {"title": "Christmas dinner", "text": "Jo and Bea cook.\n\nEverybody writes down what they can't eat."},
        {"text": "The lift was away for two days. It is back."},
    ],
    "next": {"date": "Monday 5 January 2027", "time": "6.30 pm", "where": "The lounge"},
    "written": "Written down by staff on 2 December 2026.",
}

REPORT = {
    "organisation": "Harbour Homes",
    "where": "Harbour Homes",
    "when": "July to September 2026",
    "as_of": "As the portal knows it on 3 December 2026, 2.05 pm.",
    "is_private": True,
    "is_empty": True,
    "sums": [
        {"number": "46", "words": "meetings held", "before": "44"},
        {"number": "fewer than 10", "words": "different people heard", "before": "0"},
    ],
    "sections": [
        {
            "heading": "Meetings",
            "lines": ["One meeting counts once."],
            "tables": [
                {
                    "caption": "Meetings",
                    "columns": ["What", "July to September 2026", "April to June 2026"],
                    "rows": [["Held", "46", "44"], ["Cancelled", "2", "0"]],
                    "texts": False,
                },
                {
                    "caption": "Why meetings were cancelled",
                    "columns": ["Home", "Day", "Reason"],
                    "rows": [["Bromley Road", "4 August", "The boiler broke, and it was too cold to sit together."]],
                    "texts": True,
                },
            ],
        },
        {"heading": "Promises", "lines": ["Nothing was promised in these months."], "tables": []},
    ],
    "voices": [
        {
            "home": "Bromley Road",
            "pairs": [
                {
                    "said": "More light in the hall.",
                    "label": "We did",
                    "is_done": True,
                    "did": "We put up two lamps.",
                    "after": "2 August",
                },
                {
                    "said": "A house dog.",
                    "label": "No, because",
                    "is_done": False,
                    "did": "Two people here are very allergic.",
                },
                {
                    "said": "A new kitchen.",
                    "label": "Not yet, because",
                    "is_done": False,
                    "did": "It is planned for next year.",
                },
            ],
        }
    ],
    "more_voices": True,
    "homes": [
        {
            "caption": "Home by home",
            "columns": ["Home", "Meetings held", "People who came", "People heard", "Suggestions", "Done"],
            "rows": [
                ["Bromley Road", "3", "41", "15", "6", "2"],
                ["2 homes with a private address", "6", "9", "0", "1", "0"],
            ],
        }
    ],
    "notes": ["Everything stands in the months in which it began.", "A number of people under 10 is not shown."],
}

SAMPLES = {
    "involvement/card.typ": CARD,
    "involvement/letter.typ": LETTER,
    "involvement/handover.typ": HANDOVER,
    "involvement/news.typ": NEWS,
    "meetings/poster.typ": POSTER,
    "meetings/agenda.typ": AGENDA,
    "meetings/blank_cards.typ": BLANK_CARDS,
    "meetings/sheet.typ": SHEET,
    "meetings/noticeboard.typ": NOTICEBOARD,
    "meetings/minutes.typ": MINUTES,
    "meetings/report.typ": REPORT,
    "meetings/pack.typ": {"poster": POSTER, "agenda": AGENDA, "blank_cards": BLANK_CARDS, "sheet": SHEET},
}

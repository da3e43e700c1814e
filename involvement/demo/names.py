"""Names of invented people, by what fits the house. Chosen names are what somebody is called by; no name stands
for a real person."""

import random

YOUNGER = """
Aaliyah Abdi Aiden Aisha Alfie Amber Amina Amir Anya Arjun Asha Ashley Ayo Bailey Becca Bilal Blessing Brandon Bruno
Callum Cara Cassie Chantelle Chidi Chloe Connor Dani Danny Darius Dawit Deja Demi Deshawn Divya Ebony Eden Elif Ellis
Ethan Eva Farah Faith Femi Finn Freya Gabriel Georgia Grace Gracie Habiba Hamza Hana Harley Harvey Hassan Holly Hugo
Ibrahim Imani Isla Jada Jade Jaden Jamal Jamie Jasmin Jay Jordan Josie Kai Kamil Karim Kayla Keira Kelechi Kieran Kofi
Kyle Lara Layla Leah Leon Levi Lewis Liam Lina Logan Lola Luca Lucy Luke Mahmoud Malik Marcel Marek Mari Mia Milan Milo
Mina Mohamed Molly Musa Nadia Nate Nathan Nia Niamh Noor Olamide Oliver Omar Owen Paige Paulo Pawel Peyton Poppy Priya
Quinn Rafi Rania Reece Rhys Rio Robbie Rohan Rosa Rowan Ruby Ryan Saba Safiya Salim Sam Samira Sasha Sean Selam Shanice
Shay Shreya Skye Sofia Sonny Stefan Suleiman Tamika Tariq Tegan Temi Theo Toby Tolu Tom Tyler Umar Val Wiktor Xander
Yasmin Yonas Yusuf Zac Zainab Zara Zeke Zofia
""".split()

OLDER = """
Ada Agnes Alan Albert Alma Amrit Annie Arthur Audrey Barbara Barry Bea Beryl Bernard Bert Beverley Bill Brenda Brian
Carmen Carol Cecil Christine Clarence Clive Colin Connie Cyril Daphne David Delroy Dennis Derek Desmond Dick Don Doreen
Doris Dorothy Douglas Edith Edna Eileen Elsie Enid Eric Ernie Estelle Ethel Eunice Florence Frank Fred Freda Gaynor
George Gerald Gladys Glenys Gloria Gordon Grace Graham Gurdeep Gwen Harold Harry Hazel Herbert Hilda Howard Hyacinth Ida
Irene Iris Ivan Ivy Jack Janet Jean Jim Joan John Joseph Joyce June Kathleen Keith Ken Kenneth Kulwant Laurence Len
Leonard Lesley Lilian Lionel Lorna Mabel Maisie Malcolm Manjit Margaret Marjorie Maureen Mavis May Merle Michael Mick
Mollie Monica Muriel Nancy Nellie Nora Norma Norman Olive Olwen Oscar Pam Pat Patrick Pauline Pearl Percy Peter Phyllis
Queenie Ralph Ranjit Raymond Reg Rita Rodney Ron Rosemary Roy Rupert Sadie Sheila Shirley Sidney Stan Sylvia Ted Terry
Thelma Tommy Trevor Una Veronica Vera Victor Vincent Viv Walter Wilf Wilma Winston Yvonne
""".split()

STAFF = """
Abena Adaeze Alex Andrea Angela Anita Bea Becky Ben Bernadette Carlos Caroline Cath Chris Claire Dan Daniela Dave
Deborah Denise Dilip Ed Elaine Emma Esther Fatima Femi Fiona Gareth Gemma Gill Greg Hannah Helen Ian Ifeoma Ines Jacqui
James Jan Jo Joanna Julie Karen Kate Kemi Kirsty Kwame Laura Linda Lisa Lorraine Maggie Mandy Marcus Maria Mark Martin Matt
Mel Mike Naomi Neil Nicola Nigel Nikki Nina Olu Patience Paul Paula Petra Phil Priti Rachel Raj Richard Rob Ros Ruth
Sally Samantha Sandra Sarah Shabana Sharon Simon Sinead Steph Steve Sue Sunil Sunita Suzanne Tara Tina Tony Tracey Uche
Vicky Wendy Yemi Zoe
""".split()

SURNAMES = """
Abara Achebe Adams Adeyemi Ahmed Akhtar Ali Allen Amoah Anderson Appleby Archer Asante Ashdown Atkins Bailey Baines
Baker Balogun Banks Barlow Barnes Begum Bell Bennett Bhatt Bianchi Birch Blake Boateng Booth Bradley Briggs Brooks Brown
Burgess Burke Butler Byrne Campbell Carr Carter Chandra Chapman Clarke Coates Cole Collins Cooper Costa Cox Crane Cross
Cullen Curtis Dale Daley Daniels Davies Dean Desai Diallo Dixon Dobson Doyle Drake Duffy Dunn Edwards Egan Ellis Evans
Farah Farrell Ferreira Field Finch Fletcher Flynn Ford Forster Foster Fox Francis Freeman Frost Gibbs Gill Gomes Gordon
Grant Gray Green Griffiths Gupta Hale Hall Hardy Harper Harris Harvey Haynes Healy Henry Hicks Hill Hobbs Holmes Hooper
Howe Hudson Hughes Hunt Hussain Ibrahim Idris Irwin Isaac Jackson James Jarvis Jenkins Jones Jordan Joseph Kamara Kane
Kaur Kaya Keane Kelly Khan King Kirby Knight Kowalski Lamb Lane Lawson Lee Lewis Lloyd Long Lowe Lynch Mahmood Mann
Marsh Martin Mason Mbeki Mehta Mensah Mills Mitchell Moore Morgan Morris Moss Mukherjee Murphy Nash Ncube Newton Noble
Nolan Novak Nowak Nwosu Oakley Obi Okafor Okoye Osei Owens Palmer Parker Patel Payne Pearce Perry Pike Popescu Porter Potts
Powell Price Quinn Rahman Ramos Reed Rees Reid Reilly Rhodes Riley Roberts Rossi Rowe Russell Saleh Sanders Sharma Shaw
Silva Simmons Singh Skinner Smith Spencer Stone Sutton Tesfaye Thomas Thorpe Todd Tran Turner Vance Vaughan Wade Walsh
Walters Ward Warner Watts Webb Wells West Wilkes Wise Wood Wright Yates Young Zaman
""".split()

LANGUAGES = ("Polish", "Arabic", "Tigrinya", "Romanian", "Dari", "British Sign Language", "Punjabi", "Portuguese")


class NameBook:
    """Gives out names: a full name once only, and in one house one chosen name at a time."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.given: set[str] = set()

    def draw(self, first_names: list[str], called_here: set[str]) -> tuple[str, str]:
        """A (chosen name, full name). Where somebody is called so already, an initial is added; one in twelve
        is called by something else than their first name."""
        while True:
            first, last = self.chance.choice(first_names), self.chance.choice(SURNAMES)
            if f"{first} {last}" not in self.given:
                break
        self.given.add(f"{first} {last}")
        chosen = f"{first} {last[0]}" if first in called_here else first
        full = f"{first} {last}"
        if self.chance.random() < 1 / 12:
            legal = self.chance.choice(first_names)
            full = f"{legal} {last}"
        return (f"{first} {last}" if chosen in called_here else chosen), full

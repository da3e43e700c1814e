"""Pictures of what was done, drawn and not taken: nobody's home is shown."""

import io
import random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFilter

SIZE = (960, 720)
SKY, GRASS, WOOD, DARK_WOOD, BRICK = "#bcd9e6", "#8fae6b", "#b98b5a", "#7d5a36", "#b5705a"


def picture(name: str) -> SimpleUploadedFile:
    """One of SCENES as an upload, the same each time. Raises KeyError for another name."""
    image = Image.new("RGB", SIZE, SKY)
    SCENES[name](ImageDraw.Draw(image), random.Random(name))
    data = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(1.4)).save(data, "JPEG", quality=80)
    return SimpleUploadedFile(f"{name}.jpg", data.getvalue(), content_type="image/jpeg")


def _wall_and_grass(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 90, 960, 430), fill=BRICK)
    for row in range(90, 430, 22):
        draw.line((0, row, 960, row), fill="#9d5f4b", width=2)
        for place in range(row % 44, 960, 56):
            draw.line((place, row, place, row + 22), fill="#9d5f4b", width=2)
    draw.rectangle((0, 430, 960, 720), fill=GRASS)


def _beds(draw: ImageDraw.ImageDraw, chance: random.Random) -> None:
    """Raised beds with sunflowers."""
    _wall_and_grass(draw)
    for left in (50, 370, 690):
        draw.rectangle((left, 520, left + 230, 640), fill=WOOD, outline=DARK_WOOD, width=6)
        draw.rectangle((left + 8, 505, left + 222, 532), fill="#4f3a28")
        for stem in range(left + 30, left + 220, 46):
            top = chance.randint(250, 400)
            draw.line((stem, 515, stem, top), fill="#4e7a34", width=7)
            draw.ellipse((stem - 26, top - 26, stem + 26, top + 26), fill="#f0b429")
            draw.ellipse((stem - 11, top - 11, stem + 11, top + 11), fill="#5d3b1a")


def _bench(draw: ImageDraw.ImageDraw, chance: random.Random) -> None:
    """A bench with arms beside a door."""
    _wall_and_grass(draw)
    draw.rectangle((0, 430, 960, 720), fill="#c9c2b4")
    draw.rectangle((690, 130, 880, 470), fill="#0f5f5a", outline="#eee7da", width=14)
    draw.ellipse((850, 300, 866, 316), fill="#f0b429")
    for row in (330, 372, 414):
        draw.rectangle((130, row, 590, row + 26), fill=WOOD)
    draw.rectangle((110, 470, 610, 505), fill=WOOD)
    for leg in (130, 560):
        draw.rectangle((leg, 330, leg + 26, 610), fill=DARK_WOOD)
        draw.rectangle((leg - 26, 415, leg + 52, 437), fill=DARK_WOOD)


def _lounge(draw: ImageDraw.ImageDraw, chance: random.Random) -> None:
    """A freshly painted room, with one yellow wall."""
    draw.rectangle((0, 0, 600, 520), fill="#8fc0b4")
    draw.polygon(((600, 0), (960, -60), (960, 620), (600, 520)), fill="#f2c84b")
    draw.polygon(((0, 520), (600, 520), (960, 620), (960, 720), (0, 720)), fill="#a98a67")
    draw.rectangle((90, 110, 280, 330), fill="#dcecf5", outline="white", width=12)
    draw.rounded_rectangle((300, 400, 580, 590), 30, fill="#35577a")
    draw.rounded_rectangle((280, 450, 330, 600), 18, fill="#2b4866")
    draw.rounded_rectangle((550, 450, 600, 600), 18, fill="#2b4866")


def _bikes(draw: ImageDraw.ImageDraw, chance: random.Random) -> None:
    """A shelter with bicycles in it."""
    _wall_and_grass(draw)
    draw.rectangle((0, 500, 960, 720), fill="#b9b4aa")
    draw.polygon(((90, 250), (870, 210), (870, 245), (90, 285)), fill="#4a5560")
    for post in (100, 470, 850):
        draw.rectangle((post, 235, post + 14, 610), fill="#4a5560")
    for left, colour in ((150, "#b23a48"), (340, "#27637e"), (530, "#3d3d3d"), (680, "#2f7d4f")):
        for wheel in (left, left + 105):
            draw.ellipse((wheel, 500, wheel + 90, 590), outline="#222222", width=8)
        draw.line((left + 45, 545, left + 75, 470, left + 130, 470, left + 150, 545), fill=colour, width=9)
        draw.line((left + 75, 470, left + 95, 545, left + 45, 545), fill=colour, width=9)


def _damp(draw: ImageDraw.ImageDraw, chance: random.Random) -> None:
    """A dark patch on a wall."""
    draw.rectangle((0, 0, 960, 720), fill="#e7dfcd")
    draw.rectangle((0, 560, 960, 600), fill="#f4efe4")
    draw.rectangle((0, 600, 960, 720), fill="#93765a")
    for _spot in range(420):
        x, y = chance.gauss(250, 90), chance.gauss(390, 80)
        size = chance.randint(3, 16)
        shade = chance.choice(("#8d8674", "#746d5e", "#5b564c", "#a39b87"))
        draw.ellipse((x, min(y, 550), x + size, min(y, 550) + size), fill=shade)
    draw.rounded_rectangle((560, 330, 900, 560), 14, fill="#f7f4ec", outline="#cfc8b8", width=5)
    for rib in range(590, 890, 38):
        draw.line((rib, 345, rib, 545), fill="#cfc8b8", width=5)


SCENES = {"beds": _beds, "bench": _bench, "lounge": _lounge, "bikes": _bikes, "damp": _damp}

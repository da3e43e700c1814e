"""Paper: tagged PDF/UA-1 documents from plain data.

`render("meetings/poster.typ", {...}, title="...")` gives the PDF as bytes. Each app keeps its templates in its own
`paper/` folder, with the keys that it wants at the top of each file, and its fixed words in `paper/words.py`.
"""

from involvement.pdf.engine import PaperError, render
from involvement.pdf.signs import qr

__all__ = ["PaperError", "qr", "render"]

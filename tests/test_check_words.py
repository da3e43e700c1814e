"""The word check finds what a customer would see, and nothing else."""

import pytest

from scripts.check_words import main, ruled_out, template_texts


def found(source):
    return [word for _, text in template_texts(source) for word, _ in ruled_out(text)]


@pytest.mark.parametrize(
    "source",
    [
        "<p>Our customers say</p>",
        '<p>{% translate "For every customer" %}</p>',
        "{% blocktranslate %}The service reads it{% endblocktranslate %}",
        '<a href="/" aria-label="{% translate "This service" %}">x</a>',
        '<img src="x" alt="The Service">',
        '<input type="submit" value="Merge">',
        '{% include "x.html" with title=_("For the customer") %}',
        "<p>Not\nPossible</p><p>not possible</p>",
    ],
)
def test_ruled_out_words_are_found(source):
    assert len(found(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        '<p class="customer">{{ service.name }}</p>',
        '{% url "customer:home" %}{% if viewer.is_customer %}Hello{% endif %}',
        "{# the customer's page #}<!-- service -->{% comment %}service{% endcomment %}",
        "<script>service()</script>",
        '<input type="hidden" name="service" value="service">',
        "<p>It was a customary, well-served dinner. We overheard it.</p>",
    ],
)
def test_what_nobody_sees_is_left_alone(source):
    assert found(source) == []


def test_the_line_is_told():
    assert [line for line, text in template_texts("{% if\n x %}\n<p>a\nservice</p>") if list(ruled_out(text))] == [4]


def test_the_check_fails_on_a_planted_word_and_on_an_empty_tree(tmp_path, capsys):
    assert main(tmp_path) == 1
    page = tmp_path / "templates/meetings/customer/page.html"
    page.parent.mkdir(parents=True)
    page.write_text("<p>Hello</p>")
    assert main(tmp_path) == 0
    page.write_text("<p>Safeguarding</p>")
    assert main(tmp_path) == 1
    assert "page.html:1: “Safeguarding”" in capsys.readouterr().out


def test_staff_pages_may_use_the_fields_words(tmp_path):
    for audience in ["staff", "public"]:
        page = tmp_path / f"templates/meetings/{audience}/page.html"
        page.parent.mkdir(parents=True)
        page.write_text("<p>Customers</p>" if audience == "staff" else "<p>Hello</p>")
    assert main(tmp_path) == 0


def test_views_of_customers_are_read(tmp_path):
    view = tmp_path / "meetings/views/customer.py"
    view.parent.mkdir(parents=True)
    view.write_text('kind = "customer"\nwords = _("The service is closed")\n')
    assert main(tmp_path) == 1
    view.write_text('kind = "customer"\n')
    assert main(tmp_path) == 0

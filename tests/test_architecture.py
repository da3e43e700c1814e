"""The layout of the house, proved from the code: imports, model relations, templates and names go one way."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
ORDER = ["involvement", "surveys", "meetings", "panels", "newsletter"]
APPS = [name for name in ORDER if (ROOT / name).is_dir()]
# Only these name the apps to the right, and only as strings.
MAY_NAME_THE_RIGHT = {"involvement/settings.py", "involvement/urls/__init__.py"}


def sources(app):
    return [path for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]


def to_the_right(app):
    return ORDER[ORDER.index(app) + 1 :]


def imported(tree):
    """Names of the modules that a module imports, at any depth of its code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def strings(tree):
    """Every string of a module but its docstrings."""
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.value


def wrong_imports(tree, app):
    return [name for name in imported(tree) if name.split(".")[0] in to_the_right(app)]


def wrong_names(tree, app):
    """Strings that are a URL name, a model's label, a template or a dotted path of an app to the right."""
    pattern = re.compile(rf"^(?:\w+:)?({'|'.join(to_the_right(app)) or '-'})[.:/][\w./:-]+$")
    return [text for text in strings(tree) if pattern.match(text)]


@pytest.mark.parametrize("app", APPS)
def test_imports_go_one_way(app):
    wrong = {
        str(path.relative_to(ROOT)): found
        for path in sources(app)
        if (found := wrong_imports(ast.parse(path.read_text()), app))
    }
    assert wrong == {}


@pytest.mark.parametrize("app", APPS)
def test_names_as_strings_go_one_way(app):
    wrong = {}
    for path in sources(app):
        place = str(path.relative_to(ROOT))
        found = wrong_names(ast.parse(path.read_text()), app)
        if found and place not in MAY_NAME_THE_RIGHT:
            wrong[place] = found
    assert wrong == {}


def test_a_wrong_import_or_name_would_be_found():
    tree = ast.parse("def f():\n    from meetings.models import Meeting\n    reverse('staff:meetings:live')\n")
    assert wrong_imports(tree, "involvement") == ["meetings.models"]
    assert wrong_names(tree, "involvement") == ["staff:meetings:live"]
    assert wrong_imports(tree, "panels") == []


@pytest.mark.parametrize("app", APPS)
def test_model_relations_go_one_way(app):
    wrong = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and field.related_model is not None
        and field.related_model._meta.app_label in to_the_right(app)
    ]
    assert wrong == []


TEMPLATE_NAMES = re.compile(r"""{%\s*(?:url|include|extends)\s+["']([\w:/.-]+)["']""")


@pytest.mark.parametrize("app", APPS)
def test_templates_include_and_link_one_way(app):
    folders = [ROOT / "templates" / app]
    if app == "involvement":
        folders += [ROOT / "templates" / name for name in ("account", "bootstrap5", "components")]
    wrong = []
    for folder in folders:
        for path in folder.rglob("*.html"):
            for name in TEMPLATE_NAMES.findall(path.read_text()):
                if re.match(rf"^(?:\w+:)?({'|'.join(to_the_right(app)) or '-'})[:/]", name):
                    wrong.append(f"{path.relative_to(ROOT)}: {name}")
    assert wrong == []


def layer(path):
    """Which layer of an app a module belongs to: "models", "operations", "views" and so on."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[1] if len(parts) > 1 else ""


NEVER_IMPORTS = {
    "models": {"operations", "queries", "views", "forms", "tasks", "urls", "admin"},
    "queries": {"operations", "views", "forms", "tasks", "urls", "admin"},
    "operations": {"views", "forms", "urls", "admin", "tasks"},
    "rules": {"operations", "views", "forms", "urls", "admin", "tasks", "queries"},
    "forms": {"views", "urls", "admin", "tasks"},
}


def test_layers_of_an_app_look_downwards_only():
    wrong = []
    for app in APPS:
        for path in sources(app):
            refused = NEVER_IMPORTS.get(layer(path), set())
            for name in imported(ast.parse(path.read_text())):
                parts = name.split(".")
                if parts[0] in APPS and len(parts) > 1 and parts[1] in refused:
                    wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert wrong == []


def test_no_bucket_modules():
    """A service is a place, and an action is a thing that someone agreed to do (DESIGN.md)."""
    assert [str(p) for app in APPS for p in sources(app) if p.name in {"services.py", "actions.py", "utils.py"}] == []


def row_signals(tree):
    """Signals of rows that a module imports. Those of migrations are no detour round an operation."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.db.models.signals"):
            yield from (alias.name for alias in node.names if not alias.name.endswith("_migrate"))


def test_no_signals_and_no_logic_in_save():
    wrong = []
    for app in APPS:
        for path in sources(app):
            tree = ast.parse(path.read_text())
            wrong += [f"{path.relative_to(ROOT)}: {name}" for name in row_signals(tree)]
            if layer(path) == "models":
                wrong += [
                    f"{path.relative_to(ROOT)}: {node.name}()"
                    for node in ast.walk(tree)
                    if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"}
                ]
    assert wrong == []


def reads_past_visibility(tree):
    """Lines on which ``X.objects`` is used without ``visible_to`` in the same expression, or handed to find()."""
    allowed = {
        id(part) for node in ast.walk(tree) if isinstance(node, ast.Call) and _guards(node) for part in ast.walk(node)
    }
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "objects" and id(node) not in allowed
    ]


def _guards(call):
    if isinstance(call.func, ast.Name):
        return call.func.id == "find"
    return isinstance(call.func, ast.Attribute) and call.func.attr in {"visible_to", "run_by", "for_public"}


def test_views_and_admin_read_only_what_the_viewer_may_see():
    wrong = [
        f"{path.relative_to(ROOT)}:{line}"
        for app in APPS
        for path in sources(app)
        if layer(path) in {"views", "admin"}
        for line in reads_past_visibility(ast.parse(path.read_text()))
    ]
    assert wrong == []


def test_a_bare_read_would_be_found():
    assert reads_past_visibility(ast.parse("Suggestion.objects.filter(pk=1)")) == [1]
    assert reads_past_visibility(ast.parse("Suggestion.objects.visible_to(viewer).filter(pk=1)")) == []
    assert reads_past_visibility(ast.parse("find(request, Suggestion.objects, pk=1)")) == []


def test_forms_list_their_fields():
    wrong = [
        str(path.relative_to(ROOT))
        for app in APPS
        for path in sources(app)
        if "__all__" in re.sub(r"^__all__ = \[", "", path.read_text(), flags=re.M)
    ]
    assert wrong == []


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def test_operations_take_keywords_only_and_say_who_acts():
    wrong = []
    for app in APPS:
        for path in sources(app):
            for function in functions(ast.parse(path.read_text())):
                decorated = any(isinstance(d, ast.Name) and d.id == "operation" for d in function.decorator_list)
                if decorated and (function.args.args or not ast.get_docstring(function)):
                    wrong.append(f"{path.relative_to(ROOT)}: {function.name}")
    assert wrong == []


def test_no_operation_goes_on_after_a_refusal_with_half_of_it_done():
    """``unless_refused`` takes back what the refused one did; a bare except leaves it."""
    wrong = []
    for app in APPS:
        for path in sources(app):
            caught = (
                node.type for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ExceptHandler)
            )
            names = {getattr(kind, "id", "") for kind in caught}
            if layer(path) == "operations" and "Refused" in names and path.name != "base.py":
                wrong.append(str(path.relative_to(ROOT)))
    assert wrong == []


def test_rooms_stay_small():
    """Modules under about 400 lines (STYLE.md)."""
    too_large = {
        str(path.relative_to(ROOT)): lines
        for app in APPS
        for path in sources(app)
        if (lines := len(path.read_text().splitlines())) > 420
    }
    assert too_large == {}

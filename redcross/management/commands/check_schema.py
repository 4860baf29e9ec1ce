from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

# What it ends with then, by which a script tells it from whatever else goes wrong.
ANOTHER_VERSION = 3


class Command(BaseCommand):
    help = "Fails when an older version made the database, whose migrations were written anew."

    def handle(self, **options: Any) -> None:
        executor = MigrationExecutor(connection)
        graph, applied = executor.loader.graph, executor.loader.applied_migrations
        unknown = sorted(set(applied) - set(graph.nodes))
        # Of an app that has nothing to migrate the tables must be there as the models say.
        migrated = {app for app, name in graph.leaf_nodes() if (app, name) in applied}
        tables = connection.introspection.table_names()
        missing = [
            column for model in models_of(migrated) for column in missing_columns(model, tables)
        ]
        if unknown or missing:
            named = [f"the migration {app}.{name}" for app, name in unknown]
            fault = named[0] if named else f"no column {missing[0]}"
            raise CommandError(
                f"The database has {fault}: another version of this program made it, "
                "and this one cannot read it.",
                returncode=ANOTHER_VERSION,
            )


def models_of(app_labels: set[str]) -> Iterator[type[Model]]:
    """Yield the models of the apps whose tables migrations make."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in app_labels and model._meta.managed:
            yield model


def missing_columns(model: type[Model], tables: list[str]) -> Iterator[str]:
    """Yield `table.column` for each column of the model that the database lacks."""
    table = model._meta.db_table
    known = set()
    if table in tables:
        with connection.cursor() as cursor:
            description = connection.introspection.get_table_description(cursor, table)
        known = {column.name for column in description}
    for field in model._meta.concrete_fields:
        if field.column not in known:
            yield f"{table}.{field.column}"

from typing import Any, ClassVar

from django.db import migrations

from moderation.triggers import CREATE, DROP


def create(apps: Any, schema_editor: Any) -> None:
    for statement in CREATE.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    for statement in DROP.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("moderation", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(create, drop)]

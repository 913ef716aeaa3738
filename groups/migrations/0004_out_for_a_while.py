import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0003_records_and_sheets"),
        ("moderation", "0012_roles_near_youth_take_two"),
    ]

    operations = [
        migrations.AddField(
            model_name="removal",
            name="until",
            field=models.DateTimeField(
                blank=True,
                help_text="From then on they may come back; empty: not today.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="signal",
            name="case",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="moderation.crisiscase",
            ),
        ),
    ]

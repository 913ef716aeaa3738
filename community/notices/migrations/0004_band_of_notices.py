from django.db import migrations, models
from django.db.models import OuterRef, Subquery

NAMING = ("mention", "group_place")


def say_whom_they_name(apps, schema_editor):
    """Notices that young people had until now name people of the band that they were in."""
    notices = apps.get_model("notices", "Notice").objects
    members = apps.get_model("members", "Member").objects
    band = members.filter(pk=OuterRef("member")).values("band")[:1]
    theirs = notices.filter(kind__in=NAMING, member__in=members.exclude(band="adult"))
    theirs.update(band=Subquery(band))


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0003_limits"),
        ("notices", "0003_devices"),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="band",
            field=models.CharField(
                blank=True, help_text="Read only while its member reaches this band.", max_length=5
            ),
        ),
        migrations.RunPython(say_whom_they_name, migrations.RunPython.noop),
    ]
